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

    /// <summary>The stores that it is made of: the wrapped one, and what stands beside that.</summary>
    internal virtual IReadOnlyList<IBlobStore> Below => [Inner];

    /// <summary>What it prints itself as, without what is below.</summary>
    internal string Kind => LayerName;

    /// <inheritdoc/>
    public virtual StoreTraits Traits => field ??= Inner.Traits with
    {
        Name = ToString(),
        Touch = GetService(typeof(ITouch)) is null ? Touch.None : Inner.Traits.Touch,
    };

    /// <inheritdoc/>
    public virtual ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        Inner.StatAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
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

    /// <summary>
    /// What is true through this layer as the inner store answers it; with <see cref="IStoreUpkeep"/>, every ability of that kind. Nothing, unless a layer
    /// lists it.
    /// </summary>
    protected virtual IReadOnlyList<Type> PassedAbilities => [];

    /// <summary>What this layer implements by asking the inner store, and therefore has only where that has it.</summary>
    protected virtual IReadOnlyList<Type> WrappedAbilities => [];

    /// <summary>
    /// An ability of this layer, or one of the inner store that the layer lists (<see cref="PassedAbilities"/>, <see cref="WrappedAbilities"/>). Every other
    /// ability is denied: what one store can do may be untrue of what a layer makes of it.
    /// </summary>
    public virtual object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        if (WrappedAbilities.Contains(ability))
            return Inner.GetService(ability) is null ? null : this;
        if (ability.IsInstanceOfType(this))
            return this;
        return PassedAbilities.Contains(ability) || (PassedAbilities.Contains(typeof(IStoreUpkeep)) && IsUpkeep(ability)) ? Inner.GetService(ability) : null;
    }

    // A store may have such an ability and is none.
    private static bool IsUpkeep(Type ability) => typeof(IStoreUpkeep).IsAssignableFrom(ability) && !typeof(IBlobStore).IsAssignableFrom(ability);

    /// <summary>The inner store's ability of a kind that <see cref="WrappedAbilities"/> lists.</summary>
    protected T Wrapped<T>() where T : class => (T)Inner.GetService(typeof(T))!;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The chain, such as <c>Verified(File "default")</c>.</summary>
    public override string ToString() => $"{LayerName}({Inner.Traits.Name})";
}
