using Archivolt.Stores;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Archivolt.Azure;

/// <summary>What an answer of the server says of a blob.</summary>
/// <param name="ETag">Its entity tag.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Modified">When it was written; <see cref="Unknown"/> where the server does not say, as of blocks that nobody has committed.</param>
internal sealed record StoredBlob(ETag ETag, long Length, DateTimeOffset Modified)
{
    public static readonly DateTimeOffset Unknown = DateTimeOffset.MaxValue;

    /// <summary>True while the content has to be restored before it can be read.</summary>
    public bool IsArchived { get; private init; }

    /// <summary>What a copy keeps; known only of a blob that was asked for, not of one in a listing.</summary>
    public BlobHttpHeaders Headers { get; private init; } = new();

    /// <summary>What others noted beside it; known as <see cref="Headers"/> are.</summary>
    public IDictionary<string, string> Metadata { get; private init; } = new Dictionary<string, string>();

    /// <summary>The blob as the store describes it. Every write, also one of the same content, gives it another ETag.</summary>
    public BlobStat ToStat(string key) => new(key, Length, Modified, ETag.ToString().Trim('"'), IsArchived ? "Archive" : null);

    public static StoredBlob Of(BlobProperties properties) => new(properties.ETag, properties.ContentLength, properties.LastModified)
    {
        IsArchived = properties.AccessTier == "Archive",
        Headers = new BlobHttpHeaders
        {
            ContentType = properties.ContentType,
            ContentHash = properties.ContentHash,
            ContentDisposition = properties.ContentDisposition,
            ContentEncoding = properties.ContentEncoding,
            ContentLanguage = properties.ContentLanguage,
            CacheControl = properties.CacheControl,
        },
        Metadata = properties.Metadata,
    };

    public static StoredBlob Of(BlobItemProperties properties) =>
        new(properties.ETag ?? default, properties.ContentLength ?? 0, ModifiedOf(properties)) { IsArchived = properties.AccessTier == AccessTier.Archive };

    // Where the listing gives no time, the SDK gives the first day of all.
    private static DateTimeOffset ModifiedOf(BlobItemProperties properties) =>
        properties.LastModified is { } modified && modified != default ? modified : Unknown;
}
