using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>
/// One change of a store's files, in steps, so that the syncs of many changes can be shared: content to stable storage, then the change of
/// names, then the directories to stable storage.
/// </summary>
internal abstract class StoreChange(StoreFiles files, string key)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the change is as durable as the store promises, or has failed.</summary>
    public Task Completion => _done.Task;

    /// <summary>What went wrong; the remaining steps are left out.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The directories whose entries the promise depends on.</summary>
    public HashSet<string> Unsynced { get; } = new(StringComparer.Ordinal);

    protected StoreFiles Files => files;

    protected string Key => key;

    protected string Path { get; } = files.PathOf(key);

    /// <summary>Begins to write content back, without waiting.</summary>
    public virtual void StartWriteBack() { }

    /// <summary>Puts content on stable storage.</summary>
    public virtual void SyncContent() { }

    /// <summary>Changes names.</summary>
    public abstract void Apply();

    /// <summary>Takes a step unless an earlier one failed.</summary>
    public void Try(Action<StoreChange> step)
    {
        if (Failure is not null)
            return;
        try
        {
            step(this);
        }
        catch (Exception exception)
        {
            Failure = exception;
        }
    }

    /// <summary>Answers the waiting caller.</summary>
    public void Finish()
    {
        Try(change => change.Succeeded());
        if (Failure is null)
        {
            _done.SetResult();
            return;
        }
        try
        {
            Failed();
        }
        catch (DiskException)
        {
            // The first failure is the one to tell; what could not be deleted is swept when the store is opened again.
        }
        _done.SetException(Failure);
    }

    /// <summary>Everything is as durable as promised.</summary>
    protected virtual void Succeeded() => files.RememberDirectories(Path);

    /// <summary>Takes back what can be taken back.</summary>
    protected virtual void Failed() { }

    /// <summary>Makes the file that has the key young, and as durable as a fresh one; null when there is none.</summary>
    protected DiskEntry? Refresh()
    {
        if (!files.Disk.Touch(Path) || files.Disk.Stat(Path) is not { } entry)
            return null;
        if (!entry.IsFile)
            throw new DiskException(BlobError.Conflict, $"'{Path}' is in the way: it is no regular file.");
        if (!files.IsDurable(key, entry))
        {
            // Another writer may have published it and not synced it yet, or never will.
            if (!files.Disk.SyncFile(Path))
                return null;
            files.MakeDirectories(Path, Unsynced);
            Unsynced.Add(Parent);
        }
        return entry;
    }

    protected string Parent => Path[..Path.LastIndexOf('/')];
}
