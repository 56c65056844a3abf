using Archivolt.Documents.Linked;
using Archivolt.Providers;

namespace Archivolt.Documents.Integrity;

/// <summary>Finds the providers that documents refer to and that nobody has configured, such as one that was renamed.</summary>
/// <param name="references">What documents refer to.</param>
/// <param name="manager">The configured providers.</param>
/// <param name="linked">The configured providers of linked files; null where there are none.</param>
public sealed class MissingProviders(IBlobReferences references, BlobManager manager, LinkedProviders? linked = null)
{
    /// <summary>Their ids, in ordinal order.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken = default) =>
        [.. (await references.ListProvidersAsync(cancellationToken)).Where(id => !manager.TryGet(id, out _) && linked?.TryGet(id, out _) is not true)];

    /// <summary>The same as a sentence that says what to do; null when none is missing.</summary>
    public async Task<string?> DescribeAsync(CancellationToken cancellationToken = default) => await FindAsync(cancellationToken) is { Count: > 0 } missing
        ? $"Documents refer to content of {(missing.Count == 1 ? "the provider" : "the providers")} {string.Join(", ", missing.Select(id => $"'{id}'"))}, "
            + $"which {(missing.Count == 1 ? "is" : "are")} not configured: it cannot be served. Configure {(missing.Count == 1 ? "it" : "them")} under the old name."
        : null;
}
