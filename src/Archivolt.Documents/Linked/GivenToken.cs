using Archivolt.Blobs;

namespace Archivolt.Documents.Linked;

/// <summary>A token that is used once and not renewed.</summary>
internal sealed class GivenToken(string token) : LinkedCredentials
{
    public override string Id => "given";

    public override string Account => "";

    public override ValueTask<string> GetTokenAsync(string? refused = null, CancellationToken cancellationToken = default) => refused is null
        ? ValueTask.FromResult(token)
        : throw new BlobException(BlobError.PermissionDenied, "The vendor refuses the token that it gave.");
}
