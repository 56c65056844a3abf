using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Layers.Mirroring;

/// <summary>
/// Stands for a copy whose store is not there, such as on a disk that is not mounted: the other copy is read, and what needs this one fails until
/// the provider is opened again.
/// </summary>
/// <param name="problem">Why it is not there, as a sentence.</param>
/// <param name="traits">Those of the other copy.</param>
internal sealed class AbsentStore(string problem, StoreTraits traits) : IBlobStore
{
    /// <inheritdoc/>
    public StoreTraits Traits { get; } = traits with { Name = $"absent copy of {traits.Name}", Touch = Touch.None, Locations = [] };

    /// <inheritdoc/>
    public ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) => Fail<BlobStat?>(key);

    /// <inheritdoc/>
    public ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) => Fail<BlobContent>(key);

    /// <inheritdoc/>
    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) => Fail<BlobDraft>(options?.Key);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default) => Fail<bool>(key);

    /// <summary>Nothing: the other copy's listing is all there is to list.</summary>
    public IAsyncEnumerable<BlobStat> ListAsync(string? after = null, CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<BlobStat>();

    /// <inheritdoc/>
    public object? GetService(Type ability) => null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The store's name.</summary>
    public override string ToString() => Traits.Name;

    private ValueTask<T> Fail<T>(string? key) => ValueTask.FromException<T>(new BlobException(BlobError.Unavailable, problem, Traits.Name, key));
}
