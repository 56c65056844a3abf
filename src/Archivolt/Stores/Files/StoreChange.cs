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

/// <summary>Gives a finished draft its key.</summary>
internal sealed class PublishDraft(StoreFiles files, string key, IDiskFile file, string temporary, long length, bool isSynced, WriteOptions options)
    : StoreChange(files, key)
{
    private bool _moved;

    /// <summary>True to leave the unfinished file where it is when the change fails.</summary>
    public bool KeepsFailed { get; init; }

    /// <summary>What is stored under the key.</summary>
    public DiskEntry Result { get; private set; }

    public override void StartWriteBack()
    {
        if (!isSynced)
            file.StartWriteBack(0, length);
    }

    public override void SyncContent()
    {
        // A draft may have waited for long; nothing young is ever collected.
        if (!Files.Disk.Touch(temporary) || Files.Disk.Stat(temporary) is not { } written)
            throw new DiskException(BlobError.IO, $"The unfinished file '{temporary}' is gone: something else deletes files there.");
        Result = written;
        if (!isSynced && Files.Durability != Durability.None)
            file.Sync();
        file.Close();
    }

    public override void Apply()
    {
        const int Attempts = 20;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (TryApply())
                    return;
            }
            catch (DiskException exception) when (exception.Error == BlobError.NotFound && attempt < Attempts)
            {
                Files.ForgetDirectories(Path);
                Unsynced.Clear();
                continue;
            }
            if (attempt == Attempts)
                throw new DiskException(BlobError.Conflict, $"'{Path}' appears and vanishes again and again: another program works there.");
        }
    }

    protected override void Succeeded()
    {
        base.Succeeded();
        Files.RememberDurable(Key, Result);
    }

    protected override void Failed()
    {
        file.Dispose();
        if (!_moved && !KeepsFailed)
            Files.Disk.Delete(temporary);
    }

    // False when the file that had the key is gone again.
    private bool TryApply()
    {
        Files.MakeDirectories(Path, Unsynced);
        if (options.Replace)
        {
            CheckUnchanged();
            Files.Disk.Replace(temporary, Path);
        }
        else if (!Files.Disk.Publish(temporary, Path))
            return TryKeepExisting();
        _moved = true;
        Unsynced.Add(Parent);
        return true;
    }

    // A look just before the rename: no file system compares and replaces in one step.
    private void CheckUnchanged()
    {
        if (options.IfUnchanged is not { } expected)
            return;
        if (Files.Disk.Stat(Path) is not { IsFile: true } entry || !entry.ToStat(Key).IsSameVersionAs(expected))
            throw BlobException.ChangedMeanwhile(Files.Store, Key);
    }

    private bool TryKeepExisting()
    {
        if (Refresh() is not { } existing)
            return false;
        Result = existing;
        Files.Disk.Delete(temporary);
        _moved = true;
        return true;
    }
}

/// <summary>Makes a blob that is here already young and as durable as a fresh one.</summary>
internal sealed class RefreshBlob(StoreFiles files, string key) : StoreChange(files, key)
{
    /// <summary>What is stored; null when nothing is.</summary>
    public DiskEntry? Result { get; private set; }

    public override void Apply() => Result = Refresh();

    protected override void Succeeded()
    {
        if (Result is not { } entry)
            return;
        base.Succeeded();
        Files.RememberDurable(Key, entry);
    }
}

/// <summary>Deletes a blob.</summary>
internal sealed class DeleteBlob(StoreFiles files, string key) : StoreChange(files, key)
{
    /// <summary>False when it was not there.</summary>
    public bool Result { get; private set; }

    public override void Apply()
    {
        Files.ForgetDurable(Key);
        Result = Files.Disk.Stat(Path) is { IsFile: true } && Files.Disk.Delete(Path);
        if (Result)
            Unsynced.Add(Parent);
    }

    protected override void Succeeded() { }
}
