using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;

namespace Archivolt.Encryption;

/// <summary>
/// One content's header and cipher. Every segment is bound to the header and its place, and the seal, which ends the stored content, binds
/// header, length and blob key. The key is only known when a write is committed, which is why all this stands at the end.
/// </summary>
internal sealed class SealedContent : IDisposable
{
    // At the end of the header, so that content says what it is at the same place whatever its scheme keeps before.
    private const int FixedHeaderLength = 16;
    private const int PrefixLength = 7;
    private const byte Version = 1;

    /// <summary>How many bytes at the end tell that content is sealed, whatever its scheme.</summary>
    public const int EndLength = FixedHeaderLength + sizeof(long) + ISegmentCipher.TagLength;

    private readonly byte[] _header;
    private readonly ISegmentCipher _cipher;

    private SealedContent(byte[] header, ISegmentCipher cipher)
    {
        _header = header;
        _cipher = cipher;
    }

    private enum Place : byte
    {
        Inner,
        Last,
        Seal,
    }

    private static ReadOnlySpan<byte> Magic => "AVSEAL"u8;

    public static SegmentLayout LayoutOf(IContentCipher scheme) =>
        new(FixedHeaderLength + scheme.HeaderLength + sizeof(long) + ISegmentCipher.TagLength);

    public static async ValueTask<SealedContent> BeginAsync(IContentCipher scheme, CancellationToken cancellationToken)
    {
        var header = new byte[scheme.HeaderLength + FixedHeaderLength];
        var cipher = await scheme.BeginAsync(header.AsMemory(0, scheme.HeaderLength), cancellationToken);
        FillFixed(header.AsSpan(scheme.HeaderLength), scheme);
        return new SealedContent(header, cipher);
    }

    /// <summary>What stored content says of itself at its end; nothing of it is proven.</summary>
    /// <param name="scheme">The scheme of new content.</param>
    /// <param name="end">The last bytes, <see cref="EndLength"/> at least.</param>
    public static ContentForm FormOf(IContentCipher scheme, ReadOnlySpan<byte> end)
    {
        if (!LooksSealed(end))
            return ContentForm.Foreign;
        var length = LayoutOf(scheme).SealLength;
        return end.Length >= length && end[^(EndLength - 7)] == scheme.Scheme && scheme.IsCurrent(end[^length..][..scheme.HeaderLength])
            ? ContentForm.Current
            : ContentForm.Older;
    }

    /// <summary>True when stored content ends as sealed content does.</summary>
    /// <param name="end">Its last bytes.</param>
    public static bool LooksSealed(ReadOnlySpan<byte> end) => end.Length >= EndLength && end[^EndLength..].StartsWith(Magic);

    private static void FillFixed(Span<byte> own, IContentCipher scheme)
    {
        Magic.CopyTo(own);
        own[6] = Version;
        own[7] = scheme.Scheme;
        own[8] = SegmentLayout.SegmentSizeLog2;
        RandomNumberGenerator.Fill(own[^PrefixLength..]);
    }

    /// <summary>Opens a seal and proves it; everything that is not as it was written is <see cref="BlobError.Damaged"/>.</summary>
    /// <returns>The content's cipher and its clear length.</returns>
    public static async ValueTask<(SealedContent Content, long Length)> OpenAsync(
        IContentCipher scheme, ReadOnlyMemory<byte> seal, string store, string key, CancellationToken cancellationToken)
    {
        BlobException Damaged(string problem) => new(BlobError.Damaged, problem, store, key);

        var header = seal[..(scheme.HeaderLength + FixedHeaderLength)].ToArray();
        var own = header.AsMemory(scheme.HeaderLength);
        if (!own.Span.StartsWith(Magic))
            throw Damaged("The content does not end with a seal: it is cut short, was changed, or was never encrypted.");
        if (own.Span[6] != Version || own.Span[8] != SegmentLayout.SegmentSizeLog2)
            throw Damaged($"The content is sealed in version {own.Span[6]} with segments of 2^{own.Span[8]} bytes, which this version does not read.");
        if (own.Span[7] != scheme.Scheme)
            throw Damaged($"The content is encrypted by scheme {own.Span[7]}, and this store is configured for scheme {scheme.Scheme}.");
        var length = BinaryPrimitives.ReadInt64BigEndian(seal.Span[header.Length..]);
        SealedContent content;
        try
        {
            content = new SealedContent(header, await scheme.OpenAsync(header.AsMemory(0, scheme.HeaderLength), cancellationToken));
        }
        catch (BlobException exception) when (exception.Store is null)
        {
            throw new BlobException(exception.Error, exception.Message, store, key, exception);
        }
        if (length is >= 0 and <= SegmentLayout.MaxClearLength && content.IsSealed(seal.Span[^ISegmentCipher.TagLength..], length, key))
            return (content, length);
        content.Dispose();
        throw Damaged("The seal of the content does not fit its key: it was changed, or belongs to another blob.");
    }

    public void Encrypt(long index, bool isLast, ReadOnlySpan<byte> clear, Span<byte> stored)
    {
        Span<byte> nonce = stackalloc byte[ISegmentCipher.NonceLength];
        WriteNonce(nonce, checked((uint)index), isLast ? Place.Last : Place.Inner);
        _cipher.Encrypt(nonce, clear, stored, _header);
    }

    public bool TryDecrypt(long index, bool isLast, ReadOnlySpan<byte> stored, Span<byte> clear)
    {
        Span<byte> nonce = stackalloc byte[ISegmentCipher.NonceLength];
        WriteNonce(nonce, checked((uint)index), isLast ? Place.Last : Place.Inner);
        return _cipher.TryDecrypt(nonce, stored, clear, _header);
    }

    /// <summary>What ends the stored content: header, clear length, and a tag over both and the blob key.</summary>
    public byte[] Seal(long length, string key)
    {
        Span<byte> nonce = stackalloc byte[ISegmentCipher.NonceLength];
        WriteNonce(nonce, uint.MaxValue, Place.Seal);
        var seal = new byte[_header.Length + sizeof(long) + ISegmentCipher.TagLength];
        _header.CopyTo(seal, 0);
        BinaryPrimitives.WriteInt64BigEndian(seal.AsSpan(_header.Length), length);
        _cipher.Encrypt(nonce, [], seal.AsSpan(^ISegmentCipher.TagLength..), Bound(length, key));
        return seal;
    }

    public void Dispose() => _cipher.Dispose();

    private bool IsSealed(ReadOnlySpan<byte> tag, long length, string key)
    {
        Span<byte> nonce = stackalloc byte[ISegmentCipher.NonceLength];
        WriteNonce(nonce, uint.MaxValue, Place.Seal);
        return _cipher.TryDecrypt(nonce, tag, [], Bound(length, key));
    }

    private byte[] Bound(long length, string key)
    {
        var bound = new byte[_header.Length + sizeof(long) + Encoding.UTF8.GetByteCount(key)];
        _header.CopyTo(bound, 0);
        BinaryPrimitives.WriteInt64BigEndian(bound.AsSpan(_header.Length), length);
        Encoding.UTF8.GetBytes(key, bound.AsSpan(_header.Length + sizeof(long)));
        return bound;
    }

    // The nonce of Tink's streaming form: prefix, counter, last flag.
    private void WriteNonce(Span<byte> nonce, uint counter, Place place)
    {
        _header.AsSpan(^PrefixLength..).CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[PrefixLength..], counter);
        nonce[^1] = (byte)place;
    }
}

/// <summary>What stored content says it is.</summary>
internal enum ContentForm
{
    /// <summary>Not sealed: in clear, or in somebody else's form.</summary>
    Foreign,

    /// <summary>Sealed, but not as new content would be, such as under an older key.</summary>
    Older,

    /// <summary>As new content would be.</summary>
    Current,
}
