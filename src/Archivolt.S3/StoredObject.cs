using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using Archivolt.Stores;

namespace Archivolt.S3;

/// <summary>What an answer of the server says of an object.</summary>
internal sealed record StoredObject(string ETag, long Length, DateTimeOffset Modified, string? StorageClass)
{
    /// <summary>What the bucket's object lock protects it by; known only of an object that was asked for, not of one in a listing.</summary>
    public Retention Retention { get; private init; }

    /// <summary>Where it is between storage and cold storage; known only of an object that was asked for.</summary>
    public ColdStatus Cold { get; private init; }

    /// <summary>The object as a blob. Times have whole seconds, since that is what all answers agree on; an ETag alone does not tell a blob from the same one written again.</summary>
    public BlobStat ToStat(string key) =>
        new(key, Length, Modified, string.Create(CultureInfo.InvariantCulture, $"{ETag}.{Modified.ToUnixTimeSeconds()}"), StorageClass);

    public static StoredObject Of(GetObjectMetadataResponse head) => Of(head.ETag, head.ContentLength, head.LastModified, head.StorageClass?.Value) with
    {
        Retention = new Retention(
            string.IsNullOrEmpty(head.ObjectLockMode?.Value) || head.ObjectLockRetainUntilDate is not { } until ? null : new DateTimeOffset(until.ToUniversalTime()),
            head.ObjectLockLegalHoldStatus == ObjectLockLegalHoldStatus.On),
        Cold = ColdOf(head),
    };

    public static StoredObject Of(string? eTag, long length, DateTime? modified, string? storageClass) => new(
        eTag?.Trim('"') ?? "", length,
        DateTimeOffset.FromUnixTimeSeconds(new DateTimeOffset(DateTime.SpecifyKind(modified ?? DateTime.UnixEpoch, DateTimeKind.Utc)).ToUnixTimeSeconds()),
        string.IsNullOrEmpty(storageClass) || storageClass == "STANDARD" ? null : storageClass);

    // The other classes are read at once, GLACIER_IR among them; INTELLIGENT_TIERING says itself what it has archived.
    private static ColdStatus ColdOf(GetObjectMetadataResponse head) => head switch
    {
        _ when head.StorageClass?.Value is not ("GLACIER" or "DEEP_ARCHIVE") && string.IsNullOrEmpty(head.ArchiveStatus?.Value) => new ColdStatus(ColdState.Available),
        { RestoreInProgress: true } => new ColdStatus(ColdState.Restoring),
        { RestoreExpiration: { } until } => new ColdStatus(ColdState.Restored, Until: new DateTimeOffset(until.ToUniversalTime())),
        _ => new ColdStatus(ColdState.Archived),
    };
}

/// <summary>On what a write depends.</summary>
internal enum WriteCondition
{
    /// <summary>Nothing: what is there is replaced.</summary>
    None,

    /// <summary>That there is no object of the name.</summary>
    IsNew,
}
