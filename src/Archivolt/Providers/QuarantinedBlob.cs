using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Providers;

/// <summary>How a case of damage ended.</summary>
public enum QuarantineEnd
{
    /// <summary>Whole content is under the key again: it was uploaded again, copied from a mirror, or restored by hand.</summary>
    Healed,

    /// <summary>What was set aside turned out to be sound and was put back.</summary>
    PutBack,

    /// <summary>Somebody accepted that the content is lost.</summary>
    Lost,
}

/// <summary>A blob that was found damaged. Until the case ends, its key gives <see cref="BlobError.Damaged"/> instead of content.</summary>
public sealed record QuarantinedBlob
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The key inside the provider.</summary>
    public required string Key { get; init; }

    /// <summary>What is wrong.</summary>
    public required BlobDamage Damage { get; init; }

    /// <summary>What is wrong, as a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>Length of the content as the store told it, in bytes.</summary>
    public long Length { get; init; }

    /// <summary>When it was found, UTC.</summary>
    public DateTimeOffset Found { get; init; }

    /// <summary>Where the damaged bytes are kept; null while they are under their key, as in a store that cannot set aside.</summary>
    public string? Place { get; init; }

    /// <summary>How the case ended; null while it is open.</summary>
    public QuarantineEnd? End { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What a reader of the key is told.</summary>
    internal BlobException ToException(string store) => new(BlobError.Damaged,
        $"This blob was found damaged on {Found.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC and is not served. "
            + "Upload the same content again, or restore it from a backup, to heal it.", store, Key);
}
