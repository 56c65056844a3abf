using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>
/// The hash inside GCM (NIST SP 800-38D §6.4) under one key, one piece after the other, in a number of bytes that nothing limits. By
/// carry-less multiplication where the processor has it, otherwise by tables.
/// </summary>
internal sealed class Ghash : IDisposable
{
    public const int BlockSize = 16;

    // So many blocks are multiplied before one reduction.
    private const int Stride = 8;

    // x^-128 by Montgomery's way needs this form of the polynomial (RFC 8452 appendix A; Gueron 2023).
    private static readonly Vector128<ulong> Polynomial = Vector128.Create(1UL, 0xC200_0000_0000_0000UL);
    private static readonly UInt128[] Remainders = FourBitRemainders();

    // Powers of the key, the highest first; or its multiples by every four bits.
    private readonly UInt128[] _table;
    private readonly bool _accelerated;

    /// <summary>Prepares a key.</summary>
    /// <param name="key">One block.</param>
    /// <param name="accelerate">False keeps to the tables.</param>
    public Ghash(ReadOnlySpan<byte> key, bool accelerate = true)
    {
        _accelerated = accelerate && Pclmulqdq.IsSupported && Ssse3.IsSupported;
        var h = BinaryPrimitives.ReadUInt128BigEndian(key);
        _table = _accelerated ? Powers(h) : Multiples(h);
    }

    /// <summary>Continues with more data; an unfinished block is filled with zeros, so only the last piece has one.</summary>
    /// <param name="state">What came of the pieces before; zero at the beginning.</param>
    /// <param name="data">The next piece.</param>
    public UInt128 Append(UInt128 state, ReadOnlySpan<byte> data)
    {
        var whole = data.Length / BlockSize * BlockSize;
        state = _accelerated ? AppendAccelerated(state, data[..whole]) : AppendByTable(state, data[..whole]);
        if (whole == data.Length)
            return state;
        Span<byte> last = stackalloc byte[BlockSize];
        last.Clear();
        data[whole..].CopyTo(last);
        return Append(state, last);
    }

    /// <summary>Ends the hash with the block of lengths that GCM wants; there is no additional data in this format.</summary>
    public UInt128 Finish(UInt128 state, long length)
    {
        Span<byte> lengths = stackalloc byte[BlockSize];
        BinaryPrimitives.WriteUInt128BigEndian(lengths, (UInt128)(ulong)length * 8);
        return Append(state, lengths);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_table.AsSpan()));

    private UInt128 AppendByTable(UInt128 state, ReadOnlySpan<byte> blocks)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockSize..])
        {
            var x = state ^ BinaryPrimitives.ReadUInt128BigEndian(blocks);
            state = _table[(int)(x & 15)];
            for (var i = 1; i < 32; i++)
            {
                x >>= 4;
                state = (state >> 4) ^ Remainders[(int)(state & 15)] ^ _table[(int)(x & 15)];
            }
        }
        return state;
    }

    private UInt128 AppendAccelerated(UInt128 state, ReadOnlySpan<byte> blocks)
    {
        var sum = ToVector(state);
        while (!blocks.IsEmpty)
        {
            var count = Math.Min(Stride, blocks.Length / BlockSize);
            var (low, middle, high) = (Vector128<ulong>.Zero, Vector128<ulong>.Zero, Vector128<ulong>.Zero);
            for (var i = 0; i < count; i++)
            {
                var block = Reverse(blocks[(i * BlockSize)..]);
                if (i == 0)
                    block ^= sum;
                var power = ToVector(_table[Stride - count + i]);
                low ^= Pclmulqdq.CarrylessMultiply(block, power, 0x00);
                high ^= Pclmulqdq.CarrylessMultiply(block, power, 0x11);
                middle ^= Pclmulqdq.CarrylessMultiply(block, power, 0x01) ^ Pclmulqdq.CarrylessMultiply(block, power, 0x10);
            }
            sum = Reduce(low, middle, high);
            blocks = blocks[(count * BlockSize)..];
        }
        return ToNumber(sum);
    }

    private static UInt128[] Powers(UInt128 h)
    {
        // Times x, in the bit order of the multiplication.
        var first = (h << 1) ^ (h >> 127 == 0 ? 0 : ToNumber(Polynomial));
        var powers = new UInt128[Stride];
        powers[Stride - 1] = first;
        for (var i = Stride - 2; i >= 0; i--)
            powers[i] = ToNumber(Multiply(ToVector(powers[i + 1]), ToVector(first)));
        return powers;
    }

    private static Vector128<ulong> Multiply(Vector128<ulong> a, Vector128<ulong> b) => Reduce(
        Pclmulqdq.CarrylessMultiply(a, b, 0x00),
        Pclmulqdq.CarrylessMultiply(a, b, 0x01) ^ Pclmulqdq.CarrylessMultiply(a, b, 0x10),
        Pclmulqdq.CarrylessMultiply(a, b, 0x11));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Reduce(Vector128<ulong> low, Vector128<ulong> middle, Vector128<ulong> high)
    {
        low ^= Sse2.ShiftLeftLogical128BitLane(middle, 8);
        high ^= Sse2.ShiftRightLogical128BitLane(middle, 8);
        var folded = SwapHalves(low) ^ Pclmulqdq.CarrylessMultiply(low, Polynomial, 0x10);
        return high ^ SwapHalves(folded) ^ Pclmulqdq.CarrylessMultiply(folded, Polynomial, 0x10);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> SwapHalves(Vector128<ulong> value) => Sse2.Shuffle(value.AsUInt32(), 0x4E).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Reverse(ReadOnlySpan<byte> block) => Ssse3.Shuffle(
        Vector128.Create(block),
        Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)).AsUInt64();

    private static Vector128<ulong> ToVector(UInt128 value) => Vector128.Create((ulong)value, (ulong)(value >> 64));

    private static UInt128 ToNumber(Vector128<ulong> value) => new(value.GetElement(1), value.GetElement(0));

    private static UInt128[] Multiples(UInt128 h)
    {
        var multiples = new UInt128[16];
        multiples[8] = h;
        for (var i = 4; i > 0; i >>= 1)
            multiples[i] = TimesX(multiples[i * 2]);
        for (var i = 2; i < 16; i *= 2)
        {
            for (var j = 1; j < i; j++)
                multiples[i + j] = multiples[i] ^ multiples[j];
        }
        return multiples;
    }

    private static UInt128[] FourBitRemainders()
    {
        var remainders = new UInt128[16];
        for (var i = 0; i < 16; i++)
            remainders[i] = TimesX(TimesX(TimesX(TimesX((UInt128)i))));
        return remainders;
    }

    // In GCM's bit order the highest bit is x^0, so that times x is a shift to the right.
    private static UInt128 TimesX(UInt128 value) => (value >> 1) ^ ((value & 1) == 0 ? 0 : (UInt128)0xE1 << 120);
}
