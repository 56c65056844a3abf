using Archivolt.Stores.Kit;

namespace Archivolt.Stores.Files;

/// <summary>A temporary file in the store's <c>tmp</c>, on the same file system as its blobs.</summary>
internal sealed class FileDraft : BlobDraft
{
    // Larger content is synced by its own writer, so that the small ones of a group need not wait for it.
    private const long LargestInGroup = 1024 * 1024;

    private readonly FileStore _store;
    private readonly StoreFiles _files;
    private readonly WriteOptions _options;
    private readonly string _path;
    private readonly Writing _body;
    private bool _ended;

    public FileDraft(FileStore store, StoreFiles files, string path, WriteOptions options)
    {
        _store = store;
        _files = files;
        _options = options;
        _path = path;
        _body = new Writing(store, files.Disk.Create(path));
    }

    protected override Stream Content => _body;

    protected override async ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_ended)
            throw new InvalidOperationException("The draft was committed or given up before.");
        return await _store.GuardAsync(key, async () =>
        {
            // A wrong key leaves the draft as it is; from here on it is used up.
            _ = _files.PathOf(key);
            _ended = true;
            var publication = new PublishDraft(_files, key, _body.File, _path, _body.Written, SyncIfLarge(), _options);
            await RunAsync(publication);
            return publication.Result.ToStat(key);
        });
    }

    public override ValueTask DisposeAsync()
    {
        if (_ended)
            return ValueTask.CompletedTask;
        _ended = true;
        Discard();
        return ValueTask.CompletedTask;
    }

    // A change that was taken up clears up after itself; one that the store refused leaves that to its draft.
    private Task RunAsync(PublishDraft publication)
    {
        try
        {
            return _store.RunAsync(publication);
        }
        catch
        {
            Discard();
            throw;
        }
    }

    private bool SyncIfLarge()
    {
        if (_files.Durability == Durability.None || _body.Written <= LargestInGroup)
            return false;
        try
        {
            _body.File.Sync();
            return true;
        }
        catch
        {
            Discard();
            throw;
        }
    }

    private void Discard()
    {
        _body.File.Dispose();
        try
        {
            _files.Disk.Delete(_path);
        }
        catch (DiskException)
        {
            // Nobody sees it, and opening the store again deletes it.
        }
    }

    /// <summary>Sequential writes.</summary>
    private sealed class Writing(FileStore store, IDiskFile file) : ForwardWriteStream
    {
        private readonly WriteBack _writeBack = new(file);

        public IDiskFile File => file;

        public long Written { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                file.Write(buffer, Written);
            }
            catch (DiskException exception)
            {
                throw store.Translate(exception, key: null);
            }
            Written += buffer.Length;
            _writeBack.Reach(Written);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
