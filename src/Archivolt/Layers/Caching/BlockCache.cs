using System.Numerics;
using System.Runtime.InteropServices;
using Archivolt.Stores;

namespace Archivolt.Layers.Caching;

/// <summary>
/// Blocks of blobs as files, within limits that hold at every moment: room is made before a block is written, and where none can be made the block is not kept. The least recently used goes first. What is
/// kept is known in memory only, once it was written whole; its length and checksum are compared when it is read.
/// </summary>
internal sealed class BlockCache(CacheOptions options, TimeProvider clock) : IDisposable
{
    private readonly CacheDirectory _directory = new(options.Path);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Fetch>> _fetches = new(StringComparer.Ordinal);
    private readonly LinkedList<Block> _byUse = [];
    private long _bytes;
    private int _files;

    /// <summary>Bytes and files that are kept, with those that are being written.</summary>
    public (long Bytes, int Files) Usage
    {
        get
        {
            lock (_gate)
                return (_bytes, _files);
        }
    }

    /// <summary>The blob as it was when it was last looked at, if that was not too long ago; null otherwise.</summary>
    public BlobStat? Find(string key)
    {
        lock (_gate)
            return _entries.TryGetValue(key, out var entry) && clock.GetElapsedTime(entry.Checked) < options.CheckAfter ? entry.Stat : null;
    }

    /// <summary>Notes that the store was asked, and gives up what was kept of another state of the blob.</summary>
    public void Confirm(BlobStat stat)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(stat.Key, out var entry))
                return;
            if (options.IsSame(entry.Stat, stat))
                (entry.Stat, entry.Checked) = (stat, clock.GetTimestamp());
            else
                Remove(entry);
        }
    }

    /// <summary>Reads a block; false when it is not here.</summary>
    public async ValueTask<bool> TryReadAsync(BlobStat stat, long number, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        LinkedListNode<Block>? node;
        lock (_gate)
        {
            if (!_entries.TryGetValue(stat.Key, out var entry) || !options.IsSame(entry.Stat, stat) || !entry.Blocks.TryGetValue(number, out node))
                return false;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            node.Value.Used = clock.GetTimestamp();
        }
        try
        {
            using var file = File.OpenHandle(node.Value.Path, options: FileOptions.Asynchronous);
            if (RandomAccess.GetLength(file) == buffer.Length && await ReadAsync(file, buffer, cancellationToken) && ChecksumOf(buffer.Span) == node.Value.Checksum)
                return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Given up meanwhile, or unreadable: it is fetched again.
        }
        lock (_gate)
        {
            // Given up meanwhile is no damage.
            if (node.List is null)
                return false;
            Remove(node);
        }
        CacheTelemetry.Damaged();
        return false;
    }

    /// <summary>Begins to fetch; what is fetched is kept only if nobody writes or deletes the blob meanwhile.</summary>
    public Fetch Begin(BlobStat stat)
    {
        var fetch = new Fetch(this, stat);
        lock (_gate)
        {
            ref var running = ref CollectionsMarshal.GetValueRefOrAddDefault(_fetches, stat.Key, out _);
            (running ??= []).Add(fetch);
        }
        return fetch;
    }

    /// <summary>Gives up all that is kept of a blob, and what is being fetched of it.</summary>
    public void Forget(string key)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var entry))
                Remove(entry);
            foreach (var fetch in _fetches.GetValueOrDefault(key, []))
                fetch.IsVoid = true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            CacheTelemetry.Changed(-_bytes);
            (_bytes, _files) = (0, 0);
            _entries.Clear();
            _byUse.Clear();
        }
        _directory.Dispose();
    }

    private async ValueTask<bool> AddAsync(Fetch fetch, long number, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (fetch.IsVoid || !MakeRoom(bytes.Length))
                return false;
            Reserve(bytes.Length, 1);
        }
        string? path = null;
        var isKept = false;
        try
        {
            path = _directory.NewFile();
            await using (var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                BufferSize = 0,
                PreallocationSize = bytes.Length,
                Options = FileOptions.Asynchronous,
            }))
            {
                await file.WriteAsync(bytes, cancellationToken);
            }
            var block = new Block(fetch.Stat.Key, number, path, bytes.Length, ChecksumOf(bytes.Span)) { Used = clock.GetTimestamp() };
            lock (_gate)
            {
                if (fetch.IsVoid)
                    return false;
                if (_entries.TryGetValue(block.Key, out var entry) && !options.IsSame(entry.Stat, fetch.Stat))
                    Remove(entry);
                if (!_entries.TryGetValue(block.Key, out entry))
                    _entries.Add(block.Key, entry = new Entry(fetch.Stat) { Checked = clock.GetTimestamp() });
                if (!entry.Blocks.ContainsKey(number))
                {
                    entry.Blocks.Add(number, _byUse.AddFirst(block));
                    isKept = true;
                }
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk makes no read fail.
            return false;
        }
        finally
        {
            if (!isKept)
            {
                lock (_gate)
                    Release(path, bytes.Length);
            }
        }
    }

    // Also checks limits against what is being written.
    private bool MakeRoom(int length)
    {
        if (length > options.MaxBytes)
            return false;
        while (_bytes + length > options.MaxBytes || _files + 1 > options.MaxFiles)
        {
            if (_byUse.Last is not { } oldest || clock.GetElapsedTime(oldest.Value.Used) < options.MinAge)
                return false;
            Remove(oldest);
            CacheTelemetry.Evicted();
        }
        return true;
    }

    private void Remove(Entry entry)
    {
        foreach (var node in entry.Blocks.Values.ToList())
            Remove(node);
    }

    private void Remove(LinkedListNode<Block> node)
    {
        var block = node.Value;
        _byUse.Remove(node);
        var entry = _entries[block.Key];
        entry.Blocks.Remove(block.Number);
        if (entry.Blocks.Count == 0)
            _entries.Remove(block.Key);
        Release(block.Path, block.Length);
    }

    private void Release(string? path, int length)
    {
        try
        {
            if (path is not null)
                File.Delete(path);
            Reserve(-length, -1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It counts until the directory goes.
        }
    }

    private void Reserve(int bytes, int files)
    {
        _bytes += bytes;
        _files += files;
        CacheTelemetry.Changed(bytes);
    }

    private void End(Fetch fetch)
    {
        lock (_gate)
        {
            var running = _fetches[fetch.Stat.Key];
            running.Remove(fetch);
            if (running.Count == 0)
                _fetches.Remove(fetch.Stat.Key);
        }
    }

    private static async ValueTask<bool> ReadAsync(Microsoft.Win32.SafeHandles.SafeFileHandle file, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (var done = 0; done < buffer.Length;)
        {
            var read = await RandomAccess.ReadAsync(file, buffer[done..], done, cancellationToken);
            if (read == 0)
                return false;
            done += read;
        }
        return true;
    }

    // Against a disk that errs, not against an attacker.
    private static uint ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            checksum = BitOperations.Crc32C(checksum, word);
        foreach (var rest in bytes[(bytes.Length & ~7)..])
            checksum = BitOperations.Crc32C(checksum, rest);
        return checksum;
    }

    /// <summary>A fetch that is under way.</summary>
    internal sealed class Fetch(BlockCache cache, BlobStat stat) : IDisposable
    {
        public BlobStat Stat => stat;

        public bool IsVoid { get; set; }

        /// <summary>Keeps a block; false when there is no room, or the blob was written or deleted meanwhile.</summary>
        public ValueTask<bool> KeepAsync(long number, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => cache.AddAsync(this, number, bytes, cancellationToken);

        public void Dispose() => cache.End(this);
    }

    private sealed class Entry(BlobStat stat)
    {
        public BlobStat Stat { get; set; } = stat;

        public long Checked { get; set; }

        public Dictionary<long, LinkedListNode<Block>> Blocks { get; } = [];
    }

    private sealed record Block(string Key, long Number, string Path, int Length, uint Checksum)
    {
        public long Used { get; set; }
    }
}
