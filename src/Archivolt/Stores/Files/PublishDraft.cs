using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

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
            {
                throw new DiskException(BlobError.Conflict, IsDangling()
                    ? $"'{Path}' is in the way: it is a symbolic link that leads nowhere. Remove it, or bring back what it leads to."
                    : $"'{Path}' appears and vanishes again and again: another program works there.");
            }
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

    // The name is there, and nothing is behind it.
    private bool IsDangling() => Files.Disk.Stat(Path) is null
        && Files.Disk.Enumerate(Parent).Any(entry => Path.AsSpan(Parent.Length + 1).SequenceEqual(entry.Name));

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
