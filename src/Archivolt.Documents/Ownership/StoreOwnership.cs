using System.Collections.Concurrent;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Ownership;

/// <summary>What is known of the owners of one store.</summary>
/// <param name="Provider">Id of the provider.</param>
/// <param name="Place">The store's section in the configuration.</param>
/// <param name="Store">Its name.</param>
/// <param name="Record">Who uses it; null when nobody has said so.</param>
/// <param name="Installation">This installation.</param>
/// <param name="Problem">Why this installation must not collect there, or not use it; null when it may.</param>
public sealed record StoreOwnershipStatus(
    string Provider, string Place, string Store, OwnerRecord? Record, InstallationIdentity Installation, string? Problem);

/// <summary>
/// Sees to it that a store has one owner. Two installations on one store would collect each other's content: each finds no document that refers to it.
/// The owner's record is in the store (<see cref="IOwnerRecord"/>); stores without one are used by whoever has them.
/// </summary>
/// <remarks>
/// The installation's number is in its database and in the record. A record with a higher number was written by another copy of the database: this one
/// was restored or copied, and knows nothing of what was stored since.
/// </remarks>
public sealed partial class StoreOwnership(
    IInstallationLedger ledger, IBlobReferences references, IOptions<ArchivoltOptions> host, IOptions<StoreOwnershipOptions> options, TimeProvider clock,
    ILogger<StoreOwnership> logger) : IStoreAdmission
{
    private readonly ConcurrentDictionary<string, OwnedStore> _stores = new(StringComparer.Ordinal);
    private InstallationIdentity? _started;

    private bool OnlyLooks => host.Value.ReadOnly || options.Value.ObserveOnly;

    /// <inheritdoc/>
    public async ValueTask<bool> MustExistAsync(BlobStoreContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return !OnlyLooks && (await ledger.HasUsedAsync(PlaceOf(context), cancellationToken) || await MustHoldContentAsync(context, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask AdmitAsync(BlobStoreContext context, IBlobStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(store);
        if (store.Ability<IOwnerRecord>() is not { } able)
            return;
        var owned = new OwnedStore(ProviderOf(context), context.Section.Path, store, able);
        _stores[context.Section.Path] = owned;
        if (OnlyLooks)
            return;
        var record = await OwnerRecord.ReadAsync(store, able, cancellationToken);
        var installation = await ledger.GetAsync(cancellationToken);
        if (record is null)
        {
            await RefuseEmptyAsync(context, owned, cancellationToken);
        }
        else if (RefusalOf(owned, record, installation) is { } refusal)
        {
            throw new BlobException(BlobError.Configuration, refusal, store.Traits.Name);
        }
        await WriteAsync(owned, record, await StartAsync(cancellationToken), cancellationToken);
        await ledger.RememberAsync(PlaceOf(context), cancellationToken);
    }

    /// <summary>Why a provider must not be collected; null when it may. Reads the records again, so that an installation that came since is seen.</summary>
    public async Task<string?> FindCollectionRefusalAsync(string provider, CancellationToken cancellationToken = default)
    {
        foreach (var status in await ListAsync(cancellationToken))
        {
            if (status.Provider == provider && status.Problem is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>The owners of every store that has a record of them, by place.</summary>
    public async Task<IReadOnlyList<StoreOwnershipStatus>> ListAsync(CancellationToken cancellationToken = default)
    {
        if (_stores.IsEmpty)
            return [];
        var installation = await ledger.GetAsync(cancellationToken);
        var found = new List<StoreOwnershipStatus>();
        foreach (var owned in _stores.Values.OrderBy(owned => owned.Place, StringComparer.Ordinal))
        {
            var record = await OwnerRecord.ReadAsync(owned.Store, owned.Able, cancellationToken);
            found.Add(new StoreOwnershipStatus(owned.Provider, owned.Place, owned.Store.Traits.Name, record, installation, ProblemOf(owned, record, installation)));
        }
        return found;
    }

    /// <summary>Gives the installation its next number and writes it into every store of a provider, so that a copy made before is known as such.</summary>
    public async Task RenewAsync(string provider, CancellationToken cancellationToken = default)
    {
        var stores = _stores.Values.Where(owned => owned.Provider == provider && owned.Store.Traits.CanWrite).ToList();
        if (stores.Count == 0)
            return;
        var installation = await ledger.AdvanceAsync(cancellationToken: cancellationToken);
        foreach (var owned in stores)
            await WriteAsync(owned, await OwnerRecord.ReadAsync(owned.Store, owned.Able, cancellationToken), installation, cancellationToken);
    }

    /// <summary>Makes this installation the only owner, as after a copy or a restore, whoever was before.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task TakeAsync(string provider, CancellationToken cancellationToken = default) => ChangeAsync(provider, _ => OwnerRecord.None, cancellationToken);

    /// <summary>Makes this installation an owner beside others. From then on nobody collects there.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task JoinAsync(string provider, CancellationToken cancellationToken = default) => ChangeAsync(provider, record => record, cancellationToken);

    /// <summary>Ends the use by this installation, or by another one that is no more.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="installation">Which; null for this one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task LeaveAsync(string provider, Guid? installation = null, CancellationToken cancellationToken = default)
    {
        var leaver = installation ?? (await ledger.GetAsync(cancellationToken)).Id;
        foreach (var owned in WritableStoresOf(provider))
        {
            if (await OwnerRecord.ReadAsync(owned.Store, owned.Able, cancellationToken) is { } record)
                await owned.Able.WriteOwnerRecordAsync(record.Without(leaver).ToBytes(), replace: true, cancellationToken);
        }
    }

    // Writes down that somebody else uses a copy of this database, so that he learns of it too.
    internal async Task ContestAsync(string provider, CancellationToken cancellationToken)
    {
        var installation = await ledger.GetAsync(cancellationToken);
        foreach (var owned in _stores.Values.Where(owned => owned.Provider == provider && owned.Store.Traits.CanWrite))
        {
            if (await OwnerRecord.ReadAsync(owned.Store, owned.Able, cancellationToken) is { } record
                && record.Of(installation.Id) is { Contested: false } entry && entry.Number > installation.Number)
            {
                LogContested(owned.Store.Traits.Name, entry.Number, installation.Number);
                await owned.Able.WriteOwnerRecordAsync(record.With(entry with { Contested = true }).ToBytes(), replace: true, cancellationToken);
            }
        }
    }

    private async Task ChangeAsync(string provider, Func<OwnerRecord, OwnerRecord> change, CancellationToken cancellationToken)
    {
        var stores = WritableStoresOf(provider);
        var records = new List<OwnerRecord>();
        foreach (var owned in stores)
            records.Add(await ReadOrNoneAsync(owned, cancellationToken));
        var known = await ledger.GetAsync(cancellationToken);
        var installation = await ledger.AdvanceAsync(records.Max(record => record.Of(known.Id)?.Number ?? 0), cancellationToken);
        foreach (var (owned, record) in stores.Zip(records))
        {
            var changed = change(record).With(new StoreOwner(installation.Id, installation.Number, record.Of(installation.Id)?.Since ?? clock.GetUtcNow()));
            await owned.Able.WriteOwnerRecordAsync(changed.ToBytes(), replace: true, cancellationToken);
        }
    }

    // A record that nobody can read is what taking over is for.
    private static async Task<OwnerRecord> ReadOrNoneAsync(OwnedStore owned, CancellationToken cancellationToken)
    {
        try
        {
            return await OwnerRecord.ReadAsync(owned.Store, owned.Able, cancellationToken) ?? OwnerRecord.None;
        }
        catch (BlobException exception) when (exception.Error == BlobError.Configuration)
        {
            return OwnerRecord.None;
        }
    }

    private List<OwnedStore> WritableStoresOf(string provider) =>
        _stores.Values.Where(owned => owned.Provider == provider && owned.Store.Traits.CanWrite).ToList() is { Count: > 0 } stores
            ? stores
            : throw new BlobException(BlobError.Unsupported, $"No store of the provider '{provider}' has a record of who uses it.");

    // Once for each process, whose stores open one after another: all get one number.
    private async Task<InstallationIdentity> StartAsync(CancellationToken cancellationToken) =>
        _started ??= await ledger.AdvanceAsync(cancellationToken: cancellationToken);

    private async Task WriteAsync(OwnedStore owned, OwnerRecord? record, InstallationIdentity installation, CancellationToken cancellationToken)
    {
        if (!owned.Store.Traits.CanWrite)
            return;
        var entry = record?.Of(installation.Id) ?? new StoreOwner(installation.Id, 0, clock.GetUtcNow());
        // Another node may have started meanwhile.
        if (entry.Number >= installation.Number)
            return;
        var changed = (record ?? OwnerRecord.None).With(entry with { Number = installation.Number });
        if (await owned.Able.WriteOwnerRecordAsync(changed.ToBytes(), replace: record is not null, cancellationToken))
            return;
        // Somebody was faster: another node, or another installation.
        var theirs = await OwnerRecord.ReadAsync(owned.Store, owned.Able, cancellationToken) ?? OwnerRecord.None;
        if (RefusalOf(owned, theirs, await ledger.GetAsync(cancellationToken)) is { } refusal)
            throw new BlobException(BlobError.Configuration, refusal, owned.Store.Traits.Name);
    }

    // A disk that is not mounted leaves an empty place, where everything would seem to be missing and new content would go.
    private async Task RefuseEmptyAsync(BlobStoreContext context, OwnedStore owned, CancellationToken cancellationToken)
    {
        if (owned.Store.Traits.Listing == Listing.None || !await MustHoldContentAsync(context, cancellationToken)
            || await owned.Store.ListAsync(cancellationToken: cancellationToken).AnyAsync(cancellationToken))
        {
            return;
        }
        throw new BlobException(BlobError.Configuration,
            $"The store of the provider '{owned.Provider}' is empty, but documents refer to content in it. Is its disk mounted, and is the path of {owned.Place} "
            + "right? If the content is lost, 'archivolt stores take' lets the server start without it.", owned.Store.Traits.Name);
    }

    // A mirror is filled by the scrub, a migration fills the new store, and a new database has stored nothing yet.
    private async Task<bool> MustHoldContentAsync(BlobStoreContext context, CancellationToken cancellationToken) =>
        !options.Value.ObserveOnly && context.Id == ProviderOf(context) && !context.Section.GetSection("MigrateFrom").Exists() && !context.Section.GetSection("Mirror").Exists()
        && (await ledger.GetAsync(cancellationToken)).Number > (_started is null ? 0 : 1)
        && await references.ListKeysAsync(context.Id, cancellationToken: cancellationToken).AnyAsync(cancellationToken);

    private static string? ProblemOf(OwnedStore owned, OwnerRecord? record, InstallationIdentity installation) => record switch
    {
        null => $"The store of the provider '{owned.Provider}' has no record of who uses it any more; start the server again, or say 'archivolt stores take {owned.Provider}'.",
        _ when RefusalOf(owned, record, installation) is { } refusal => refusal,
        { Owners.Count: > 1 } => $"The store of the provider '{owned.Provider}' is used by {record.Owners.Count} installations, and each knows only its own documents. "
            + "Nothing is collected until one is left ('archivolt stores leave').",
        _ when record.Of(installation.Id)!.Contested => Copied(owned),
        _ => null,
    };

    private static string? RefusalOf(OwnedStore owned, OwnerRecord record, InstallationIdentity installation)
    {
        if (record.Owners.Count == 0)
            return null;
        if (record.Of(installation.Id) is not { } entry)
        {
            return $"The store of the provider '{owned.Provider}' belongs to another installation ({record.Owners[0].Installation}, since {record.Owners[0].Since:yyyy-MM-dd}): both would "
                + $"delete what the other's documents refer to. Give this one a store of its own; or say 'archivolt stores take {owned.Provider}' when the other one "
                + $"is no more, 'archivolt stores join {owned.Provider}' to use it together without collection.";
        }
        return entry.Number > installation.Number ? Copied(owned) : null;
    }

    private static string Copied(OwnedStore owned) =>
        $"The store of the provider '{owned.Provider}' was used with a later copy of this database: this one was restored or copied, and does not know what was stored since. "
        + $"Say 'archivolt stores take {owned.Provider}' with the one that is to go on, and give the other one a store of its own.";

    private static string ProviderOf(BlobStoreContext context) => context.Id.Split('/')[0];

    // A new path is a new place, which may be empty.
    private static string PlaceOf(BlobStoreContext context) => $"{context.Section.Path}={context.Section["Path"]}";

    [LoggerMessage(1, LogLevel.Error,
        "{Store} is used with another copy of this database (number {Theirs}, here {Ours}): nothing is collected until somebody says 'archivolt stores take'.")]
    private partial void LogContested(string store, long theirs, long ours);

    private sealed record OwnedStore(string Provider, string Place, IBlobStore Store, IOwnerRecord Able);
}
