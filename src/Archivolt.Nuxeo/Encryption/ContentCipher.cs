using System.Security.Cryptography;
using Archivolt.Encryption;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>
/// One content in one of the format's two modes. Written in pieces; read twice: the first pass over the encrypted bytes proves them, the second
/// decrypts. What the second reads is held against the first by a hash under a key that the store does not know, piece by piece, so that nothing
/// can be exchanged in between.
/// </summary>
internal abstract class ContentCipher(Aes aes, Ghash hash) : IProvenContent
{
    /// <summary>Content is encrypted, proven and decrypted in pieces of so many bytes.</summary>
    public const int PieceLength = 256 * 1024;

    /// <summary>Most that the last piece grows by: a tag, or the padding.</summary>
    public const int MaxGrowth = Ghash.BlockSize;

    private ContentProof? _proof;

    int IProvenContent.PieceLength => PieceLength;

    /// <summary>Length of the clear content, once it is proven.</summary>
    public long ClearLength => Proof.ClearLength;

    /// <summary>What was proven.</summary>
    protected ContentProof Proof => _proof ?? throw new InvalidOperationException("The content was not proven.");

    /// <summary>Length of the encrypted bytes without a tag behind them, while they are proven.</summary>
    protected long Length { get; private set; }

    protected abstract int TagLength { get; }

    protected Aes Aes => aes;

    protected Ghash Hash => hash;

    /// <summary>The cipher of content with this header.</summary>
    /// <param name="header">The header of the content.</param>
    /// <param name="aes">Its key; disposed with the cipher.</param>
    /// <param name="cbc">The mode.</param>
    /// <param name="known">What an earlier pass over the content proved; null where it is to be proven or written.</param>
    public static ContentCipher Create(CryptHeader header, Aes aes, bool cbc, ContentProof? known = null)
    {
        ContentCipher cipher = cbc
            ? new CbcCipher(aes, header.InitializationVector, known?.HashKey ?? RandomNumberGenerator.GetBytes(Ghash.BlockSize))
            : new GcmCipher(aes, header.InitializationVector);
        cipher._proof = known;
        return cipher;
    }

    /// <summary>Encrypts a piece that is not the last.</summary>
    public abstract void Encrypt(ReadOnlySpan<byte> clear, Span<byte> stored);

    /// <summary>Encrypts the last piece, which may be empty, and returns how many bytes are to be stored.</summary>
    public abstract int EncryptLast(ReadOnlySpan<byte> clear, Span<byte> stored);

    /// <summary>Reads all encrypted bytes, from where the stream is, and proves them.</summary>
    /// <param name="header">The header of the content.</param>
    /// <param name="stored">The encrypted bytes, behind the header.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="digest">What the clear content hashes to, for modes without a tag; null where that is not known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidDataException">They are not as they were written.</exception>
    public async ValueTask<ContentProof> ProveAsync(
        CryptHeader header, Stream stored, long length, Blobs.Digest? digest, CancellationToken cancellationToken)
    {
        Length = LengthWithoutTag(length);
        Begin(digest);
        var states = new List<UInt128> { UInt128.Zero };
        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(PieceLength, Math.Max(Length, TagLength)));
        for (long position = 0; position < Length;)
        {
            var piece = buffer.AsMemory(0, (int)Math.Min(PieceLength, Length - position));
            await FillAsync(stored, piece, cancellationToken);
            states.Add(hash.Append(states[^1], piece.Span));
            Examine(position, piece.Span);
            position += piece.Length;
        }
        var tag = buffer.AsMemory(0, TagLength);
        await FillAsync(stored, tag, cancellationToken);
        var clearLength = Conclude(states[^1], tag.Span);
        return _proof = Describe(new ContentProof(header, length, Length, clearLength, [.. states]));
    }

    /// <summary>Decrypts a piece; false when it is not the one that was proven.</summary>
    public bool TryTake(int index, ReadOnlySpan<byte> stored, Span<byte> clear)
    {
        if (hash.Append(Proof.States[index], stored) != Proof.States[index + 1])
            return false;
        Decrypt(index, stored, clear);
        return true;
    }

    /// <summary>Length of a piece of the proven content, as it is stored.</summary>
    public int LengthOf(int index) => (int)Math.Min(PieceLength, Proof.Length - ((long)index * PieceLength));

    public void Dispose()
    {
        aes.Dispose();
        hash.Dispose();
        End();
    }

    /// <summary>The sentence for everything that proves wrong: it does not say which check failed, which would help an attacker.</summary>
    protected static InvalidDataException Changed() =>
        new("The content does not fit its key (Tag mismatch or bad padding): it was changed, or it was written with another password or key.");

    protected abstract long LengthWithoutTag(long length);

    protected virtual void Begin(Blobs.Digest? digest) { }

    protected virtual void Examine(long position, ReadOnlySpan<byte> piece) { }

    protected abstract long Conclude(UInt128 state, ReadOnlySpan<byte> tag);

    /// <summary>Adds what the mode needs to decrypt a piece of proven content.</summary>
    protected virtual ContentProof Describe(ContentProof proof) => proof;

    protected abstract void Decrypt(int index, ReadOnlySpan<byte> stored, Span<byte> clear);

    protected virtual void End() { }

    private static async ValueTask FillAsync(Stream stored, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (await stored.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) < buffer.Length)
            throw new InvalidDataException("The stored content ended while it was read.");
    }
}
