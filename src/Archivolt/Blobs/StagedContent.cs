namespace Archivolt.Blobs;

/// <summary>
/// Content that a provider already holds and whose digest is known, so that storing it there takes no copy: as a resumable write that is only to be
/// committed, or, where there is none (any more), under the key that its digest gives.
/// </summary>
/// <param name="Provider">Id of the provider.</param>
/// <param name="Write">The resumable write; null where the content is under its key.</param>
/// <param name="Digest">The digest, by the provider's algorithm.</param>
/// <param name="Length">The length in bytes.</param>
internal sealed record StagedContent(string Provider, string? Write, Digest Digest, long Length);
