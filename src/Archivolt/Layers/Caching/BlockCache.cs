using System.IO.Hashing;
using System.Runtime.InteropServices;
using Archivolt.Stores;
using Microsoft.Win32.SafeHandles;

namespace Archivolt.Layers.Caching;

/// <summary>
/// Blocks of blobs as files, within limits that hold at every moment: room is made before a block is written, and where none can be made the block is not kept. The least recently used goes first. What is
/// kept is known in memory only, once it was written whole. The checksum of a piece is compared when it is first read, and again when it is read a minute later.
/// </summary>
internal sealed class BlockCache(CacheOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>Bytes of a block that are read and compared at once, few enough to stay in a processor's cache between the two; the last piece of a block may be shorter.</summary>
    public const int PieceSize = 64 << 10;

    private const int MostOpen = 64;

    // What was read a moment ago comes from memory, and not from the disk that may err.
    private static readonly TimeSpan CompareAfter = TimeSpan.FromMinutes(1);

    private readonly CacheDirectory _directory = new(options.Path);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Fetch>> _fetches = new(StringComparer.Ordinal);
    private readonly LinkedList<Block> _byUse = [];
    private readonly Queue<Block> _open = [];

    // What could not be deleted, and counts until it can.
    private readonly List<(string Path, int Length)> _undeleted = [];
    private long _bytes;
    private int _files;
    private bool _disposed;

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
            foreach (var fetch in _fetches.GetValueOrDefault(stat.Key, []).Where(fetch => !options.IsSame(fetch.Stat, stat)))
                fetch.IsVoid = true;
            if (!_entries.TryGetValue(stat.Key, out var entry))
                return;
            if (options.IsSame(entry.Stat, stat))
                (entry.Stat, entry.Checked) = (stat, clock.GetTimestamp());
            else
                Remove(entry);
        }
    }

    /// <summary>True when a block is here, which counts as a use.</summary>
    public bool Use(BlobStat stat, long number)
    {
        lock (_gate)
            return Find(stat, number) is not null;
    }

    /// <summary>
    /// Reads pieces of a block (<see cref="PieceSize"/>) from one of them on, as many as the buffer takes whole. Reads are synchronous, which for files is faster.
    /// </summary>
    /// <returns>The number of bytes; zero when the block is not here.</returns>
    public int Read(BlobStat stat, long number, int piece, Span<byte> buffer)
    {
        LinkedListNode<Block>? node;
        while (true)
        {
            SafeFileHandle? file;
            lock (_gate)
            {
                node = Find(stat, number);
                if (node is null)
                    return 0;
                file = node.Value.File;
            }
            try
            {
                file ??= Open(node);
                // Without a handle for it, a sound block is fetched and stays.
                if (file is null)
                    return 0;
                if (node.Value.Read(file, piece, buffer, clock) is var read and > 0)
                    return read;
            }
            catch (ObjectDisposedException)
            {
                // Closed for others meanwhile, or given up.
                continue;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Given up meanwhile, or unreadable: it is fetched again.
            }
            break;
        }
        lock (_gate)
        {
            // Evicted in the meantime: not damaged.
            if (node.List is null)
                return 0;
            Remove(node);
        }
        CacheTelemetry.Damaged();
        return 0;
    }

    /// <summary>Begins to fetch; what is fetched is kept only if nobody writes or deletes the blob meanwhile.</summary>
    public Fetch Begin(BlobStat stat)
    {
        var fetch = new Fetch(this, stat, clock.GetTimestamp());
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
            if (_disposed)
                return;
            CacheTelemetry.Changed(-_bytes);
            (_bytes, _files, _disposed) = (0, 0, true);
            foreach (var block in _open)
                block.Close();
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
            var block = new Block(fetch.Stat.Key, number, path, bytes) { Used = clock.GetTimestamp() };
            lock (_gate)
            {
                if (fetch.IsVoid || _disposed)
                    return false;
                if (_entries.TryGetValue(block.Key, out var entry) && !options.IsSame(entry.Stat, fetch.Stat))
                    Remove(entry);
                if (!_entries.TryGetValue(block.Key, out entry))
                    _entries.Add(block.Key, entry = new Entry(fetch.Stat) { Checked = fetch.Began });
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
            // A full disk must not fail a read.
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
        if (length > options.MaxBytes || !DeleteLeftovers())
            return false;
        while (_bytes + length > options.MaxBytes || _files + 1 > options.MaxFiles)
        {
            if (_byUse.Last is not { } oldest || clock.GetElapsedTime(oldest.Value.Used) < options.MinAge)
                return false;
            Remove(oldest);
            CacheTelemetry.Evicted();
            // Where nothing can be deleted, giving up more makes no room.
            if (_undeleted.Count > 0)
                return false;
        }
        return true;
    }

    // False where some are still there.
    private bool DeleteLeftovers()
    {
        var leftovers = _undeleted.ToList();
        _undeleted.Clear();
        foreach (var (path, length) in leftovers)
            Release(path, length);
        return _undeleted.Count == 0;
    }

    private void Remove(Entry entry)
    {
        foreach (var node in entry.Blocks.Values.ToList())
            Remove(node);
    }

    private void Remove(LinkedListNode<Block> node)
    {
        var block = node.Value;
        block.Close();
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
        catch (DirectoryNotFoundException)
        {
            // The whole cache directory was deleted.
            Reserve(-length, -1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It counts until it goes.
            _undeleted.Add((path!, length));
        }
    }

    private void Reserve(int bytes, int files)
    {
        if (_disposed)
            return;
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

    // To open a file takes longer than to read a piece of it, so the latest ones stay open. Null when it is there and cannot be opened, as when handles have run out.
    private SafeFileHandle? Open(LinkedListNode<Block> node)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(node.Value.Path, share: FileShare.Read | FileShare.Delete);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && File.Exists(node.Value.Path))
        {
            return null;
        }
        lock (_gate)
        {
            // Given up meanwhile, or opened by another reader.
            if (node.List is null || node.Value.File is not null)
            {
                file.Dispose();
                return node.Value.File ?? file;
            }
            node.Value.File = file;
            _open.Enqueue(node.Value);
            if (_open.Count > MostOpen)
                _open.Dequeue().Close();
            return file;
        }
    }

    private LinkedListNode<Block>? Find(BlobStat stat, long number)
    {
        if (!_entries.TryGetValue(stat.Key, out var entry) || !options.IsSame(entry.Stat, stat) || !entry.Blocks.TryGetValue(number, out var node))
            return null;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        node.Value.Used = clock.GetTimestamp();
        return node;
    }

    /// <summary>A fetch that is under way.</summary>
    internal sealed class Fetch(BlockCache cache, BlobStat stat, long began) : IDisposable
    {
        public BlobStat Stat => stat;

        /// <summary>When, by the clock's ticks: the store was asked after that.</summary>
        public long Began => began;

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

    private sealed class Block(string key, long number, string path, ReadOnlyMemory<byte> content)
    {
        // Against a disk that errs, not against an attacker.
        private readonly ulong[] _checksums = [.. Enumerable.Range(0, (content.Length + PieceSize - 1) / PieceSize).Select(piece => XxHash3.HashToUInt64(PieceOf(content.Span, piece)))];
        private readonly long[] _compared = new long[(content.Length + PieceSize - 1) / PieceSize];

        public string Key { get; } = key;

        public long Number { get; } = number;

        public string Path { get; } = path;

        public int Length { get; } = content.Length;

        public long Used { get; set; }

        /// <summary>The open file; null while it is closed.</summary>
        public SafeFileHandle? File { get; set; }

        public void Close()
        {
            File?.Dispose();
            File = null;
        }

        /// <summary>Reads whole pieces; zero when one is damaged.</summary>
        public int Read(SafeFileHandle file, int piece, Span<byte> buffer, TimeProvider clock)
        {
            var start = piece * PieceSize;
            var wanted = buffer.Length >= Length - start ? Length - start : buffer.Length / PieceSize * PieceSize;
            for (var done = 0; done < wanted;)
            {
                var read = RandomAccess.Read(file, buffer[done..wanted], start + done);
                if (read == 0)
                    return 0;
                done += read;
            }
            for (var next = piece; (next - piece) * PieceSize < wanted; next++)
            {
                if (_compared[next] > 0 && clock.GetElapsedTime(_compared[next]) < CompareAfter)
                    continue;
                if (XxHash3.HashToUInt64(PieceOf(buffer[..wanted], next - piece)) != _checksums[next])
                    return 0;
                _compared[next] = clock.GetTimestamp();
            }
            return wanted;
        }

        private static ReadOnlySpan<byte> PieceOf(ReadOnlySpan<byte> bytes, int piece) => bytes.Slice(piece * PieceSize, Math.Min(PieceSize, bytes.Length - (piece * PieceSize)));
    }
}
