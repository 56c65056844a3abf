using Archivolt.Blobs;
using Archivolt.Documents.Access;

namespace Archivolt.Documents.Downloads;

/// <summary>What a download permission may look at.</summary>
/// <param name="Principal">Who asks.</param>
/// <param name="Document">The document.</param>
/// <param name="Path">The blob's real property path, also when the client wrote <c>blobholder:0</c>.</param>
/// <param name="AskedXPath">The path as the client wrote it, or null.</param>
/// <param name="Blob">The blob.</param>
/// <param name="Reason">Why it is downloaded.</param>
/// <param name="Infos">Further facts.</param>
public sealed record DownloadContext(
    Principal Principal, Document Document, PropertyPath Path, string? AskedXPath, BlobInfo Blob, string Reason,
    IReadOnlyDictionary<string, string> Infos);

/// <summary>
/// A rule that may refuse a download after the document's own permission was granted. All registered ones are asked and one refusal
/// is enough; an exception counts as a refusal (fail closed, unlike the platform).
/// </summary>
public interface IDownloadPermission
{
    /// <summary>Name for logs and audit.</summary>
    string Name { get; }

    /// <summary>True to allow.</summary>
    ValueTask<bool> AllowsAsync(DownloadContext context, CancellationToken cancellationToken = default);
}
