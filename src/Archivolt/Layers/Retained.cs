using Archivolt.Blobs;
using Archivolt.Layers.Migration;
using Archivolt.Layers.Sidecars;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Layers;

/// <summary>
/// Refuses to replace or delete content under retention, for stores that cannot do so by themselves: the lock that object stores put on an
/// object is here a note beside the store. The layer of record providers.
/// </summary>
/// <remarks>
/// Binds everything that goes through this layer, in any process. A replacement and a lock of the same moment exclude each other within one
/// process only; whoever locks therefore compares the content with its digest afterwards.
/// </remarks>
public sealed class Retained : StoreLayer, IRetainsContent, ISignsUrls
{
    private readonly Sidecar<RetentionNote> _notes;
    private readonly TimeProvider _clock;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="notes">Where retentions are remembered; owned by the layer, used for nothing else.</param>
    /// <param name="clock">Says when retention is over; null for the system's clock.</param>
    public Retained(IBlobStore inner, IBlobStore notes, TimeProvider? clock = null) : base(inner)
    {
        ArgumentNullException.ThrowIfNull(notes);
        _notes = new Sidecar<RetentionNote>(notes, NoteJson.Default.RetentionNote, LayerName);
        _clock = clock ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public async ValueTask<Retention> GetRetentionAsync(string key, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        return await _notes.FindAsync(key, cancellationToken) is { } note ? new Retention(note.Until, note.LegalHold) : Retention.None;
    }

    /// <inheritdoc/>
    public async ValueTask SetRetentionAsync(string key, Retention retention, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        using var alone = await _notes.LockAsync(key, cancellationToken);
        if (await Inner.StatAsync(key, cancellationToken) is null)
            throw BlobException.NotFound(Traits.Name, key);
        var present = await GetRetentionAsync(key, cancellationToken);
        if (present.Until > _clock.GetUtcNow() && !(retention.Until >= present.Until))
            throw new BlobException(BlobError.Retained, $"The content is {present}; its time is not shortened.", Traits.Name, key);
        if (retention == Retention.None)
            await _notes.RemoveAsync(key, cancellationToken);
        else if (retention != present)
            await _notes.WriteAsync(key, new RetentionNote(key, retention.Until, retention.LegalHold), cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var draft = await Inner.BeginWriteAsync(options, cancellationToken);
        return options?.Replace != true ? draft : new LayerDraft(draft, async (key, cancelled) =>
        {
            Traits.CheckKey(key);
            using var alone = await _notes.LockAsync(key, cancelled);
            await CheckAsync(key, "replaced", cancelled);
            return await draft.CommitAsync(key, cancelled);
        });
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        using var alone = await _notes.LockAsync(key, cancellationToken);
        await CheckAsync(key, "deleted", cancellationToken);
        var deleted = await Inner.DeleteAsync(key, proof, cancellationToken);
        await _notes.RemoveAsync(key, cancellationToken);
        return deleted;
    }

    /// <summary>Whatever neither replaces nor deletes content, or keeps it as it is while it does.</summary>
    protected override IReadOnlyList<Type> PassedAbilities { get; } =
        [typeof(IColdStorage), typeof(IListsKeys), typeof(IMirrors), typeof(IQuarantine), typeof(ITouch), typeof(IStoreUpkeep), typeof(Migrating)];

    /// <inheritdoc/>
    protected override IReadOnlyList<Type> WrappedAbilities { get; } = [typeof(ISignsUrls)];

    /// <summary>As the inner store; null for writing, which could replace what is retained.</summary>
    public ValueTask<SignedUrl?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Method == UrlMethod.Get ? Wrapped<ISignsUrls>().SignAsync(key, request, cancellationToken) : ValueTask.FromResult<SignedUrl?>(null);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _notes.DisposeAsync();
    }

    private async ValueTask CheckAsync(string key, string what, CancellationToken cancellationToken)
    {
        var retention = await GetRetentionAsync(key, cancellationToken);
        if (retention.HoldsAt(_clock.GetUtcNow()))
            throw new BlobException(BlobError.Retained, $"The content is not {what}: {retention}.", Traits.Name, key);
    }
}
