using System.Globalization;
using System.Runtime.ExceptionServices;
using Amazon.S3.Model;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>
/// Writes in several steps. What is appended becomes objects <c>.archivolt/writes/ID/OFFSET</c> of a bounded size, each there or not, of which the server makes one at the commit. (Parts
/// of an upload could neither be read before, nor have any length.) <c>ID/begun</c> is empty; it is deleted first.
/// </summary>
internal sealed class S3Writes(S3Store store, TimeProvider clock) : IResumableWrites
{
    private const string Folder = "writes/";
    private const string Marker = "begun";
    private const int SmallestPiece = 16 << 20;
    private const int LargestPiece = 64 << 20;
    private const int UsualPieces = MultipartWriter.MostParts / 2;

    private readonly KeyLocks _turns = new();

    public async ValueTask<ResumableWrite> BeginAsync(CancellationToken cancellationToken = default)
    {
        var id = Guid.NewGuid().ToString("n");
        await store.Bucket.PutAsync(MarkerOf(id), new MemoryStream(), cancellationToken: cancellationToken);
        return new ResumableWrite(id, 0, clock.GetUtcNow() + Lifetime);
    }

    public async ValueTask<ResumableWrite?> FindAsync(string id, CancellationToken cancellationToken = default) => (await LookAsync(id, cancellationToken))?.State;

    public async ValueTask<ResumableWrite> AppendAsync(string id, long offset, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        using var turn = await _turns.TakeAsync(id, cancellationToken);
        var length = (await GetAsync(id, cancellationToken)).State.Length;
        if (length != offset)
            throw Conflict(length, offset);
        for (var isMore = true; isMore;)
        {
            using var piece = new PartBuffer((int)Math.Clamp(length / UsualPieces * 2, SmallestPiece, LargestPiece));
            var failure = await FillAsync(piece, content, cancellationToken);
            isMore = piece.IsFull && failure is null;
            if (piece.Length > 0)
            {
                // What arrived is kept, also when the caller has gone.
                await KeepAsync(id, length, piece, failure is null ? cancellationToken : CancellationToken.None);
                length += piece.Length;
            }
            failure?.Throw();
        }
        return new ResumableWrite(id, length, clock.GetUtcNow() + Lifetime);
    }

    public async ValueTask<Stream> OpenAsync(string id, CancellationToken cancellationToken = default)
    {
        return Open(await GetAsync(id, cancellationToken));
    }

    public async ValueTask<BlobStat> CommitAsync(string id, string key, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= WriteOptions.Default;
        var name = store.NameOf(key, cancellationToken);
        using var turn = await _turns.TakeAsync(id, cancellationToken);
        var write = await GetAsync(id, cancellationToken);
        if (options.ExpectedLength is { } expected && expected != write.State.Length)
        {
            throw new BlobException(BlobError.Conflict,
                $"The write has {write.State.Length} bytes so far and should have {expected}; append the rest before it is committed.", store.Traits.Name, key);
        }
        var stat = write.Pieces switch
        {
            [var only] => await store.PublishAsync(key, new Publication(only.Object.Length, async (condition, _, cancelled) =>
                await store.Bucket.CopyAsync(only.Name, name, only.Object, condition, key: key, cancellationToken: cancelled) ? "" : null), options, cancellationToken),
            [_, ..] when CanBeJoined([.. write.Pieces.Select(piece => piece.Object.Length)]) => await JoinAsync(write, name, key, options, cancellationToken),
            _ => await CopyAsync(write, key, options, cancellationToken),
        };
        await RemoveAsync(id, write.Pieces, cancellationToken);
        return stat;
    }

    // Waits for nobody, since a sender may take for ever: a step that is under way finds the write ended, as it would on another node.
    public async ValueTask<bool> AbortAsync(string id, CancellationToken cancellationToken = default)
    {
        if (await LookAsync(id, cancellationToken) is not { } write)
            return false;
        await RemoveAsync(id, write.Pieces, cancellationToken);
        return true;
    }

    /// <summary>Deletes writes to which nothing was appended since; returns how many objects that were.</summary>
    public async Task<long> CleanUpAsync(DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        var (count, folder) = (0L, store.Bucket.Names.Own(Folder));
        var write = new List<(string Name, StoredObject Object)>();
        await foreach (var each in store.Bucket.ListAsync(folder, cancellationToken: cancellationToken))
        {
            if (write.Count > 0 && IdOf(each.Name) != IdOf(write[0].Name))
                await EndAsync();
            write.Add(each);
        }
        await EndAsync();
        return count;

        string IdOf(string name) => name[folder.Length..].Split('/')[0];

        async Task EndAsync()
        {
            if (write.Count > 0 && write.TrueForAll(each => each.Object.Modified < oldest))
            {
                // The marker first: what is left after a crash is no write any more.
                foreach (var (name, _) in write.OrderByDescending(each => each.Name.EndsWith($"/{Marker}", StringComparison.Ordinal)))
                    await store.Bucket.DeleteAsync(name, cancellationToken: cancellationToken);
                count += write.Count;
            }
            write.Clear();
        }
    }

    /// <summary>True where the server can make one object of pieces: all but the last are as long as parts have to be, and there are no more than parts can be.</summary>
    internal static bool CanBeJoined(IReadOnlyList<long> lengths) =>
        lengths.Count <= MultipartWriter.MostParts && lengths.SkipLast(1).All(length => length >= S3StoreOptions.MinPartSize);

    private TimeSpan Lifetime => store.Bucket.Options.AbandonedAfter;

    private async Task KeepAsync(string id, long offset, PartBuffer piece, CancellationToken cancellationToken)
    {
        var name = PieceOf(id, offset);
        using var bytes = piece.Read();
        if (await store.Bucket.PutAsync(name, bytes, store.IsNew, cancellationToken: cancellationToken) is null)
            throw Conflict((await GetAsync(id, cancellationToken)).State.Length, offset);
        if (await store.Bucket.FindAsync(MarkerOf(id), cancellationToken: cancellationToken) is not null)
            return;
        // It ended meanwhile, on another node.
        await store.Bucket.DeleteAsync(name, cancellationToken: cancellationToken);
        throw NotFound();
    }

    private static async Task<ExceptionDispatchInfo?> FillAsync(PartBuffer piece, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await piece.FillAsync(content, cancellationToken);
            return null;
        }
        catch (Exception exception)
        {
            return ExceptionDispatchInfo.Capture(exception);
        }
    }

    // The server puts the pieces together.
    private async Task<BlobStat> JoinAsync(Write write, string name, string key, WriteOptions options, CancellationToken cancellationToken)
    {
        Upload? upload = null;
        var parts = new List<PartETag>();
        var isDone = false;
        try
        {
            return await store.PublishAsync(key, new Publication(write.State.Length, async (condition, unchanged, cancelled) =>
            {
                upload ??= await store.Bucket.BeginUploadAsync(name, key: key, cancellationToken: cancelled);
                foreach (var (piece, found) in write.Pieces.Skip(parts.Count))
                    parts.Add(await store.Bucket.CopyPartAsync(piece, found, upload, parts.Count + 1, 0, found.Length - 1, key, cancelled));
                isDone = await store.Bucket.CompleteUploadAsync(upload, parts, condition, unchanged, key, cancelled);
                return isDone ? "" : null;
            }), options, cancellationToken);
        }
        finally
        {
            if (!isDone && upload is not null)
                await BestEffort.TryAsync(() => store.Bucket.AbortUploadAsync(upload, CancellationToken.None));
        }
    }

    // Through this process: the server cannot join them.
    private async Task<BlobStat> CopyAsync(Write write, string key, WriteOptions options, CancellationToken cancellationToken)
    {
        await using var content = Open(write);
        await using var draft = await store.BeginWriteAsync(options with { Key = key, ExpectedLength = write.State.Length }, cancellationToken);
        await content.CopyToAsync(draft.Body, cancellationToken);
        return await draft.CommitAsync(key, cancellationToken);
    }

    private async Task<Write> GetAsync(string id, CancellationToken cancellationToken) => await LookAsync(id, cancellationToken) ?? throw NotFound();

    private async Task<Write?> LookAsync(string id, CancellationToken cancellationToken)
    {
        store.Bucket.Check(cancellationToken);
        // An id comes from outside: no path traversal.
        if (!Guid.TryParseExact(id, "n", out _))
            return null;
        var pieces = new List<(string Name, StoredObject Object)>();
        var (length, isBegun, modified) = (0L, false, DateTimeOffset.MinValue);
        await foreach (var (name, found) in store.Bucket.ListAsync(store.Bucket.Names.Own($"{Folder}{id}/"), cancellationToken: cancellationToken))
        {
            isBegun |= name == MarkerOf(id);
            modified = found.Modified > modified ? found.Modified : modified;
            if (name != PieceOf(id, length))
                continue;
            pieces.Add((name, found));
            length += found.Length;
        }
        return isBegun ? new Write(new ResumableWrite(id, length, modified + Lifetime), pieces) : null;
    }

    private async Task RemoveAsync(string id, IEnumerable<(string Name, StoredObject Object)> pieces, CancellationToken cancellationToken)
    {
        await store.Bucket.DeleteAsync(MarkerOf(id), cancellationToken: cancellationToken);
        foreach (var (name, _) in pieces)
            await BestEffort.TryAsync(() => store.Bucket.DeleteAsync(name, cancellationToken: cancellationToken));
    }

    // Each piece from where it is read to its end.
    private ReopenedContent Open(Write write) => new(write.State.Length, async (position, cancellationToken) =>
    {
        var next = 0;
        for (; position >= write.Pieces[next].Object.Length; next++)
            position -= write.Pieces[next].Object.Length;
        var (name, found) = write.Pieces[next];
        var range = string.Create(CultureInfo.InvariantCulture, $"bytes={position}-");
        var answer = await store.Bucket.OpenAsync(name, position == 0 ? null : range, cancellationToken: cancellationToken)
            ?? throw new BlobException(BlobError.NotFound, "The unfinished write was ended while it was read.", store.Traits.Name);
        // Some servers answer a range with everything.
        if (answer.ContentLength != found.Length - position)
        {
            answer.Dispose();
            throw new BlobException(BlobError.IO, $"The server sent {answer.ContentLength} bytes for {range} of {found.Length} bytes.", store.Traits.Name);
        }
        return new ReceivedBody(answer.ResponseStream, answer, answer.ContentLength, store.Bucket.Options.IdleTimeout, store.Traits.Name, key: null);
    });

    // Digits all the way, so that pieces are listed in their order, and before the marker.
    private string PieceOf(string id, long offset) => store.Bucket.Names.Own(string.Create(CultureInfo.InvariantCulture, $"{Folder}{id}/{offset:d14}"));

    private string MarkerOf(string id) => store.Bucket.Names.Own($"{Folder}{id}/{Marker}");

    private BlobException NotFound() =>
        new(BlobError.NotFound, "There is no unfinished write with this id: it was committed, aborted or has expired.", store.Traits.Name);

    private BlobException Conflict(long length, long offset) =>
        new(BlobError.Conflict, $"The write has {length} bytes so far, so nothing can be appended at {offset}; go on from there.", store.Traits.Name);

    private sealed record Write(ResumableWrite State, IReadOnlyList<(string Name, StoredObject Object)> Pieces);
}
