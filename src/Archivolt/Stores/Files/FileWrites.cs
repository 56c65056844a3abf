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
    : ResumableWrites<FileWrite>(store.Traits.Name, lifetime, clock)
{
    private const string Suffix = ".upload";
    private const int BlockSize = 256 * 1024;

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

    protected override async ValueTask CreateAsync(string id, CancellationToken cancellationToken) => await RunAsync(() =>
    {
        using (var marker = files.Disk.Create(MarkerOf(id)))
            marker.Close();
        SyncNames();
        return Task.FromResult(true);
    }, cancellationToken);

    protected override ValueTask<FileWrite?> FindWriteAsync(string id, CancellationToken cancellationToken) =>
        RunAsync(() => Task.FromResult(Find(id)), cancellationToken);

    protected override ValueTask<long> AppendAsync(FileWrite write, Stream content, CancellationToken cancellationToken) =>
        RunAsync(async () => write.Length + await AppendPartAsync(write.Id, write.Length, content, cancellationToken), cancellationToken);

    protected override Stream Open(FileWrite write) => new PartsStream(store.Traits.Name, files.Disk, write);

    // One part is the content already; several become one by a copy.
    protected override ValueTask<BlobStat> PublishAsync(FileWrite write, string key, WriteOptions options, CancellationToken cancellationToken) => RunAsync(() =>
    {
        _ = files.PathOf(key);
        return write.Parts is [var only] ? PublishAsync(write.Id, only, key, options) : JoinAsync(write, key, options, cancellationToken);
    }, cancellationToken);

    // The marker first: what is left after a power cut is the whole write or none.
    protected override ValueTask<bool> RemoveAsync(FileWrite write, CancellationToken cancellationToken) => RunAsync(() =>
    {
        files.Disk.Delete(MarkerOf(write.Id));
        SyncNames();
        foreach (var part in write.Parts)
            files.Disk.Delete(part.Path);
        files.Disk.Delete(TakenOf(write.Id));
        return Task.FromResult(true);
    }, cancellationToken);

    private async Task<long> AppendPartAsync(string id, long offset, Stream content, CancellationToken cancellationToken)
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
                    throw Conflict((Find(id) ?? throw NotFound()).Length, offset);
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
        return length;
    }

    private async Task<BlobStat> PublishAsync(string id, FilePart part, string key, WriteOptions options)
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

    private async Task<BlobStat> JoinAsync(FileWrite write, string key, WriteOptions options, CancellationToken cancellationToken)
    {
        await using var content = new PartsStream(store.Traits.Name, files.Disk, write);
        await using var draft = await store.BeginWriteAsync(options, cancellationToken);
        await content.CopyToAsync(draft.Body, BlockSize, cancellationToken);
        return await draft.CommitAsync(key, cancellationToken);
    }

    private FileWrite? Find(string id)
    {
        var parts = new List<FilePart>();
        var length = 0L;
        while (files.Disk.Stat(PartOf(id, length)) is { IsFile: true, Length: > 0 } part)
        {
            parts.Add(new FilePart(PartOf(id, length), length, part.Length));
            length += part.Length;
        }
        // The marker last: while it is there, neither a part nor what says that the only one was taken has been deleted.
        if ((parts.Count == 0 && files.Disk.Stat(TakenOf(id)) is not null) || files.Disk.Stat(MarkerOf(id)) is not { IsFile: true } marker)
        {
            directories.CheckPresent();
            return null;
        }
        return new FileWrite(id, length, marker.Modified, parts);
    }

    private void SyncNames()
    {
        if (files.Durability == Durability.Full)
            files.Disk.SyncDirectory(directory);
    }

    private string MarkerOf(string id) => $"{directory}/{id}{Suffix}";

    private string TakenOf(string id) => $"{directory}/{id}.taken{Suffix}";

    private string PartOf(string id, long offset) => string.Create(CultureInfo.InvariantCulture, $"{directory}/{id}.{offset}{Suffix}");

    private async ValueTask<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await store.GuardAsync(key: null, action);
    }

    /// <summary>Parts as one content; the file of the part that is read is open.</summary>
    private sealed class PartsStream(string name, IDisk disk, FileWrite write) : ContentStream(write.Length)
    {
        private IDiskFile? _file;
        private FilePart? _open;

        protected override ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ReadAt(position, buffer.Span));

        protected override int ReadAt(long position, Span<byte> buffer)
        {
            try
            {
                var part = write.Parts.Last(each => each.Offset <= position);
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

/// <summary>An unfinished write and its parts in their order.</summary>
internal sealed record FileWrite(string Id, long Length, DateTimeOffset Changed, IReadOnlyList<FilePart> Parts) : UnfinishedWrite(Id, Length, Changed);

/// <summary>What one step of a write appended.</summary>
internal sealed record FilePart(string Path, long Offset, long Length);
