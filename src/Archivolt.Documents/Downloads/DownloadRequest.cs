using Archivolt.Documents.Access;

namespace Archivolt.Documents.Downloads;

/// <summary>A wish to download a blob of a document.</summary>
public sealed record DownloadRequest
{
    /// <summary>Who asks.</summary>
    public required Principal Principal { get; init; }

    /// <summary>The repository's name.</summary>
    public required string Repository { get; init; }

    /// <summary>The document's id.</summary>
    public required string DocumentId { get; init; }

    /// <summary>The document, when the caller has it already; otherwise it is looked up.</summary>
    public Document? Document { get; init; }

    /// <summary>Which blob, as the client wrote it: null for the main blob, <c>blobholder:N</c>, or a property path with prefix.</summary>
    public string? XPath { get; init; }

    /// <summary>
    /// File name for the answer; null takes the blob's own. Where <see cref="XPath"/> leads to no blob, it is tried as the path's last segment,
    /// because a URL does not say where a path that no schema declares ends.
    /// </summary>
    public string? FileName { get; init; }

    /// <summary>Why: <c>download</c>, <c>rendition</c>, <c>preview</c>, …; free text that permissions and audit see.</summary>
    public string Reason { get; init; } = "download";

    /// <summary>
    /// What tells readers of one name apart, such as the address of an anonymous one; null where nothing does. Ranges that one reader asks for are one download. It is in no
    /// audit entry.
    /// </summary>
    public string? Client { get; init; }

    /// <summary>True to show the content in the browser, false to save it.</summary>
    public bool Inline { get; init; }

    /// <summary>Further facts for permissions and audit, such as <c>rendition</c>, <c>clientReason</c>.</summary>
    public IReadOnlyDictionary<string, string> Infos { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
