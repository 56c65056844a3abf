using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>A blob of a document that the rules want in another provider.</summary>
/// <remarks>
/// It is a reason to look, not an order: whoever works it off asks the dispatcher again, so an outdated one does no harm. There is at most
/// one for each blob property.
/// </remarks>
public sealed record BlobMove
{
    /// <summary>Repository of the document.</summary>
    public required string Repository { get; init; }

    /// <summary>Id of the document.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Canonical path of the blob property.</summary>
    public required PropertyPath Path { get; init; }

    /// <summary>The key as the document has it, with or without provider.</summary>
    public required BlobKey Key { get; init; }

    /// <summary>The provider that holds the content.</summary>
    public required string Source { get; init; }

    /// <summary>The provider that the rules named when the move was noticed.</summary>
    public required string Target { get; init; }

    /// <summary>The rule that named it.</summary>
    public string? Rule { get; init; }

    /// <summary>Length in bytes, where the document knows it.</summary>
    public long? Length { get; init; }

    /// <summary>When the move was noticed.</summary>
    public required DateTimeOffset Queued { get; init; }

    /// <summary>How often it was tried and failed.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried again; in the past for a move that only waits its turn.</summary>
    public DateTimeOffset Due { get; init; }

    /// <summary>Why the last attempt failed; null before the first.</summary>
    public string? Problem { get; init; }
}
