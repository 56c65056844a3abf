using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Microsoft.Extensions.Logging;

namespace Archivolt.Layers.Mirroring;

/// <summary>
/// Keeps every blob in several stores. Writes go to all, reads come from the first that has the content whole: a copy that is missing, damaged or out
/// of reach is passed over, also in the middle of a stream, and what is missing or damaged is repaired behind the reader's back. Whether a copy
/// is damaged only its own store can tell while reading (an encrypted one does); the others are compared by the scrub (<see cref="IMirrors"/>).
/// </summary>
/// <example><code>"default": { "Type": "File", "Path": "/srv/a", "Mirror": { "Type": "File", "Path": "/mnt/b", "Writes": "All" } }</code></example>
public sealed class Mirrored : StoreLayer, IMirrors, ITouch, IQuarantine, ICleansTempFiles, IFindsStrayFiles
{
    private readonly MirrorWrites _writes;
    private readonly MirrorRepairs _repairs;
    private readonly KeyLocks _locks = new();

    /// <summary>Joins stores. The layer owns them.</summary>
    /// <param name="primary">Read first.</param>
    /// <param name="mirror">The second copy; to have three, join a joined one.</param>
    /// <param name="writes">When a write may say "ok".</param>
    /// <param name="logger">Hears of copies that failed and were repaired.</param>
    public Mirrored(IBlobStore primary, IBlobStore mirror, MirrorWrites writes = MirrorWrites.All, ILogger<Mirrored>? logger = null) : base(primary)
    {
        ArgumentNullException.ThrowIfNull(mirror);
        Copies = [primary, mirror];
        _writes = writes;
        _repairs = new MirrorRepairs(_locks, logger);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IBlobStore> Copies { get; }

    internal override IReadOnlyList<IBlobStore> Below => Copies;

    /// <inheritdoc/>
    public override StoreTraits Traits => field ??= Copies[0].Traits.Both(Copies[1].Traits) with { Name = ToString() };

    /// <inheritdoc/>
    public override async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        (await FirstAsync(key, async (copy, cancelled) => await copy.StatAsync(key, cancelled) ?? throw BlobException.NotFound(copy.Traits.Name, key),
            static stat => stat.Length, orNotFound: true, cancellationToken))?.Found;

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        var (content, copy) = (await FirstAsync(key, async (copy, cancelled) => await copy.OpenAsync(key, range, cancelled),
            static content => content.Stat.Length, orNotFound: false, cancellationToken))!.Value;
        return copy == Copies.Count - 1 ? content : content.Through(new MirroredStream(this, content, copy));
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var draft = new MirroredDraft(Copies, _writes, _locks, _repairs);
        try
        {
            await draft.BeginAsync(options, cancellationToken);
            return draft;
        }
        catch
        {
            await draft.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        using var turn = await _locks.TakeAsync(key, cancellationToken);
        var wasThere = false;
        // The primary last: who finds nothing there will find nothing in a mirror to repair it from.
        foreach (var copy in Copies.Reverse())
            wasThere |= await copy.DeleteAsync(key, proof, cancellationToken);
        return wasThere;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<BlobStat> ListAsync(
        string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (primary, mirror) = (Copies[0].ListAsync(after, cancellationToken), Copies[1].ListAsync(after, cancellationToken));
        await foreach (var blob in KeyMerge.JoinAsync(primary, static stat => stat.Key, mirror, static stat => stat.Key, cancellationToken))
            yield return blob.HasLeft ? blob.Left : blob.Right;
    }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        using var turn = await _locks.TakeAsync(key, cancellationToken);
        var stats = new List<BlobStat?>();
        foreach (var copy in Copies)
            stats.Add(await copy.Ability<ITouch>()!.TouchAsync(key, cancellationToken));
        var first = stats.FindIndex(stat => stat is not null);
        if (first < 0 || !stats.Contains(null))
            return first < 0 ? null : stats[first];
        // Missing in one copy it is written again, which costs the others nothing; where one copy is enough, a repair sees to it.
        if (_writes == MirrorWrites.All)
            return null;
        var missing = Copies[stats.IndexOf(null)];
        _repairs.Start(key, stats[first]!.Value.Length, Copies[first], missing, BlobException.NotFound(missing.Traits.Name, key));
        return stats[first];
    }

    /// <inheritdoc/>
    public async ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default)
    {
        using var turn = await _locks.TakeAsync(seen.Key, cancellationToken);
        var stats = new List<BlobStat?>();
        foreach (var copy in Copies)
            stats.Add(await copy.StatAsync(seen.Key, cancellationToken));
        if (stats.Find(stat => stat is not null)?.IsSameVersionAs(seen) != true)
            return null;
        var places = new List<string?>();
        foreach (var (copy, stat) in Copies.Zip(stats))
            places.Add(stat is null ? null : await copy.QuarantineAsync(stat.Value, cancellationToken));
        return places.TrueForAll(place => place is null) ? null : MirrorPlaces.Join(places);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default)
    {
        using var turn = await _locks.TakeAsync(key, cancellationToken);
        var isBack = false;
        foreach (var (copy, aside) in Copies.Zip(MirrorPlaces.Split(place)))
            isBack |= aside is not null && copy.Ability<IQuarantine>() is { } store && await store.ReleaseAsync(key, aside, cancellationToken);
        return isBack;
    }

    /// <inheritdoc/>
    public Task<MirrorHealing> HealAsync(
        string key, Func<IBlobStore, CancellationToken, Task<BlobVerification>> verify, CancellationToken cancellationToken = default) =>
        new MirrorExamination(Copies, key, verify, _repairs).RunAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CleanUpAsync(CancellationToken cancellationToken = default) => Copies.CleanUpAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StrayFile> ListStrayFilesAsync(CancellationToken cancellationToken = default) => Copies.ListStrayFilesAsync(cancellationToken);

    /// <inheritdoc/>
    public bool IsOwn(string path, Predicate<string> isKey) => Copies.IsOwn(path, isKey);

    /// <summary>Age and setting aside where every copy can, clean-up and stray files where one can; nothing that is true of one copy only, such as a lock or a URL.</summary>
    public override object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        var ofAll = ability == typeof(ITouch) || ability == typeof(IQuarantine);
        if (ofAll && Copies.Any(copy => copy.GetService(ability) is null))
            return null;
        return (ability == typeof(ICleansTempFiles) || ability == typeof(IFindsStrayFiles)) && Copies.All(copy => copy.GetService(ability) is null) ? null : base.GetService(ability);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _repairs.WhenIdleAsync();
        await Copies[1].DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>The chain, such as <c>Mirrored(File "a", File "b")</c>.</summary>
    public override string ToString() => $"{LayerName}({string.Join(", ", Copies.Select(copy => copy.Traits.Name))})";

    /// <summary>Repairs under way are done.</summary>
    internal Task WhenIdleAsync() => _repairs.WhenIdleAsync();

    /// <summary>Opens content from a later copy at a place in the middle, for a reader whose copy failed there.</summary>
    internal async ValueTask<(Stream Content, int Copy)> ReopenAsync(
        BlobContent begun, long position, int failed, BlobException failure, CancellationToken cancellationToken)
    {
        var key = begun.Stat.Key;
        var (content, copy) = (await FirstAsync(key, async (copy, cancelled) =>
        {
            var found = await copy.OpenAsync(key, ByteRange.From(begun.Offset + position, begun.Length - position), cancelled);
            if (found.Stat.Length == begun.Stat.Length)
                return found;
            await found.DisposeAsync();
            throw failure; // not the content that was begun
        }, static content => content.Stat.Length, orNotFound: false, cancellationToken, failed, failure))!.Value;
        return (content.Body, copy);
    }

    // The first copy that succeeds. Copies before it that miss the blob, or have it damaged, get it from there.
    private async ValueTask<(T Found, int Copy)?> FirstAsync<T>(
        string key, Func<IBlobStore, CancellationToken, ValueTask<T>> ask, Func<T, long> lengthOf, bool orNotFound, CancellationToken cancellationToken,
        int failedBefore = -1, BlobException? failureBefore = null)
    {
        var failures = new List<(int Copy, BlobException Failure)>();
        if (failureBefore is not null)
            failures.Add((failedBefore, failureBefore));
        for (var copy = failedBefore + 1; copy < Copies.Count; copy++)
        {
            try
            {
                var found = await ask(Copies[copy], cancellationToken);
                foreach (var (failed, failure) in failures)
                    _repairs.Start(key, lengthOf(found), Copies[copy], Copies[failed], failure);
                return (found, copy);
            }
            catch (BlobException exception) when (CopyFaults.MayBeElsewhere(exception.Error))
            {
                failures.Add((copy, exception));
            }
        }
        var worst = CopyFaults.MostTelling(failures.ConvertAll(each => each.Failure));
        return orNotFound && worst.Error == BlobError.NotFound ? null : throw worst;
    }
}
