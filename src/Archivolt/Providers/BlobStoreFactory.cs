using Archivolt.Stores;

namespace Archivolt.Providers;

/// <summary>A store and how its provider is to behave.</summary>
/// <param name="Store">The store.</param>
/// <param name="Options">Key strategy and limits.</param>
public sealed record ConfiguredStore(IBlobStore Store, BlobProviderOptions Options);

/// <summary>Makes stores of one configured <c>Type</c>. Each store package registers its own with <c>AddStoreType</c>.</summary>
/// <param name="Type">The value of <c>Type</c>, such as <c>File</c>; letter case does not matter.</param>
/// <param name="Open">Opens the store; throws <see cref="Blobs.BlobException"/> with <see cref="Blobs.BlobError.Configuration"/>.</param>
public sealed record BlobStoreFactory(string Type, Func<BlobStoreContext, CancellationToken, ValueTask<ConfiguredStore>> Open)
{
    /// <summary>Its settings beside those of every provider, so that a misspelt one is refused; null to take any.</summary>
    public IReadOnlyList<string>? Settings { get; init; }
}
