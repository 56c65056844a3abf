using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Providers;

/// <summary>
/// What a provider does about its blobs in quarantine. Where the store sets damaged bytes aside their key is free, so readers learn of a case only
/// once they find nothing, and nothing is asked of anybody before. In other stores the bytes are in place, and every reader asks first; the
/// ledger answers from memory while the provider has no case.
/// </summary>
internal sealed class DamagedKeys(string provider, IBlobStore store, IQuarantineLedger? ledger)
{
    private readonly bool _areInPlace = ledger is not null && store.Ability<IQuarantine>() is null;

    /// <summary>Refuses a key that was not found because it is in quarantine.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Damaged"/>.</exception>
    public async ValueTask RefuseAsync(string key, CancellationToken cancellationToken)
    {
        if (ledger is not null && await ledger.FindAsync(provider, key, cancellationToken) is { } damaged)
            throw damaged.ToException(store.Traits.Name);
    }

    /// <summary>Refuses a key whose damaged bytes are in place.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Damaged"/>.</exception>
    public ValueTask RefuseInPlaceAsync(string key, CancellationToken cancellationToken) =>
        _areInPlace ? RefuseAsync(key, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>True when damaged bytes are under the key: then it does not count as stored.</summary>
    public async ValueTask<bool> IsInPlaceAsync(string key, CancellationToken cancellationToken) =>
        _areInPlace && await ledger!.FindAsync(provider, key, cancellationToken) is not null;

    /// <summary>True when damaged bytes are in place somewhere, so that a write must replace whatever has its key.</summary>
    public async ValueTask<bool> AreInPlaceAsync(CancellationToken cancellationToken) =>
        _areInPlace && store.Traits.CanReplace && (await ledger!.CountAsync(cancellationToken)).ContainsKey(provider);

    /// <summary>Whole content was stored under a key.</summary>
    public async ValueTask HealedAsync(string key, CancellationToken cancellationToken)
    {
        if (ledger is not null && await ledger.FindAsync(provider, key, cancellationToken) is not null)
            await ledger.EndAsync(provider, key, QuarantineEnd.Healed, cancellationToken);
    }
}
