using System.Security.Cryptography;
using Archivolt.Blobs;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>
/// AES-CBC with padding (PKCS #7) and no tag. What proves the content is the digest in its key; without one only the padding is looked at,
/// and most changes are not noticed.
/// </summary>
internal sealed class CbcCipher : ContentCipher
{
    private readonly List<byte[]> _before = [];
    private readonly byte[] _hashKey;
    private byte[] _last;
    private Digest? _digest;
    private IncrementalHash? _content;
    private byte[]? _clear;
    private int _padding;

    /// <summary>Begins with a content.</summary>
    /// <param name="aes">Its key; disposed with the cipher.</param>
    /// <param name="vector">Its initialization vector.</param>
    /// <param name="hashKey">Key of the hash that proves it; nothing but this process may know it.</param>
    public CbcCipher(Aes aes, byte[] vector, byte[] hashKey) : base(aes, new Ghash(hashKey)) => (_last, _hashKey) = (vector, hashKey);

    protected override int TagLength => 0;

    /// <summary>How many of the stored bytes are padding, told by the last two blocks, or the initialization vector and the only block.</summary>
    /// <exception cref="InvalidDataException">They end with no padding.</exception>
    public static int PaddingOf(Aes aes, ReadOnlySpan<byte> lastTwoBlocks)
    {
        Span<byte> last = stackalloc byte[Ghash.BlockSize];
        aes.DecryptCbc(lastTwoBlocks[Ghash.BlockSize..], lastTwoBlocks[..Ghash.BlockSize], last, PaddingMode.None);
        var padding = PaddingOf(last);
        CryptographicOperations.ZeroMemory(last);
        return padding;
    }

    public override void Encrypt(ReadOnlySpan<byte> clear, Span<byte> stored)
    {
        Aes.EncryptCbc(clear, _last, stored, PaddingMode.None);
        _last = stored.Slice(clear.Length - Ghash.BlockSize, Ghash.BlockSize).ToArray();
    }

    public override int EncryptLast(ReadOnlySpan<byte> clear, Span<byte> stored) => Aes.EncryptCbc(clear, _last, stored, PaddingMode.PKCS7);

    protected override long LengthWithoutTag(long length) => length > 0 && length % Ghash.BlockSize == 0
        ? length
        : throw new InvalidDataException($"There are {length} bytes behind the header, which are no whole blocks: the content was cut short or changed.");

    protected override void Begin(Digest? digest)
    {
        _digest = digest;
        _content = digest?.Algorithm.CreateHash();
    }

    protected override void Examine(long position, ReadOnlySpan<byte> piece)
    {
        _before.Add(_last);
        var isLast = position + piece.Length == Length;
        if (isLast || _content is not null)
        {
            _clear ??= GC.AllocateUninitializedArray<byte>(piece.Length);
            var clear = _clear.AsSpan(0, piece.Length);
            Aes.DecryptCbc(piece, _last, clear, PaddingMode.None);
            if (isLast)
                _padding = PaddingOf(clear[^Ghash.BlockSize..]);
            _content?.AppendData(clear[..^_padding]);
            CryptographicOperations.ZeroMemory(clear);
        }
        _last = piece[^Ghash.BlockSize..].ToArray();
    }

    protected override long Conclude(UInt128 state, ReadOnlySpan<byte> tag) =>
        _digest is null || Digest.Take(_digest.Algorithm, _content!) == _digest ? Length - _padding : throw Changed();

    protected override ContentProof Describe(ContentProof proof) => proof with { HashKey = _hashKey, Before = _before };

    protected override void Decrypt(int index, ReadOnlySpan<byte> stored, Span<byte> clear) =>
        Aes.DecryptCbc(stored, Proof.Before[index], clear, PaddingMode.None);

    protected override void End() => _content?.Dispose();

    private static int PaddingOf(ReadOnlySpan<byte> lastBlock)
    {
        var padding = lastBlock[^1];
        return padding is > 0 and <= Ghash.BlockSize && !lastBlock[^padding..].ContainsAnyExcept(padding) ? padding : throw Changed();
    }
}
