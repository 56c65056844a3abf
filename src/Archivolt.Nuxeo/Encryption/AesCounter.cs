using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>The key stream of GCM (NIST SP 800-38D §6.5) at any offset, so that a range is decrypted without what is before it.</summary>
/// <param name="aes">The cipher.</param>
/// <param name="start">The pre-counter block J0.</param>
internal sealed class AesCounter(Aes aes, UInt128 start)
{
    private const int PieceLength = 64 * 1024;

    /// <summary>What the tag is masked with.</summary>
    public UInt128 Mask()
    {
        Span<byte> block = stackalloc byte[Ghash.BlockSize];
        BinaryPrimitives.WriteUInt128BigEndian(block, start);
        aes.EncryptEcb(block, block, PaddingMode.None);
        return BinaryPrimitives.ReadUInt128BigEndian(block);
    }

    /// <summary>Encrypts or decrypts, which is the same.</summary>
    /// <param name="offset">Where the piece is in the content; a multiple of the block size.</param>
    /// <param name="source">The piece.</param>
    /// <param name="target">Receives as many bytes; may be the same memory.</param>
    public void Apply(long offset, ReadOnlySpan<byte> source, Span<byte> target)
    {
        var stream = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            for (; !source.IsEmpty; offset += PieceLength)
            {
                var length = Math.Min(source.Length, PieceLength);
                var blocks = stream.AsSpan(0, (length + Ghash.BlockSize - 1) / Ghash.BlockSize * Ghash.BlockSize);
                FillWithCounters(blocks, offset / Ghash.BlockSize);
                aes.EncryptEcb(blocks, blocks, PaddingMode.None);
                Xor(source[..length], blocks, target);
                source = source[length..];
                target = target[length..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stream, clearArray: true);
        }
    }

    // Only the last 32 bits count, and they wrap.
    private void FillWithCounters(Span<byte> blocks, long first)
    {
        var prefix = start & ~(UInt128)uint.MaxValue;
        var counter = unchecked((uint)start + (uint)first);
        for (; !blocks.IsEmpty; blocks = blocks[Ghash.BlockSize..])
        {
            counter = unchecked(counter + 1);
            BinaryPrimitives.WriteUInt128BigEndian(blocks, prefix | counter);
        }
    }

    private static void Xor(ReadOnlySpan<byte> source, ReadOnlySpan<byte> stream, Span<byte> target)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(source);
        var masks = MemoryMarshal.Cast<byte, Vector<byte>>(stream);
        var results = MemoryMarshal.Cast<byte, Vector<byte>>(target);
        for (var i = 0; i < vectors.Length; i++)
            results[i] = vectors[i] ^ masks[i];
        for (var i = vectors.Length * Vector<byte>.Count; i < source.Length; i++)
            target[i] = (byte)(source[i] ^ stream[i]);
    }
}
