namespace Archivolt.Nuxeo.Encryption;

/// <summary>
/// What one pass over a content proved: a hash after each piece, under a key that the store does not know, so that a later reader finds any change
/// of a piece by that piece alone. Holds no key of the content.
/// </summary>
/// <param name="Header">The header, whose salt and initialization vector no other content has.</param>
/// <param name="StoredLength">How many bytes there were behind the header.</param>
/// <param name="Length">How many of them are no tag.</param>
/// <param name="ClearLength">Length of the content.</param>
/// <param name="States">The hash before the first piece and after each one.</param>
internal sealed record ContentProof(CryptHeader Header, long StoredLength, long Length, long ClearLength, UInt128[] States)
{
    /// <summary>The key of the hash, where it is not that of GCM.</summary>
    public byte[]? HashKey { get; init; }

    /// <summary>With CBC the block before each piece, which decrypts the piece's first block and so must be the proven one.</summary>
    public IReadOnlyList<byte[]> Before { get; init; } = [];

    /// <summary>True when stored content says it is the one that was proven; each piece still has to show it.</summary>
    public bool Fits(CryptHeader header, long storedLength) => storedLength == StoredLength
        && header.InitializationVector.AsSpan().SequenceEqual(Header.InitializationVector)
        && header.Salt.AsSpan().SequenceEqual(Header.Salt);
}
