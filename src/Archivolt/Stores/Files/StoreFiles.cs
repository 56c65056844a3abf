using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>
/// A store's data directory: where each key's file is, which directories are known to exist for good, and which files this process knows to
/// be on stable storage, so that a duplicate costs a look-up and no sync.
/// </summary>
internal sealed class StoreFiles(string store, IDisk disk, string root, PathLayout layout, Durability durability)
{
    private readonly RecentSet<bool> _directories = new(65_536);
    private readonly RecentSet<FileIdentity> _durable = new(16_384);

    public string Store => store;

    public IDisk Disk => disk;

    public PathLayout Layout => layout;

    public string Root => root;

    public Durability Durability => durability;

    /// <summary>The absolute path of a key's file.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>.</exception>
    public string PathOf(string key) => key is { Length: 0 }
        ? throw new BlobException(BlobError.InvalidKey, "The key is empty.", store, key)
        : $"{root}/{layout.PathOf(key, store)}";

    /// <summary>Makes the directories above a file that are not known to exist, and notes those whose entries must be synced for that.</summary>
    public void MakeDirectories(string path, ICollection<string> unsynced)
    {
        foreach (var directory in DirectoriesAbove(path))
        {
            if (_directories.TryGet(directory, out _))
                continue;
            // One that exists may be the work of another process that has not synced it yet.
            disk.CreateDirectory(directory);
            unsynced.Add(directory[..directory.LastIndexOf('/')]);
        }
    }

    /// <summary>Takes the directories above a file for existing, now that they are as durable as promised.</summary>
    public void RememberDirectories(string path)
    {
        foreach (var directory in DirectoriesAbove(path))
            _directories.Remember(directory, true);
    }

    /// <summary>Somebody removed a directory.</summary>
    public void ForgetDirectories(string path)
    {
        foreach (var directory in DirectoriesAbove(path))
            _directories.Forget(directory);
    }

    /// <summary>True when nothing more is to be done for the durability of this very file.</summary>
    public bool IsDurable(string key, DiskEntry entry) => durability == Durability.None
        || (entry.Identity is { } identity && _durable.TryGet(key, out var known) && known == identity);

    public void RememberDurable(string key, DiskEntry entry)
    {
        if (entry.Identity is { } identity && durability != Durability.None)
            _durable.Remember(key, identity);
    }

    public void ForgetDurable(string key) => _durable.Forget(key);

    private IEnumerable<string> DirectoriesAbove(string path)
    {
        for (var slash = path.IndexOf('/', root.Length + 1); slash > 0; slash = path.IndexOf('/', slash + 1))
            yield return path[..slash];
    }
}
