using Archivolt.Blobs;
using Archivolt.Layers.Migration;
using Archivolt.Layers.Sidecars;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Layers;

/// <summary>
/// A cold tier over any store, for tests and for places where content is cheap to keep but has to be asked for, such as a folder that is
/// staged from tape: archived content stays where it is and is not read before a restore was asked for and its delay is over. What is
/// archived is noted in a store beside, so a restart changes nothing.
/// </summary>
public sealed class Cold : StoreLayer, IColdStorage, ITouch, ISignsUrls
{
    private readonly Sidecar<ColdNote> _notes;
    private readonly TimeSpan _delay;
    private readonly TimeProvider _clock;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="notes">Where it is remembered what is archived; owned by the layer, used for nothing else.</param>
    /// <param name="delay">How long a restore takes.</param>
    /// <param name="clock">Says when a restore is done and when it is over; null for the system's clock.</param>
    public Cold(IBlobStore inner, IBlobStore notes, TimeSpan delay = default, TimeProvider? clock = null) : base(inner)
    {
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        _notes = new Sidecar<ColdNote>(notes, NoteJson.Default.ColdNote, LayerName);
        _delay = delay;
        _clock = clock ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public async ValueTask<ColdStatus?> GetStatusAsync(string key, CancellationToken cancellationToken = default) =>
        await Inner.StatAsync(key, cancellationToken) is null ? null : await StatusAsync(key, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ArchiveAsync(string key, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        using var alone = await _notes.LockAsync(key, cancellationToken);
        if (await FindStatusAsync(key, cancellationToken) is { State: ColdState.Available })
            await _notes.WriteAsync(key, new ColdNote(key, _clock.GetUtcNow()), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ColdStatus> RequestRestoreAsync(string key, TimeSpan time, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        Traits.CheckKey(key);
        using var alone = await _notes.LockAsync(key, cancellationToken);
        var status = await FindStatusAsync(key, cancellationToken);
        if (status.State is ColdState.Available or ColdState.Restoring)
            return status;
        var now = _clock.GetUtcNow();
        var note = await _notes.FindAsync(key, cancellationToken) ?? new ColdNote(key, now);
        note = status.State == ColdState.Archived
            ? note with { Readable = now + _delay, Until = now + _delay + time }
            : note with { Until = status.Until > now + time ? status.Until : now + time };
        await _notes.WriteAsync(key, note, cancellationToken);
        return StatusOf(note);
    }

    /// <inheritdoc/>
    public async ValueTask UnarchiveAsync(string key, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        using var alone = await _notes.LockAsync(key, cancellationToken);
        var status = await FindStatusAsync(key, cancellationToken);
        if (!status.IsReadable)
            throw Archived(key, status);
        await _notes.RemoveAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        if (await StatusAsync(key, cancellationToken) is { IsReadable: false } status && await Inner.StatAsync(key, cancellationToken) is not null)
            throw Archived(key, status);
        return await Inner.OpenAsync(key, range, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var draft = await Inner.BeginWriteAsync(options, cancellationToken);
        return new LayerDraft(draft, async (key, cancelled) =>
        {
            var stat = await draft.CommitAsync(key, cancelled);
            // Content that was written again is here.
            await _notes.RemoveAsync(key, cancelled);
            return stat;
        });
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        using var alone = await _notes.LockAsync(key, cancellationToken);
        var deleted = await Inner.DeleteAsync(key, proof, cancellationToken);
        await _notes.RemoveAsync(key, cancellationToken);
        return deleted;
    }

    /// <summary>As the inner store; null for archived content, whose bytes then bring it back.</summary>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        return await StatusAsync(key, cancellationToken) is { State: ColdState.Available }
            ? await Wrapped<ITouch>().TouchAsync(key, cancellationToken)
            : null;
    }

    /// <summary>As the inner store; null for content that cannot be read now, and for writing, of which the tier would not learn.</summary>
    public async ValueTask<SignedUrl?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default) =>
        request.Method == UrlMethod.Get && await IsReadableAsync(key, cancellationToken) ? await Wrapped<ISignsUrls>().SignAsync(key, request, cancellationToken) : null;

    /// <summary>Whatever asks nothing of the content that a reader would have to wait for.</summary>
    protected override IReadOnlyList<Type> PassedAbilities { get; } =
        [typeof(IListsKeys), typeof(IMirrors), typeof(IQuarantine), typeof(IRetainsContent), typeof(IStoreUpkeep), typeof(Migrating)];

    /// <inheritdoc/>
    protected override IReadOnlyList<Type> WrappedAbilities { get; } = [typeof(ITouch), typeof(ISignsUrls)];

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _notes.DisposeAsync();
    }

    private async ValueTask<bool> IsReadableAsync(string key, CancellationToken cancellationToken)
    {
        Traits.CheckKey(key);
        return (await StatusAsync(key, cancellationToken)).IsReadable;
    }

    private async ValueTask<ColdStatus> FindStatusAsync(string key, CancellationToken cancellationToken) =>
        await GetStatusAsync(key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);

    private async ValueTask<ColdStatus> StatusAsync(string key, CancellationToken cancellationToken) =>
        await _notes.FindAsync(key, cancellationToken) is { } note ? StatusOf(note) : new ColdStatus(ColdState.Available);

    private ColdStatus StatusOf(ColdNote note)
    {
        var now = _clock.GetUtcNow();
        return note switch
        {
            { Readable: { } readable } when now < readable => new ColdStatus(ColdState.Restoring, Expected: readable),
            { Until: { } until } when now < until => new ColdStatus(ColdState.Restored, Until: until),
            _ => new ColdStatus(ColdState.Archived),
        };
    }

    private BlobException Archived(string key, ColdStatus status) => status.Expected is { } expected
        ? new BlobException(BlobError.Archived,
            $"The content is in cold storage; a restore is under way and is expected at {expected:yyyy-MM-ddTHH:mm:ssZ}.", Traits.Name, key)
        {
            RetryAfter = expected - _clock.GetUtcNow(),
        }
        : new BlobException(BlobError.Archived,
            "The content is in cold storage; request a restore ('archivolt restore KEY --days 1', or retrieve the document's content) and read it when it is done.",
            Traits.Name, key);
}
