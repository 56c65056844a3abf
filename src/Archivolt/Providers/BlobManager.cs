using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Providers;

/// <summary>The providers of an application by id. It owns them.</summary>
public sealed class BlobManager : IAsyncDisposable, IDisposable
{
    private readonly FrozenDictionary<string, BlobProvider> _providers;
    private readonly SharedOpening? _opening;

    /// <summary>Takes the providers; ids are unique.</summary>
    public BlobManager(IEnumerable<BlobProvider> providers)
        : this(providers, opening: null)
    {
    }

    internal BlobManager(IEnumerable<BlobProvider> providers, SharedOpening? opening)
    {
        _providers = providers.ToFrozenDictionary(provider => provider.Id, StringComparer.Ordinal);
        _opening = opening;
    }

    /// <summary>All providers, by id.</summary>
    public IEnumerable<BlobProvider> Providers => _providers.Values.OrderBy(provider => provider.Id, StringComparer.Ordinal);

    /// <summary>The provider with an id.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>: no such provider; the message names those that exist.</exception>
    public BlobProvider this[string id] => _providers.TryGetValue(id, out var provider)
        ? provider
        : throw new BlobException(BlobError.NotFound,
            $"No registered blob provider with id: {id}. Known: {string.Join(", ", Providers.Select(known => known.Id))}.");

    /// <summary>The provider with an id, without throwing.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out BlobProvider? provider) => _providers.TryGetValue(id, out provider);

    /// <summary>Opens the stores of all providers that are not open; see <see cref="BlobProvider.EnsureOpenAsync"/>.</summary>
    /// <exception cref="BlobException">One cannot be opened; the next call tries again.</exception>
    public async ValueTask EnsureOpenAsync(CancellationToken cancellationToken = default)
    {
        foreach (var provider in _providers.Values)
            await provider.EnsureOpenAsync(cancellationToken);
    }

    /// <summary>Opens a blob by its key with prefix; see <see cref="BlobProvider.OpenAsync"/>.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/> when the key names no provider, and those of the store.</exception>
    public ValueTask<Stream> OpenAsync(BlobKey key, ByteRange range = default, CancellationToken cancellationToken = default) =>
        ProviderOf(key).OpenAsync(key.Key, range, cancellationToken);

    /// <summary>Length and age of a blob by its key with prefix; null when it is not there.</summary>
    public ValueTask<BlobStat?> StatAsync(BlobKey key, CancellationToken cancellationToken = default) =>
        ProviderOf(key).StatAsync(key.Key, cancellationToken);

    /// <summary>
    /// The other providers that keep content in the same place as this one, or one place inside the other (<see cref="StoreTraits.Locations"/>).
    /// Whoever lists a place and deletes what one provider has no use for deletes theirs.
    /// </summary>
    /// <exception cref="InvalidOperationException">A store is not open yet (<see cref="EnsureOpenAsync"/>).</exception>
    public IReadOnlyList<BlobProvider> SharingStorageWith(BlobProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return [.. Providers.Where(other => other != provider && provider.Store.Traits.SharesLocationWith(other.Store.Traits))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_opening is not null)
            await _opening.DisposeAsync();
        foreach (var provider in _providers.Values)
            await provider.DisposeAsync();
    }

    /// <summary>The same, blocking, for containers that are disposed without await.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private BlobProvider ProviderOf(BlobKey key) => this[key.Provider
        ?? throw new BlobException(BlobError.InvalidKey, "The key names no provider; write 'provider:key'.", key: key.Key)];
}
