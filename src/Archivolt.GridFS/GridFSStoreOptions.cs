using Archivolt.Blobs;

namespace Archivolt.GridFS;

/// <summary>A bucket that holds content, and how to reach it.</summary>
public sealed record GridFSStoreOptions
{
    /// <summary>What the store is called in messages; null for the bucket's name.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The connection string (<c>mongodb://</c> or <c>mongodb+srv://</c>), with TLS, credentials and time-outs in the words of MongoDB. It never appears in messages. Where it does not
    /// say otherwise, a connection is waited for 30 seconds, an answer 60.
    /// </summary>
    public required string Connection { get; init; }

    /// <summary>
    /// A file with the certificates of the authorities that are trusted, in place of those of the operating system: PEM, or PKCS #12 as Java's keytool makes it. It is read when the store is
    /// opened; null for the operating system's. The connection string has to ask for TLS (<c>tls=true</c>).
    /// </summary>
    public string? TrustedCertificates { get; init; }

    /// <summary>The password of <see cref="TrustedCertificates"/> in PKCS #12; null for none.</summary>
    public string? TrustedCertificatesPassword { get; init; }

    /// <summary>The database; null for the one in the connection string, and for <c>nuxeo</c>, the platform's, where that names none.</summary>
    public string? Database { get; init; }

    /// <summary>The bucket: the collections are <c>BUCKET.files</c> and <c>BUCKET.chunks</c>. The platform's own are called after the provider, such as <c>default.fs</c>.</summary>
    public required string Bucket { get; init; }

    /// <summary>True to refuse writes; indexes are not made then.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Bytes of content in a chunk that is written; what is there may have others. The usual size of GridFS is 255 KiB.</summary>
    public int ChunkSize { get; init; } = 255 * 1024;

    /// <summary>
    /// How long content that nothing refers to any more stays: what readers of deleted content still need, and what writers that died left behind.
    /// </summary>
    public TimeSpan AbandonedAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The options without the connection string.</summary>
    public override string ToString() => $"GridFS bucket {Bucket}";

    internal void Check()
    {
        if (Bucket.Length is 0 or > 100 || Bucket.StartsWith('.') || Bucket.StartsWith("system.", StringComparison.Ordinal) || Bucket.Any(character => character is '$' or '\0'))
            throw new BlobException(BlobError.Configuration, $"'{Bucket}' is no name for a bucket; use letters, digits, '.', '-' and '_', 100 in all.");
        if (ChunkSize is < 1024 or > 8 * 1024 * 1024)
            throw new BlobException(BlobError.Configuration, $"A ChunkSize of {ChunkSize} bytes is not possible; use 1024 to 8388608.");
        if (AbandonedAfter <= TimeSpan.Zero)
            throw new BlobException(BlobError.Configuration, "AbandonedAfter must be longer than nothing.");
    }
}
