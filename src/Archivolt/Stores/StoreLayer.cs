using Archivolt.Blobs;

namespace Archivolt.Stores;

/// <summary>
/// Base of layers: forwards everything to the store it wraps and prints itself as <c>Layer(inner)</c>. A layer owns its inner store.
/// </summary>
public abstract class StoreLayer : IBlobStore
{
    /// <summary>Wraps a store.</summary>
    protected StoreLayer(IBlobStore inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <summary>The store under this layer.</summary>
    protected IBlobStore Inner { get; }

    /// <summary>The layer's name, an adjective such as <c>Verified</c>.</summary>
    protected virtual string LayerName => GetType().Name;

    /// <inheritdoc/>
    public virtual StoreTraits Traits => field ??= Inner.Traits with { Name = ToString() };

    /// <inheritdoc/>
    public virtual ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        Inner.StatAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<Stream> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
        Inner.OpenAsync(key, range, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        Inner.BeginWriteAsync(options, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default) =>
        Inner.DeleteAsync(key, proof, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<BlobStat> ListAsync(string? after = null, CancellationToken cancellationToken = default) =>
        Inner.ListAsync(after, cancellationToken);

    /// <inheritdoc/>
    public virtual object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        if (ability.IsInstanceOfType(this))
            return this;
        // Most layers hide or add keys; one that does neither may say so.
        return ability == typeof(IListsKeys) ? null : Inner.GetService(ability);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The chain, such as <c>Verified(File "default")</c>.</summary>
    public override string ToString() => $"{LayerName}({Inner.Traits.Name})";
}
