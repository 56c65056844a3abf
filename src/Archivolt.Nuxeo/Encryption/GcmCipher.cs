using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>
/// AES-GCM (NIST SP 800-38D) with one tag of 16 bytes at the end and no additional data, in pieces: .NET's own takes a content in one array, and
/// initialization vectors of 12 bytes only.
/// </summary>
internal sealed class GcmCipher : ContentCipher
{
    /// <summary>More would let the counter come round.</summary>
    public const long MaxLength = (1L << 36) - 32;

    private readonly AesCounter _counter;
    private UInt128 _state;
    private long _written;

    public GcmCipher(Aes aes, ReadOnlySpan<byte> vector) : base(aes, new Ghash(aes.EncryptEcb(new byte[Ghash.BlockSize], PaddingMode.None))) =>
        _counter = new AesCounter(aes, Start(Hash, vector));

    protected override int TagLength => Ghash.BlockSize;

    public override void Encrypt(ReadOnlySpan<byte> clear, Span<byte> stored)
    {
        _counter.Apply(_written, clear, stored);
        _state = Hash.Append(_state, stored[..clear.Length]);
        _written += clear.Length;
    }

    public override int EncryptLast(ReadOnlySpan<byte> clear, Span<byte> stored)
    {
        Encrypt(clear, stored);
        BinaryPrimitives.WriteUInt128BigEndian(stored[clear.Length..], Hash.Finish(_state, _written) ^ _counter.Mask());
        return clear.Length + TagLength;
    }

    protected override long LengthWithoutTag(long length) => length - TagLength is >= 0 and <= MaxLength and var clear
        ? clear
        : throw new InvalidDataException($"There are {length} bytes behind the header, which no encrypted content has: it was cut short or changed.");

    protected override long Conclude(UInt128 state, ReadOnlySpan<byte> tag)
    {
        Span<byte> expected = stackalloc byte[Ghash.BlockSize];
        BinaryPrimitives.WriteUInt128BigEndian(expected, Hash.Finish(state, Length) ^ _counter.Mask());
        return CryptographicOperations.FixedTimeEquals(expected, tag) ? Length : throw Changed();
    }

    protected override void Decrypt(int index, ReadOnlySpan<byte> stored, Span<byte> clear) =>
        _counter.Apply((long)index * PieceLength, stored, clear);

    // Other libraries wrote other lengths than 12, which are hashed to a block.
    private static UInt128 Start(Ghash hash, ReadOnlySpan<byte> vector)
    {
        if (vector.Length != CryptHeader.GcmVectorLength)
            return hash.Finish(hash.Append(0, vector), vector.Length);
        Span<byte> block = stackalloc byte[Ghash.BlockSize];
        vector.CopyTo(block);
        block[^4..].Clear();
        block[^1] = 1;
        return BinaryPrimitives.ReadUInt128BigEndian(block);
    }
}
