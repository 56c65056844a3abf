namespace Archivolt.Documents.Audit;

/// <summary>An event in the audit log. Field meanings follow the platform's <c>logEntry</c>.</summary>
public sealed record AuditEntry
{
    /// <summary>Number in the log, ascending; 0 before it is written.</summary>
    public long Id { get; init; }

    /// <summary>What happened, such as <c>download</c>, <c>documentCreated</c>, <c>downloadDenied</c>.</summary>
    public required string EventId { get; init; }

    /// <summary>Group of events, such as <c>eventDocumentCategory</c>; null without a document.</summary>
    public string? Category { get; init; }

    /// <summary>Who did it.</summary>
    public required string PrincipalName { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset EventDate { get; init; }

    /// <summary>When it was written to the log.</summary>
    public DateTimeOffset LogDate { get; init; }

    /// <summary>The document's repository.</summary>
    public string? Repository { get; init; }

    /// <summary>The document's id.</summary>
    public string? DocumentId { get; init; }

    /// <summary>The document's path at that time.</summary>
    public string? DocumentPath { get; init; }

    /// <summary>The document's type.</summary>
    public string? DocumentType { get; init; }

    /// <summary>The document's life-cycle state.</summary>
    public string? LifeCycle { get; init; }

    /// <summary>A short text for people; for a download the file name.</summary>
    public string? Comment { get; init; }

    /// <summary>Further facts, such as <c>blobXPath</c>, <c>blobFilename</c>, <c>downloadReason</c>. Never a secret: signatures are cut off.</summary>
    public IReadOnlyDictionary<string, string> Extended { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
