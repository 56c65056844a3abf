using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Documents.Linked;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Documents.Downloads;

/// <summary>An allowed download, ready to be sent. Made only by <see cref="DownloadService"/>.</summary>
public sealed record DownloadTicket
{
    internal DownloadTicket() { }

    /// <summary>The request it answers.</summary>
    public required DownloadRequest Request { get; init; }

    /// <summary>The document.</summary>
    public required Document Document { get; init; }

    /// <summary>The blob's real property path.</summary>
    public required PropertyPath Path { get; init; }

    /// <summary>The blob as the document describes it.</summary>
    public required BlobInfo Blob { get; init; }

    /// <summary>The provider that holds it; for a linked file one that holds nothing else, and reads it with the asker's own account.</summary>
    public required BlobProvider Provider { get; init; }

    /// <summary>What the asker gets of a linked file; null for content that is stored here.</summary>
    public LinkedAccess? Linked { get; init; }

    /// <summary>File name for the answer, never empty.</summary>
    public required string FileName { get; init; }

    /// <summary>The file name for the audit, which whoever may read the document reads: that of a linked file, and of what is made of it, is not for all of them.</summary>
    internal string RecordedName => IsForeign ? Path.ToString() : FileName;

    /// <summary>True for a linked file and for its renditions.</summary>
    internal bool IsForeign { get; init; }

    /// <summary>
    /// Strong entity tag without quotes where the content's digest is known, as on the platform; null where only the content tells
    /// (<see cref="EntityTagOf"/>), as of a linked file, which others change.
    /// </summary>
    public string? EntityTag => Linked is not null ? null : (Blob.KnownDigest ?? Digest.OfKey(Blob.Key.Key))?.Hex;

    /// <summary>When the content last changed for the reader: the document's modification.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The names of the rules that allow the download, where there are any.</summary>
    public IReadOnlyList<string> AllowedBy { get; init; } = [];

    /// <summary>Where the client is to be sent instead, when the provider signs URLs.</summary>
    public Uri? Redirect { get; init; }

    /// <summary>
    /// Strong entity tag of the stored content, without quotes: <see cref="EntityTag"/>, otherwise a hash of key, length and age, which changes with a
    /// content that is replaced under its key.
    /// </summary>
    /// <param name="stat">The content that is sent, as it was opened.</param>
    public string EntityTagOf(BlobStat stat) => EntityTag
        ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Blob.Key} {stat.Length} {stat.Modified.UtcTicks}{(Linked is null ? "" : $" {stat.Version}")}")).AsSpan(0, 16));
}

/// <summary>Why a download is refused.</summary>
public enum DownloadError
{
    /// <summary>No such document or blob, or the asker may not know of it.</summary>
    NotFound,

    /// <summary>The asker may not download this.</summary>
    Denied,

    /// <summary>An anonymous asker may get further by signing in.</summary>
    AuthenticationNeeded,

    /// <summary>The URL or path cannot be understood.</summary>
    Invalid,

    /// <summary>A linked file cannot be reached now: its vendor does not answer, or asks to wait.</summary>
    Unavailable,
}

/// <summary>A download is refused; the message is a sentence for people.</summary>
public sealed class DownloadException(DownloadError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Why.</summary>
    public DownloadError Error { get; } = error;

    /// <summary>How long to wait before asking again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True where the asker gets nothing of a linked file: it is not theirs to see or to download, which is no fault.</summary>
    public bool IsOfLinkedFile { get; init; }
}
