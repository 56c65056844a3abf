using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>
/// Blobs as read-only files under <c>data</c>, written first to <c>tmp</c> and described by <c>config.xml</c>: the directory format of the
/// Nuxeo platform, so an existing directory opens in place. What a commit acknowledged survives a power cut (<see cref="Durability.Full"/>),
/// what it did not is absent or whole.
/// </summary>
public sealed class FileStore : IBlobStore, ITouch, IQuarantine, IListsKeys, ICleansTempFiles, IFindsStrayFiles, IOwnerRecord, ILocatesFiles
{
    private const int KeysInBatch = 1024;

    private readonly IDisk _disk;
    private readonly StoreFiles _files;
    private readonly OpenedDirectories _directories;
    private readonly AsidePlaces _aside;
    private readonly GroupCommit _commits;
    private readonly string _home;
    private readonly string _temporary;
    private readonly TimeSpan _leftoverGrace;
    private readonly TimeSpan _resumableLifetime;
    private readonly FileWrites _resumable;
    private readonly TimeProvider _clock;
    private volatile bool _disposed;

    private FileStore(StoreTraits traits, StorePlace place, IDisk disk, FileStoreOptions options)
    {
        _leftoverGrace = options.LeftoverGrace;
        _resumableLifetime = options.ResumableLifetime;
        _clock = options.TimeProvider ?? TimeProvider.System;
        Traits = traits;
        Digest = place.Digest;
        _disk = disk;
        _home = place.Home;
        _temporary = place.Temporary;
        _aside = new AsidePlaces(disk, place.Home);
        _files = new StoreFiles(traits.Name, disk, place.Data, place.Layout, traits.Durability);
        _directories = new OpenedDirectories(disk, place, traits.CanWrite);
        _commits = new GroupCommit(disk, traits.Durability);
        _resumable = new FileWrites(this, _files, _directories, _temporary, _resumableLifetime, _clock);
    }

    /// <inheritdoc/>
    public StoreTraits Traits { get; }

    /// <summary>The algorithm that names content here: the option's, otherwise the one of <c>config.xml</c>.</summary>
    public DigestAlgorithm Digest { get; }

    /// <summary>Where each key's file is under <c>data</c>.</summary>
    public PathLayout Layout => _files.Layout;

    /// <summary>The absolute path of the file that holds a key's content, whether there is one or not. Read it, never change it.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>.</exception>
    public string PathOf(string key) => _files.PathOf(key);

    /// <summary>Opens a store directory, or makes one, and clears what dead writers left in <c>tmp</c>.</summary>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Configuration"/>: the directory cannot be used like this, the message says why; or the disk's own failure.
    /// </exception>
    public static FileStore Open(FileStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var disk = options.Disk ?? LocalDisk.Instance;
        var traits = new StoreTraits
        {
            Name = $"File \"{options.Name ?? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(options.Path))}\"",
            Durability = options.Durability,
            CanWrite = !options.ReadOnly,
            CanReplace = !options.ReadOnly,
            Touch = options.ReadOnly ? Touch.None : Touch.Cheap,
        };
        try
        {
            var place = StorePlace.Prepare(options, disk);
            return new FileStore(traits with
            {
                Locations = [place.Location],
                MaxKeyLength = place.Layout.MaxKeyLength,
                Listing = place.Layout.TellsKeys ? Listing.Ordered : Listing.None,
            }, place, disk, options);
        }
        catch (DiskException exception)
        {
            throw new BlobException(exception.Error, exception.Message, traits.Name, innerException: exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        Answer<BlobStat?>(key, () =>
        {
            if (_disk.Stat(PathOf(key)) is { IsFile: true } entry)
                return entry.ToStat(key);
            _directories.CheckPresent();
            return null;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
        Answer(key, () =>
        {
            if (_disk.Open(PathOf(key)) is { } file)
                return BlobFileStream.Open(Traits.Name, key, file, range);
            _directories.CheckPresent();
            throw BlobException.NotFound(Traits.Name, key);
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        Answer<BlobDraft>(key: null, () =>
        {
            CheckWritable();
            return new FileDraft(this, _files, $"{_temporary}/{TemporaryNames.Next(_disk.Writer)}", options ?? WriteOptions.Default);
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        cancellationToken.ThrowIfCancellationRequested();
        CheckWritable();
        return await GuardAsync(key, async () =>
        {
            _ = PathOf(key);
            var deletion = new DeleteBlob(_files, key);
            await RunAsync(deletion);
            return deletion.Result;
        });
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<BlobStat> ListAsync(string? after = null, CancellationToken cancellationToken = default) =>
        ListKeysAsync(after, cancellationToken).StatEach(StatAsync, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListKeysAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var keys = await Answer(key: null, () =>
        {
            if (!Layout.TellsKeys)
            {
                throw new BlobException(BlobError.Unsupported,
                    "A store with the layout Shortened cannot be listed, because its files do not tell their keys.", Traits.Name);
            }
            _directories.CheckPresent();
            return new FileListing(_disk, _files.Root, Layout).Keys(after).GetEnumerator();
        }, cancellationToken);
        ExceptionDispatchInfo? failure = null;
        // Many at a time: a step through all the layers of an asynchronous stream costs as much as finding a name.
        for (var batch = await FillAsync(); batch.Count > 0;)
        {
            // The next names are found while the caller works on these.
            var next = Task.Run(FillAsync, CancellationToken.None);
            try
            {
                foreach (var key in batch)
                    yield return key;
            }
            finally
            {
                // A caller that stops early must not leave a thread behind in the directories; a caller that goes on hears of the failure below.
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            batch = await next;
        }

        Task<List<string>> FillAsync() => Answer(key: null, Fill, cancellationToken).AsTask();

        List<string> Fill()
        {
            failure?.Throw();
            var batch = new List<string>(KeysInBatch);
            try
            {
                while (batch.Count < KeysInBatch && keys.MoveNext())
                    batch.Add(keys.Current);
            }
            catch (DiskException exception) when (batch.Count > 0)
            {
                // What was found before goes out first.
                failure = ExceptionDispatchInfo.Capture(exception);
            }
            // A directory that went meanwhile seems to have nothing more.
            if (batch.Count == 0)
                _directories.CheckPresent();
            return batch;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StrayFile> ListStrayFilesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Answer(key: null, () =>
        {
            _directories.CheckPresent();
            return true;
        }, cancellationToken);
        foreach (var stray in new StrayFiles(_disk, _files.Root, Layout).List())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return stray;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadOwnerRecordAsync(CancellationToken cancellationToken = default) =>
        Answer(key: null, () => new OwnerFile(Traits.Name, _disk, _home, _temporary).Read(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> WriteOwnerRecordAsync(ReadOnlyMemory<byte> record, bool replace, CancellationToken cancellationToken = default) => Answer(key: null, () =>
    {
        CheckWritable();
        return new OwnerFile(Traits.Name, _disk, _home, _temporary).Write(record, replace);
    }, cancellationToken);

    /// <inheritdoc/>
    public bool IsOwn(string path, Predicate<string> isKey) => new StrayFiles(_disk, _files.Root, Layout).IsOwn(path, isKey);

    /// <inheritdoc/>
    public ValueTask<long> CleanUpAsync(CancellationToken cancellationToken = default) => Answer(key: null, () =>
    {
        CheckWritable();
        return Leftovers.CleanUp(_disk, _temporary, _leftoverGrace, _clock) + Leftovers.CleanUp(_disk, _files.Root, _leftoverGrace, _clock, amongBlobs: true)
            + FileWrites.CleanUp(_disk, _temporary, _leftoverGrace, _resumableLifetime, _clock);
    }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckWritable();
        return await GuardAsync<BlobStat?>(key, async () =>
        {
            // Nearly always it is not here, or known to be durable: then no sync is needed.
            var path = PathOf(key);
            if (!_disk.Touch(path) || _disk.Stat(path) is not { } entry)
            {
                _directories.CheckPresent();
                return null;
            }
            if (entry.IsFile && _files.IsDurable(key, entry))
                return entry.ToStat(key);
            var refresh = new RefreshBlob(_files, key);
            await RunAsync(refresh);
            return refresh.Result is { } refreshed ? refreshed.ToStat(key) : null;
        });
    }

    /// <inheritdoc/>
    public async ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckWritable();
        return await GuardAsync(seen.Key, async () =>
        {
            var change = new SetAsideBlob(_files, _aside, _home, seen);
            await RunAsync(change);
            return change.Result;
        });
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        cancellationToken.ThrowIfCancellationRequested();
        CheckWritable();
        return await GuardAsync(key, async () =>
        {
            var change = new ReleasedBlob(_files, _aside, key, place);
            await RunAsync(change);
            return change.Result;
        });
    }

    /// <inheritdoc/>
    public object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        if (ability == typeof(IResumableWrites))
            return Traits.CanWrite ? _resumable : null;
        // A store opened read-only moves and touches nothing, and one whose files do not tell their keys lists nothing.
        var isAble = ability == typeof(IListsKeys) || ability == typeof(IFindsStrayFiles) ? Layout.TellsKeys
            : Traits.CanWrite || (ability != typeof(IQuarantine) && ability != typeof(ITouch) && ability != typeof(ICleansTempFiles));
        return isAble && ability.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Waits for commits under way, then refuses everything.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            _commits.Dispose();
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>The store's name.</summary>
    public override string ToString() => Traits.Name;

    /// <summary>Carries a change out in the store's own directories; where others took their place meanwhile, it is not acknowledged.</summary>
    internal Task RunAsync(StoreChange change)
    {
        _directories.CheckPresent();
        return CheckedAsync(_commits.RunAsync(change));

        async Task CheckedAsync(Task running)
        {
            await running;
            _directories.CheckPresent();
        }
    }

    /// <summary>What a failure of the disk means to the caller. Without its directories a store misses everything, which says nothing of the blob.</summary>
    internal BlobException Translate(DiskException exception, string? key)
    {
        try
        {
            if (exception.Error is BlobError.NotFound or BlobError.IO)
                _directories.CheckPresent();
        }
        catch (DiskException gone)
        {
            exception = gone;
        }
        return new BlobException(exception.Error, exception.Message, Traits.Name, key, exception);
    }

    internal async ValueTask<T> GuardAsync<T>(string? key, Func<Task<T>> action)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            return await action();
        }
        catch (DiskException exception)
        {
            throw Translate(exception, key);
        }
    }

    private void CheckWritable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Traits.CheckWritable(key: null);
    }

    // File operations are synchronous; failures travel in the answer like those of any other asynchronous call.
    private ValueTask<T> Answer<T>(string? key, Func<T> action, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return ValueTask.FromResult(action());
        }
        catch (DiskException exception)
        {
            return ValueTask.FromException<T>(Translate(exception, key));
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<T>(exception);
        }
    }
}
