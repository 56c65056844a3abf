using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Layers.Migration;

/// <summary>
/// A store on its way to another one, which readers and writers do not notice: what is written goes to the new store, what is not there yet is
/// read from the old one, deletions reach both, listings show each blob once. A blob that is in both is the same in both: whoever replaces it
/// deletes it where it was. On the way back, new content goes to the old store.
/// </summary>
/// <remarks>
/// Something deleted through another node at the very moment in which it is copied may come to life in the new store, unreferenced, and is collected
/// again.
/// </remarks>
public sealed class Migrating : StoreLayer, ITouch, ISignsUrls, IQuarantine, ICleansTempFiles, IFindsStrayFiles
{
    private readonly Func<CancellationToken, ValueTask<bool>> _goesBack;
    private readonly KeyLocks _locks = new();

    /// <summary>Puts a new store in front of an old one; the layer owns both.</summary>
    /// <param name="target">The new store.</param>
    /// <param name="old">The store that is left.</param>
    /// <param name="goesBack">Says at every write whether the migration is being rolled back; null for never.</param>
    public Migrating(IBlobStore target, IBlobStore old, Func<CancellationToken, ValueTask<bool>>? goesBack = null) : base(target)
    {
        ArgumentNullException.ThrowIfNull(old);
        Old = old;
        _goesBack = goesBack ?? (static _ => ValueTask.FromResult(false));
    }

    /// <summary>The new store.</summary>
    public IBlobStore Target => Inner;

    /// <summary>The store that is left.</summary>
    public IBlobStore Old { get; }

    internal override IReadOnlyList<IBlobStore> Below => [Target, Old];

    /// <inheritdoc/>
    public override StoreTraits Traits => field ??= Inner.Traits.Both(Old.Traits) with
    {
        Name = ToString(),
        // What is only read from is left behind all the same.
        CanWrite = Inner.Traits.CanWrite,
        CanReplace = Inner.Traits.CanReplace && (Old.Traits.CanReplace || !Old.Traits.CanWrite),
        // A look at the one that cannot costs nothing; what it has is written again.
        Touch = (Inner.Traits.Touch, Old.Traits.Touch) switch
        {
            (var target, Touch.None) => target,
            (Touch.None, var old) => old,
            var (target, old) => target > old ? target : old,
        },
    };

    /// <inheritdoc/>
    public override async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        return await Inner.StatAsync(key, cancellationToken) ?? await FindAsync(Old, key, cancellationToken) ?? await Inner.StatAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(key);
        try
        {
            return await Inner.OpenAsync(key, range, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            try
            {
                return await Old.OpenAsync(key, range, cancellationToken);
            }
            catch (BlobException absent) when (absent.Error is BlobError.NotFound or BlobError.InvalidKey)
            {
                // Copied and purged between the two looks, or nowhere.
                return await Inner.OpenAsync(key, range, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= WriteOptions.Default;
        var into = await WriteTargetAsync(cancellationToken);
        var draft = await into.BeginWriteAsync(options, cancellationToken);
        return new LayerDraft(draft, (key, cancelled) => CommitAsync(draft, into, key, options.Replace, cancelled));
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        Traits.CheckKey(key);
        using var held = await _locks.TakeAsync(key, cancellationToken);
        var wasOld = await FindAsync(Old, key, cancellationToken) is not null && await Old.DeleteAsync(key, proof, cancellationToken);
        return await Inner.DeleteAsync(key, proof, cancellationToken) || wasOld;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<BlobStat> ListAsync(
        string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (target, old) = (Inner.ListAsync(after, cancellationToken), Old.ListAsync(after, cancellationToken));
        await foreach (var blob in KeyMerge.JoinAsync(target, static stat => stat.Key, old, static stat => stat.Key, cancellationToken))
        {
            // In both: as young as the younger one.
            var isYounger = blob.HasLeft && blob.HasRight && blob.Right.Modified > blob.Left.Modified;
            yield return !blob.HasLeft ? blob.Right : isYounger ? blob.Left with { Modified = blob.Right.Modified } : blob.Left;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        var first = await WriteTargetAsync(cancellationToken);
        foreach (var store in (IBlobStore[])[first, Other(first)])
        {
            if (store.Ability<ITouch>() is { } ages && store.Traits.CanWrite
                && (store == first || await FindAsync(store, key, cancellationToken) is not null)
                && await ages.TouchAsync(key, cancellationToken) is { } stat)
            {
                return stat;
            }
        }
        return null;
    }

    /// <summary>Where the content is now; null for writing, which has to reach both stores.</summary>
    public async ValueTask<SignedUrl?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Method != UrlMethod.Get)
            return null;
        foreach (var store in (IBlobStore[])[Inner, Old])
        {
            if (await FindAsync(store, key, cancellationToken) is not null)
                return store.Ability<ISignsUrls>() is { } urls ? await urls.SignAsync(key, request, cancellationToken) : null;
        }
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default)
    {
        Traits.CheckKey(seen.Key);
        using var held = await _locks.TakeAsync(seen.Key, cancellationToken);
        foreach (var (mark, store) in Marked)
        {
            if (await FindAsync(store, seen.Key, cancellationToken) is { } stat && store.Ability<IQuarantine>() is { } aside)
                return stat.IsSameVersionAs(seen) && await aside.QuarantineAsync(stat, cancellationToken) is { } place ? mark + place : null;
        }
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        using var held = await _locks.TakeAsync(key, cancellationToken);
        foreach (var (mark, store) in Marked)
        {
            if (place.StartsWith(mark, StringComparison.Ordinal) && store.Ability<IQuarantine>() is { } aside)
                return await FindAsync(Other(store), key, cancellationToken) is null && await aside.ReleaseAsync(key, place[mark.Length..], cancellationToken);
        }
        return false;
    }

    /// <inheritdoc/>
    public ValueTask<long> CleanUpAsync(CancellationToken cancellationToken = default) => BlobStoreExtensions.CleanUpAsync([Inner, Old], cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StrayFile> ListStrayFilesAsync(CancellationToken cancellationToken = default) => BlobStoreExtensions.ListStrayFilesAsync([Inner, Old], cancellationToken);

    /// <inheritdoc/>
    public bool IsOwn(string path, Predicate<string> isKey) => BlobStoreExtensions.IsOwn([Inner, Old], path, isKey);

    /// <summary>URLs, ages, clean-up and stray files where one of the stores has them, setting aside where both have it, and nothing that is one store's alone.</summary>
    public override object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        var ofEither = ability == typeof(ITouch) || ability == typeof(ISignsUrls) || ability == typeof(ICleansTempFiles) || ability == typeof(IFindsStrayFiles);
        var (isNew, isOld) = (Inner.GetService(ability) is not null, Old.GetService(ability) is not null);
        return (ofEither && !isNew && !isOld) || (ability == typeof(IQuarantine) && !(isNew && isOld)) ? null : base.GetService(ability);
    }

    // Leaves both stores right.
    private async ValueTask<BlobStat> CommitAsync(BlobDraft draft, IBlobStore into, string key, bool replace, CancellationToken cancellationToken)
    {
        into.Traits.CheckKey(key);
        var other = Other(into);
        using var held = await _locks.TakeAsync(key, cancellationToken);
        var elsewhere = await FindAsync(other, key, cancellationToken) is not null;
        // Content that has the key keeps it, wherever it is.
        if (elsewhere && !replace && await into.StatAsync(key, cancellationToken) is null)
            await BlobCopy.MakeAsync(other, into, key, cancellationToken: cancellationToken);
        var stat = await draft.CommitAsync(key, cancellationToken);
        if (elsewhere && replace && other.Traits.CanWrite)
            await other.DeleteAsync(key, DeletionProof.Replaced(Traits.Name), cancellationToken);
        // The migration turned round while this was written: it is to be where everything is to be now.
        if (!ReferenceEquals(await WriteTargetAsync(cancellationToken), into))
            await BlobCopy.MakeAsync(into, other, key, replace: replace, cancellationToken: cancellationToken);
        return stat;
    }

    private IEnumerable<(string Mark, IBlobStore Store)> Marked => [("new:", Inner), ("old:", Old)];

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Old.DisposeAsync();
    }

    /// <summary>The chain, such as <c>Migrating(File "new", File "old")</c>.</summary>
    public override string ToString() => $"{LayerName}({Inner.Traits.Name}, {Old.Traits.Name})";

    /// <summary>Keeps everybody else in this process from writing or deleting a key.</summary>
    internal ValueTask<KeyLock> LockAsync(string key, CancellationToken cancellationToken) => _locks.TakeAsync(key, cancellationToken);

    /// <summary>Where content is written now.</summary>
    private async ValueTask<IBlobStore> WriteTargetAsync(CancellationToken cancellationToken) => await _goesBack(cancellationToken) ? Old : Inner;

    internal IBlobStore Other(IBlobStore store) => ReferenceEquals(store, Inner) ? Old : Inner;

    /// <summary>A look at a store that may not take such keys at all, and then does not have it.</summary>
    internal static async ValueTask<BlobStat?> FindAsync(IBlobStore store, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.StatAsync(key, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.InvalidKey)
        {
            return null;
        }
    }
}
