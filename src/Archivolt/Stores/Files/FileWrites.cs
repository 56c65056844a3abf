using System.Buffers;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Stores.Files;

/// <summary>
/// Writes in several steps: every step is a file of its own in <c>tmp</c>, which gets its name <c>ID.OFFSET.upload</c> when its bytes are on stable storage.
/// So a step is there or it is not, whatever happens, and of two at one offset one wins, on whichever node. <c>ID.upload</c> is empty; its age is the write's, and it goes before the first part does.
/// <c>ID.taken.upload</c> says that the write's only part may already have its key.
/// </summary>
internal sealed class FileWrites(FileStore store, StoreFiles files, OpenedDirectories directories, string directory, TimeSpan lifetime, TimeProvider clock)
    : IResumableWrites
{
    private const string Suffix = ".upload";
    private const int BlockSize = 256 * 1024;

    private readonly KeyLocks _turns = new();

    public ValueTask<ResumableWrite> BeginAsync(CancellationToken cancellationToken = default) => RunAsync(() =>
    {
        var id = Guid.NewGuid().ToString("n");
        using (var marker = files.Disk.Create(MarkerOf(id)))
            marker.Close();
        SyncNames();
        return Task.FromResult(new ResumableWrite(id, 0, clock.GetUtcNow() + lifetime));
    }, cancellationToken);

    public ValueTask<ResumableWrite?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        RunAsync(() => Task.FromResult(Find(id)?.State), cancellationToken);

    public async ValueTask<ResumableWrite> AppendAsync(string id, long offset, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        using var turn = await _turns.TakeAsync(id, cancellationToken);
        return await RunAsync(async () =>
        {
            var write = Get(id);
            if (write.State.Length != offset)
                throw Conflict(write.State.Length, offset);
            return await AppendPartAsync(id, offset, content, cancellationToken);
        }, cancellationToken);
    }

    public ValueTask<Stream> OpenAsync(string id, CancellationToken cancellationToken = default) => RunAsync(() =>
    {
        var write = Get(id);
        return Task.FromResult<Stream>(new PartsStream(store.Traits.Name, files.Disk, write.Parts, write.State.Length));
    }, cancellationToken);

    public async ValueTask<BlobStat> CommitAsync(string id, string key, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= WriteOptions.Default;
        using var turn = await _turns.TakeAsync(id, cancellationToken);
        return await RunAsync(async () =>
        {
            _ = files.PathOf(key);
            var write = Get(id);
            if (options.ExpectedLength is { } expected && expected != write.State.Length)
            {
                throw new BlobException(BlobError.Conflict,
                    $"The write has {write.State.Length} bytes so far and should have {expected}; append the rest before it is committed.", store.Traits.Name, key);
            }
            // One part is the content already; several become one by a copy.
            var stat = write.Parts is [var only] ? await PublishAsync(id, only, key, options) : await JoinAsync(write, key, options, cancellationToken);
            Remove(id, write.Parts);
            return stat;
        }, cancellationToken);
    }

    // Waits for nobody, since a sender may take for ever: a step that is under way finds the write ended, as it would on another node.
    public ValueTask<bool> AbortAsync(string id, CancellationToken cancellationToken = default) => RunAsync(() =>
    {
        var write = Find(id);
        if (write is not null)
            Remove(id, write.Parts);
        return Task.FromResult(write is not null);
    }, cancellationToken);

    /// <summary>Deletes writes that nothing was appended to for their lifetime; returns how many files that were.</summary>
    public static long CleanUp(IDisk disk, string directory, TimeSpan lifetime, TimeProvider clock)
    {
        var names = disk.Enumerate(directory).Where(entry => !entry.IsDirectory && entry.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(entry => entry.Name).ToList();
        // By the age of the whole write; a part whose write is gone by its own.
        var markers = names.Where(IsMarker).ToList();
        var ended = markers.Where(name => IsOld(name) && disk.Delete($"{directory}/{name}")).Select(IdOf).ToHashSet(StringComparer.Ordinal);
        if (ended.Count > 0)
            disk.SyncDirectory(directory);
        var kept = markers.Select(IdOf).Except(ended, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return ended.Count + names.Count(name => !IsMarker(name) && !kept.Contains(IdOf(name)) && IsOld(name) && disk.Delete($"{directory}/{name}"));

        bool IsOld(string name) => disk.Stat($"{directory}/{name}") is { } entry && clock.GetUtcNow() - entry.Modified > lifetime;

        static bool IsMarker(string name) => name.Count(character => character == '.') == 1;

        static string IdOf(string name) => name[..name.IndexOf('.', StringComparison.Ordinal)];
    }

    private async Task<ResumableWrite> AppendPartAsync(string id, long offset, Stream content, CancellationToken cancellationToken)
    {
        var temporary = $"{directory}/{TemporaryNames.Next(files.Disk.Writer)}";
        var isNamed = false;
        ExceptionDispatchInfo? failure = null;
        var length = 0L;
        using var file = files.Disk.Create(temporary);
        var writeBack = new WriteBack(file);
        try
        {
            var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
            try
            {
                for (int read; (read = await content.ReadAsync(buffer.AsMemory(0, BlockSize), cancellationToken)) > 0; writeBack.Reach(length))
                {
                    file.Write(buffer.AsSpan(0, read), length);
                    length += read;
                }
            }
            catch (Exception exception) when (exception is not DiskException)
            {
                // What arrived is kept: that is what a write that can be resumed is for.
                failure = ExceptionDispatchInfo.Capture(exception);
            }
            finally
            {
                buffer.AsSpan().Clear();
                ArrayPool<byte>.Shared.Return(buffer);
            }
            if (length > 0)
            {
                if (files.Durability != Durability.None)
                    file.Sync();
                file.Close();
                isNamed = files.Disk.Publish(temporary, PartOf(id, offset));
                if (!isNamed)
                    throw Conflict(Get(id).State.Length, offset);
                if (!files.Disk.Touch(MarkerOf(id)))
                {
                    // It ended meanwhile, on another node.
                    files.Disk.Delete(PartOf(id, offset));
                    throw NotFound();
                }
                SyncNames();
            }
        }
        finally
        {
            file.Dispose();
            if (!isNamed)
                files.Disk.Delete(temporary);
        }
        failure?.Throw();
        return new ResumableWrite(id, offset + length, clock.GetUtcNow() + lifetime);
    }

    private async Task<BlobStat> PublishAsync(string id, Part part, string key, WriteOptions options)
    {
        // Publishing takes the part away; without this the write would then look like one that nothing was appended to.
        if (files.Disk.Stat(TakenOf(id)) is null)
        {
            using (var taken = files.Disk.Create(TakenOf(id)))
                taken.Close();
            SyncNames();
        }
        using var file = files.Disk.Open(part.Path) ?? throw NotFound();
        var publication = new PublishDraft(files, key, file, part.Path, part.Length, isSynced: true, options) { KeepsFailed = true };
        await store.RunAsync(publication);
        return publication.Result.ToStat(key);
    }

    private async Task<BlobStat> JoinAsync(Write write, string key, WriteOptions options, CancellationToken cancellationToken)
    {
        await using var content = new PartsStream(store.Traits.Name, files.Disk, write.Parts, write.State.Length);
        await using var draft = await store.BeginWriteAsync(options, cancellationToken);
        await content.CopyToAsync(draft.Body, BlockSize, cancellationToken);
        return await draft.CommitAsync(key, cancellationToken);
    }

    private Write Get(string id) => Find(id) ?? throw NotFound();

    private Write? Find(string id)
    {
        // An id comes from outside: no path traversal.
        if (!Guid.TryParseExact(id, "n", out _))
            return null;
        var parts = new List<Part>();
        var length = 0L;
        while (files.Disk.Stat(PartOf(id, length)) is { IsFile: true, Length: > 0 } part)
        {
            parts.Add(new Part(PartOf(id, length), length, part.Length));
            length += part.Length;
        }
        // The marker last: while it is there, neither a part nor what says that the only one was taken has been deleted.
        if ((parts.Count == 0 && files.Disk.Stat(TakenOf(id)) is not null) || files.Disk.Stat(MarkerOf(id)) is not { IsFile: true } marker)
        {
            directories.CheckPresent();
            return null;
        }
        return new Write(new ResumableWrite(id, length, marker.Modified + lifetime), parts);
    }

    // The marker first: what is left after a power cut is the whole write or none.
    private void Remove(string id, IReadOnlyList<Part> parts)
    {
        files.Disk.Delete(MarkerOf(id));
        SyncNames();
        foreach (var part in parts)
            files.Disk.Delete(part.Path);
        files.Disk.Delete(TakenOf(id));
    }

    private void SyncNames()
    {
        if (files.Durability == Durability.Full)
            files.Disk.SyncDirectory(directory);
    }

    private string MarkerOf(string id) => $"{directory}/{id}{Suffix}";

    private string TakenOf(string id) => $"{directory}/{id}.taken{Suffix}";

    private string PartOf(string id, long offset) => string.Create(CultureInfo.InvariantCulture, $"{directory}/{id}.{offset}{Suffix}");

    private BlobException NotFound() =>
        new(BlobError.NotFound, "There is no unfinished write with this id: it was committed, aborted or has expired.", store.Traits.Name);

    private BlobException Conflict(long length, long offset) =>
        new(BlobError.Conflict, $"The write has {length} bytes so far, so nothing can be appended at {offset}; go on from there.", store.Traits.Name);

    private async ValueTask<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await store.GuardAsync(key: null, action);
    }

    private sealed record Write(ResumableWrite State, IReadOnlyList<Part> Parts);

    private sealed record Part(string Path, long Offset, long Length);

    /// <summary>Parts as one content; the file of the part that is read is open.</summary>
    private sealed class PartsStream(string name, IDisk disk, IReadOnlyList<Part> parts, long length) : ContentStream(length)
    {
        private IDiskFile? _file;
        private Part? _open;

        protected override ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ReadAt(position, buffer.Span));

        protected override int ReadAt(long position, Span<byte> buffer)
        {
            try
            {
                var part = parts.Last(each => each.Offset <= position);
                if (part != _open)
                {
                    _file?.Dispose();
                    _open = null;
                    _file = disk.Open(part.Path) ?? throw new BlobException(BlobError.NotFound, "The unfinished write was ended while it was read.", name);
                    _open = part;
                }
                var read = _file!.Read(buffer[..(int)Math.Min(buffer.Length, part.Length - (position - part.Offset))], position - part.Offset);
                return read > 0 ? read : throw new BlobException(BlobError.Damaged, $"'{part.Path}' became shorter while it was read.", name);
            }
            catch (DiskException exception)
            {
                throw new BlobException(exception.Error, exception.Message, name, innerException: exception);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _file?.Dispose();
            base.Dispose(disposing);
        }
    }
}
