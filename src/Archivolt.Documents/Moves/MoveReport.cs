using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Moves;

/// <summary>What moves a change of a document caused.</summary>
/// <param name="Queued">The moves that are made in the background.</param>
public sealed record MoveReport(IReadOnlyList<BlobMove> Queued);
