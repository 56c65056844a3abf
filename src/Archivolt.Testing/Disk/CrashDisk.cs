using Archivolt.Blobs;
using Archivolt.Stores.Files;
using Microsoft.Win32.SafeHandles;

namespace Archivolt.Testing.Disk;

/// <summary>
/// A disk in memory that knows what a power cut may leave: it keeps apart what was written and what was synced, and enumerates every legal
/// state in between (<see cref="AfterPowerCut"/>). Otherwise it is an ordinary fast disk. It is stricter than real file systems: each name of a
/// directory is kept or lost on its own until the directory is synced.
/// </summary>
public sealed class CrashDisk : IDisk
{
    private static int _boots;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly DirectoryNode _root = new();

    /// <summary>Makes an empty disk.</summary>
    /// <param name="time">The clock that file ages follow; null for the system's.</param>
    public CrashDisk(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Writer = $"boot-{Interlocked.Increment(ref _boots)}";
    }

    internal CrashDisk(DiskImage image, TimeProvider? time) : this(time)
    {
        foreach (var (path, content) in image.Entries)
        {
            var (directory, name) = PlaceOf(path);
            directory.Set(name, content is null ? new DirectoryNode() : new FileNode(content, _time.GetUtcNow()));
            directory.Sync();
        }
    }

    /// <inheritdoc/>
    public string Writer { get; }

    /// <summary>True for writers of other disks, which ended with the power cut; null for names of any other kind.</summary>
    public bool? IsGone(string writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.StartsWith("boot-", StringComparison.Ordinal) ? writer != Writer : null;
    }

    /// <inheritdoc/>
    public string Canonical(string path) => path;

    /// <summary>Every state that a power cut at this moment may leave, each once.</summary>
    public IReadOnlyCollection<DiskImage> AfterPowerCut()
    {
        lock (_lock)
            return _root.AfterPowerCut();
    }

    /// <inheritdoc/>
    public DiskEntry? Stat(string path)
    {
        lock (_lock)
        {
            return Find(path) switch
            {
                FileNode file => new DiskEntry(IsFile: true, file.Content.Length, file.Modified, file.Identity),
                DirectoryNode => new DiskEntry(IsFile: false, 0, _time.GetUtcNow(), Identity: null),
                _ => null,
            };
        }
    }

    /// <inheritdoc/>
    public IEnumerable<DiskName> Enumerate(string directory)
    {
        lock (_lock)
        {
            return Find(directory) is DirectoryNode found
                ? [.. found.Names.Select(entry => new DiskName(entry.Key, entry.Value is DirectoryNode))]
                : Array.Empty<DiskName>();
        }
    }

    /// <inheritdoc/>
    public bool CreateDirectory(string path)
    {
        lock (_lock)
        {
            var (directory, name) = PlaceOf(path);
            if (directory.Names.ContainsKey(name))
                return false;
            directory.Set(name, new DirectoryNode());
            return true;
        }
    }

    /// <inheritdoc/>
    public IDiskFile Create(string path)
    {
        lock (_lock)
        {
            var (directory, name) = PlaceOf(path);
            if (directory.Names.ContainsKey(name))
                throw new DiskException(BlobError.IO, $"Could not create '{path}': it exists.");
            var file = new FileNode(_time.GetUtcNow());
            directory.Set(name, file);
            return new OpenFile(this, file);
        }
    }

    /// <inheritdoc/>
    public IDiskFile? Open(string path)
    {
        lock (_lock)
            return Find(path) is FileNode file ? new OpenFile(this, file) : null;
    }

    /// <inheritdoc/>
    public bool SyncFile(string path)
    {
        lock (_lock)
        {
            var file = Find(path) as FileNode;
            file?.Sync();
            return file is not null;
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        lock (_lock)
        {
            if (Find(path) is not DirectoryNode directory)
                throw Missing(path);
            directory.Sync();
        }
    }

    /// <inheritdoc/>
    public bool Publish(string path, string target)
    {
        lock (_lock)
        {
            var (directory, name) = PlaceOf(target);
            if (directory.Names.ContainsKey(name))
                return false;
            Move(path, directory, name);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Replace(string path, string target)
    {
        lock (_lock)
        {
            var (directory, name) = PlaceOf(target);
            Move(path, directory, name);
        }
    }

    /// <inheritdoc/>
    public bool Touch(string path)
    {
        lock (_lock)
        {
            if (Find(path) is not FileNode file)
                return false;
            file.Modified = _time.GetUtcNow();
            return true;
        }
    }

    /// <inheritdoc/>
    public bool Cut(string path, long length)
    {
        lock (_lock)
        {
            if (Find(path) is not FileNode file)
                return false;
            file.Cut((int)length);
            file.Sync();
            return true;
        }
    }

    /// <inheritdoc/>
    public bool Delete(string path)
    {
        lock (_lock)
        {
            if (Find(path) is not FileNode)
                return false;
            var (directory, name) = PlaceOf(path);
            directory.Set(name, null);
            return true;
        }
    }

    private void Move(string path, DirectoryNode target, string name)
    {
        var (source, old) = PlaceOf(path);
        if (!source.Names.TryGetValue(old, out var node))
            throw Missing(path);
        target.Set(name, node);
        source.Set(old, null);
    }

    private Node? Find(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate((Node?)_root, (node, name) => (node as DirectoryNode)?.Names.GetValueOrDefault(name));

    private (DirectoryNode Directory, string Name) PlaceOf(string path)
    {
        var slash = path.LastIndexOf('/');
        return Find(path[..slash]) is DirectoryNode directory ? (directory, path[(slash + 1)..]) : throw Missing(path);
    }

    private static DiskException Missing(string path) => new(BlobError.NotFound, $"'{path}' does not exist.");

    private sealed class OpenFile(CrashDisk disk, FileNode file) : IDiskFile
    {
        private bool _closed;

        public DiskEntry Entry { get; } = new(IsFile: true, file.Content.Length, file.Modified, file.Identity);

        public SafeFileHandle? Handle => null;

        public int Read(Span<byte> buffer, long offset)
        {
            lock (disk._lock)
            {
                CheckOpen();
                var available = file.Content.AsSpan((int)Math.Min(offset, file.Content.Length));
                var count = Math.Min(buffer.Length, available.Length);
                available[..count].CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> buffer, long offset)
        {
            lock (disk._lock)
            {
                CheckOpen();
                file.Write(buffer, (int)offset);
                file.Modified = disk._time.GetUtcNow();
            }
        }

        public void StartWriteBack(long offset, long count) => CheckOpen();

        public void Sync()
        {
            lock (disk._lock)
            {
                CheckOpen();
                file.Sync();
            }
        }

        public void Close() => _closed = true;

        public void Dispose() => _closed = true;

        private void CheckOpen() => ObjectDisposedException.ThrowIf(_closed, this);
    }
}
