using System.Globalization;
using Amazon.S3.Model;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>
/// Writes in several steps. What is appended becomes objects <c>.archivolt/writes/ID/OFFSET</c> of a bounded size, each there or not, of which the server makes one at the commit. (Parts
/// of an upload could neither be read before, nor have any length.) <c>ID/begun</c> is empty; it is deleted first.
/// </summary>
internal sealed class S3Writes(S3Store store, TimeProvider clock)
    : ResumableWrites<S3Write>(store.Traits.Name, store.Bucket.Options.AbandonedAfter, clock)
{
    private const string Folder = "writes/";
    private const string Marker = "begun";
    private const int SmallestPiece = 16 << 20;
    private const int LargestPiece = 64 << 20;
    private const int UsualPieces = MultipartWriter.MostParts / 2;

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

    protected override async ValueTask CreateAsync(string id, CancellationToken cancellationToken) =>
        await store.Bucket.PutAsync(MarkerOf(id), new MemoryStream(), cancellationToken: cancellationToken);

    protected override async ValueTask<S3Write?> FindWriteAsync(string id, CancellationToken cancellationToken)
    {
        store.Bucket.Check(cancellationToken);
        var pieces = new List<S3Piece>();
        var (length, isBegun, changed) = (0L, false, DateTimeOffset.MinValue);
        await foreach (var (name, found) in store.Bucket.ListAsync(store.Bucket.Names.Own($"{Folder}{id}/"), cancellationToken: cancellationToken))
        {
            isBegun |= name == MarkerOf(id);
            changed = found.Modified > changed ? found.Modified : changed;
            if (name != PieceOf(id, length))
                continue;
            pieces.Add(new S3Piece(name, found));
            length += found.Length;
        }
        return isBegun ? new S3Write(id, length, changed, pieces) : null;
    }

    protected override async ValueTask<long> AppendAsync(S3Write write, Stream content, CancellationToken cancellationToken)
    {
        var length = write.Length;
        await PartBuffer.KeepEachAsync(content, () => (int)Math.Clamp(length / UsualPieces * 2, SmallestPiece, LargestPiece), async (piece, cancelled) =>
        {
            await KeepAsync(write.Id, length, piece, cancelled);
            length += piece.Length;
        }, cancellationToken);
        return length;
    }

    // Each piece from where it is read to its end.
    protected override Stream Open(S3Write write) => new ReopenedContent(write.Length, async (position, cancellationToken) =>
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

    protected override ValueTask<BlobStat> PublishAsync(S3Write write, string key, WriteOptions options, CancellationToken cancellationToken)
    {
        var name = store.NameOf(key, cancellationToken);
        return write.Pieces switch
        {
            [var only] => store.PublishAsync(key, new Publication(only.Object.Length, async (condition, _, cancelled) =>
                await store.Bucket.CopyAsync(only.Name, name, only.Object, condition, key: key, cancellationToken: cancelled) ? "" : null), options, cancellationToken),
            [_, ..] when CanBeJoined([.. write.Pieces.Select(piece => piece.Object.Length)]) => JoinAsync(write, name, key, options, cancellationToken),
            _ => CopyAsync(write, key, options, cancellationToken),
        };
    }

    // The marker alone; it is not made again where somebody ends the write meanwhile.
    protected override async ValueTask<bool> ProlongAsync(S3Write write, CancellationToken cancellationToken) =>
        await store.Bucket.FindAsync(MarkerOf(write.Id), cancellationToken: cancellationToken) is { } marker
        && await store.Bucket.CopyAsync(MarkerOf(write.Id), MarkerOf(write.Id), marker, cancellationToken: cancellationToken);

    protected override async ValueTask<bool> RemoveAsync(S3Write write, CancellationToken cancellationToken)
    {
        await store.Bucket.DeleteAsync(MarkerOf(write.Id), cancellationToken: cancellationToken);
        foreach (var (name, _) in write.Pieces)
            await BestEffort.TryAsync(() => store.Bucket.DeleteAsync(name, cancellationToken: cancellationToken));
        return true;
    }

    private async Task KeepAsync(string id, long offset, PartBuffer piece, CancellationToken cancellationToken)
    {
        var name = PieceOf(id, offset);
        using var bytes = piece.Read();
        if (await store.Bucket.PutAsync(name, bytes, store.IsNew, cancellationToken: cancellationToken) is null)
            throw Conflict((await GetAsync(id, cancellationToken)).Length, offset);
        if (await store.Bucket.FindAsync(MarkerOf(id), cancellationToken: cancellationToken) is not null)
            return;
        // It ended meanwhile, on another node.
        await store.Bucket.DeleteAsync(name, cancellationToken: cancellationToken);
        throw NotFound();
    }

    // The server puts the pieces together.
    private async ValueTask<BlobStat> JoinAsync(S3Write write, string name, string key, WriteOptions options, CancellationToken cancellationToken)
    {
        Upload? upload = null;
        var parts = new List<PartETag>();
        var isDone = false;
        try
        {
            return await store.PublishAsync(key, new Publication(write.Length, async (condition, unchanged, cancelled) =>
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
    private async ValueTask<BlobStat> CopyAsync(S3Write write, string key, WriteOptions options, CancellationToken cancellationToken)
    {
        await using var content = Open(write);
        await using var draft = await store.BeginWriteAsync(options with { Key = key, ExpectedLength = write.Length }, cancellationToken);
        await content.CopyToAsync(draft.Body, cancellationToken);
        return await draft.CommitAsync(key, cancellationToken);
    }

    // Digits all the way, so that pieces are listed in their order, and before the marker.
    private string PieceOf(string id, long offset) => store.Bucket.Names.Own(string.Create(CultureInfo.InvariantCulture, $"{Folder}{id}/{offset:d14}"));

    private string MarkerOf(string id) => store.Bucket.Names.Own($"{Folder}{id}/{Marker}");
}

/// <summary>An unfinished write and its pieces in their order.</summary>
internal sealed record S3Write(string Id, long Length, DateTimeOffset Changed, IReadOnlyList<S3Piece> Pieces) : UnfinishedWrite(Id, Length, Changed);

/// <summary>What one request of a step appended.</summary>
internal sealed record S3Piece(string Name, StoredObject Object);
