using Archivolt.Blobs;

namespace Archivolt.Encryption;

/// <summary>
/// A scheme that <see cref="Encrypted"/> keeps content in: where each content's key comes from, and the authenticated cipher behind it. The layer
/// does the rest for every scheme: segments, ranges, lengths, the binding to the blob's key, and the discovery of any change. <see cref="Keyring"/> is
/// the scheme of Archivolt itself. All members may be called from any thread.
/// </summary>
/// <example>
/// <code>
/// sealed class ChaCha(byte[] masterKey) : IContentCipher
/// {
///     public byte Scheme => 200;
///     public int HeaderLength => 32;
///     public bool IsCurrent(ReadOnlySpan&lt;byte> header) => true;
///     public ValueTask&lt;ISegmentCipher> BeginAsync(Memory&lt;byte> header, CancellationToken cancellationToken)
///     {
///         RandomNumberGenerator.Fill(header.Span);
///         return OpenAsync(header, cancellationToken);
///     }
///     …
/// }
/// </code>
/// </example>
public interface IContentCipher : IDisposable
{
    /// <summary>Number of the scheme, stored with each content so that one scheme never reads another's: 1 is <see cref="Keyring"/>, 128 to 255 are free.</summary>
    byte Scheme { get; }

    /// <summary>How many bytes the scheme keeps with each content, such as a key id and a salt; the same for all content, at most 1024.</summary>
    int HeaderLength { get; }

    /// <summary>Begins a new content: fills its header and returns its cipher, whose key no other content has.</summary>
    /// <param name="header">Receives <see cref="HeaderLength"/> bytes. They are stored in clear and authenticated by the layer.</param>
    /// <param name="cancellationToken">Cancels asking for a key.</param>
    ValueTask<ISegmentCipher> BeginAsync(Memory<byte> header, CancellationToken cancellationToken = default);

    /// <summary>The cipher of a stored content.</summary>
    /// <param name="header">The header as it is stored; not yet proven to be unchanged.</param>
    /// <param name="cancellationToken">Cancels asking for a key.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Damaged"/> when the header names no key that is known; the message names it.</exception>
    ValueTask<ISegmentCipher> OpenAsync(ReadOnlyMemory<byte> header, CancellationToken cancellationToken = default);

    /// <summary>
    /// True when new content would be kept in the same way; false, such as under an older key, lets a re-encryption write the content again.
    /// </summary>
    /// <param name="header">The header as it is stored; not proven.</param>
    bool IsCurrent(ReadOnlySpan<byte> header);
}

/// <summary>Authenticated encryption of one content's segments, used by one caller at a time.</summary>
public interface ISegmentCipher : IDisposable
{
    /// <summary>Length of the tag at the end of each encrypted segment, in bytes.</summary>
    const int TagLength = 16;

    /// <summary>Length of the nonces, in bytes. Each is used once in a content.</summary>
    const int NonceLength = 12;

    /// <summary>Encrypts a segment.</summary>
    /// <param name="nonce"><see cref="NonceLength"/> bytes.</param>
    /// <param name="clear">The segment, possibly empty.</param>
    /// <param name="stored">Receives as many bytes as <paramref name="clear"/> has, then the tag.</param>
    /// <param name="bound">What must be the same at decryption, without being stored.</param>
    void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> clear, Span<byte> stored, ReadOnlySpan<byte> bound);

    /// <summary>Decrypts a segment; false when anything differs from what was encrypted, and then nothing of it is in <paramref name="clear"/>.</summary>
    /// <param name="nonce">As at encryption.</param>
    /// <param name="stored">The encrypted bytes with the tag.</param>
    /// <param name="clear">Receives the segment.</param>
    /// <param name="bound">As at encryption.</param>
    bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> stored, Span<byte> clear, ReadOnlySpan<byte> bound);
}
