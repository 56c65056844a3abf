using System.Buffers;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Stores.Files;

/// <summary>
/// Writes in several steps: every step is a file of its own in <c>tmp</c>, which gets its name <c>ID.OFFSET.upload</c> when its bytes are on stable storage.
/// So an acknowledged step is there, whatever happens, and of two at one offset one wins, on whichever node. <c>ID.upload</c> is empty; its age is the write's, and it goes before the first part does.
/// <c>ID.taken.upload</c> says that the write's only part may already have its key. See <see cref="GrowingPart"/> for a step that is under way.
/// </summary>
internal sealed class FileWrites(FileStore store, StoreFiles files, OpenedDirectories directories, string directory, TimeSpan lifetime, TimeProvider clock)
    : ResumableWrites<FileWrite>(store.Traits.Name, lifetime, clock)
{
    private const string Suffix = ".upload";
    private const int BlockSize = 256 * 1024;

    /// <summary>
    /// Makes parts of what dead writers had on stable storage, and deletes writes that nothing was appended to for their lifetime; returns how many files it deleted.
    /// </summary>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="grace">From which age a writer is taken for dead that cannot be asked: it may run on another machine.</param>
    /// <param name="lifetime">The lifetime.</param>
    /// <param name="clock">The clock.</param>
    public static long CleanUp(IDisk disk, string directory, TimeSpan grace, TimeSpan lifetime, TimeProvider clock)
    {
        var names = disk.Enumerate(directory).Where(entry => !entry.IsDirectory && entry.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(entry => entry.Name).ToList();
        // By the age of the whole write; a part whose write is gone by its own.
        var markers = names.Where(IsMarker).ToList();
        var ended = markers.Where(name => IsOld(name, lifetime) && disk.Delete(PathOf(name))).Select(IdOf).ToHashSet(StringComparer.Ordinal);
        if (ended.Count > 0)
            disk.SyncDirectory(directory);
        var kept = markers.Select(IdOf).Except(ended, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var deleted = ended.Count;
        // Of two names of one part, which a power cut may leave, the one that tells of more comes first.
        foreach (var name in names.Where(name => !IsMarker(name)).OrderByDescending(name => GrowingName.Of(name)?.Length))
        {
            var isKept = kept.Contains(IdOf(name));
            var isOver = GrowingName.Of(name) is { } growing
                ? IsDead(name, growing) && !(isKept && Recover(name, growing))
                : !isKept && IsOld(name, lifetime);
            if (isOver && disk.Delete(PathOf(name)))
                deleted++;
        }
        return deleted;

        bool IsDead(string name, GrowingName growing) => disk.IsGone(growing.Writer) ?? IsOld(name, grace);

        bool IsOld(string name, TimeSpan age) => disk.Stat(PathOf(name)) is { } entry && clock.GetUtcNow() - entry.Modified > age;

        // What is behind that length may be anything.
        bool Recover(string name, GrowingName growing)
        {
            if (growing.Length == 0 || !disk.Cut(PathOf(name), growing.Length) || !disk.Publish(PathOf(name), PathOf(NameOf(growing.Id, growing.Offset))))
                return false;
            disk.SyncDirectory(directory);
            return true;
        }

        string PathOf(string name) => $"{directory}/{name}";

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

    protected override ValueTask<bool> ProlongAsync(FileWrite write, CancellationToken cancellationToken) =>
        RunAsync(() => Task.FromResult(files.Disk.Touch(MarkerOf(write.Id))), cancellationToken);

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
        using var part = new GrowingPart(files, directory, id, offset, Clock);
        ExceptionDispatchInfo? failure = null;
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            for (int read; (read = await content.ReadAsync(buffer.AsMemory(0, BlockSize), cancellationToken)) > 0;)
            {
                part.Write(buffer.AsSpan(0, read));
                if (part.IsDue)
                    Keep(part, id);
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
        if (part.Length > 0)
        {
            if (!part.Publish(PartOf(id, offset)))
                throw Conflict((Find(id) ?? throw NotFound()).Length, offset);
            if (!files.Disk.Touch(MarkerOf(id)))
            {
                // It ended meanwhile, on another node.
                files.Disk.Delete(PartOf(id, offset));
                throw NotFound();
            }
            SyncNames();
        }
        failure?.Throw();
        return part.Length;
    }

    private void Keep(GrowingPart part, string id)
    {
        part.Keep();
        if (!files.Disk.Touch(MarkerOf(id)))
            throw NotFound();
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

    private string PartOf(string id, long offset) => $"{directory}/{NameOf(id, offset)}";

    private static string NameOf(string id, long offset) => string.Create(CultureInfo.InvariantCulture, $"{id}.{offset}{Suffix}");

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
