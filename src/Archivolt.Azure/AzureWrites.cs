using System.Runtime.ExceptionServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Archivolt.Azure;

/// <summary>
/// Writes in several steps. Each is a blob <c>.archivolt/writes/ID</c>, to which a step adds blocks if nobody else has; the commit is a copy inside of the server.
/// </summary>
internal sealed class AzureWrites(AzureStore store, TimeProvider clock) : IResumableWrites
{
    public const string Folder = "writes/";

    private const int SmallestStep = 16 << 20;
    private const int UsualBlocks = 25_000;

    private readonly KeyLocks _turns = new();

    public async ValueTask<ResumableWrite> BeginAsync(CancellationToken cancellationToken = default)
    {
        var id = Guid.NewGuid().ToString("n");
        await store.Container.PutAsync(NameOf(id), new MemoryStream(), cancellationToken: cancellationToken);
        return new ResumableWrite(id, 0, clock.GetUtcNow() + Lifetime);
    }

    public async ValueTask<ResumableWrite?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        await LookAsync(id, cancellationToken) is { } found ? new ResumableWrite(id, found.Length, found.Modified + Lifetime) : null;

    public async ValueTask<ResumableWrite> AppendAsync(string id, long offset, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        using var turn = await _turns.TakeAsync(id, cancellationToken);
        var seen = await GetAsync(id, cancellationToken);
        if (seen.Length != offset)
            throw Conflict(seen.Length, offset);
        var (found, present) = await store.Container.BlocksAsync(NameOf(id), cancellationToken: cancellationToken);
        var (blob, blocks) = (found ?? throw NotFound(), present.Select(block => block.Name).ToList());
        if (blob.Length != offset)
            throw Conflict(blob.Length, offset);
        for (var isMore = true; isMore;)
        {
            using var step = new PartBuffer((int)Math.Clamp(blob.Length / UsualBlocks * 2, SmallestStep, 1 << 30));
            var failure = await FillAsync(step, content, cancellationToken);
            isMore = step.IsFull && failure is null;
            // What arrived is kept, also when the caller has gone.
            if (step.Length > 0)
                blob = await KeepAsync(id, blob, blocks, step, failure is null ? cancellationToken : CancellationToken.None);
            failure?.Throw();
        }
        return new ResumableWrite(id, blob.Length, clock.GetUtcNow() + Lifetime);
    }

    public async ValueTask<Stream> OpenAsync(string id, CancellationToken cancellationToken = default)
    {
        var found = await GetAsync(id, cancellationToken);
        return new ReopenedContent(found.Length, async (position, stop) =>
        {
            var answer = await store.Container.OpenAsync(NameOf(id), new HttpRange(position), found.ETag, cancellationToken: stop) ?? throw NotFound();
            if (answer.Details.ContentLength == found.Length - position)
                return store.Container.Body(answer, answer.Details.ContentLength);
            answer.Dispose();
            throw new BlobException(BlobError.IO, $"The server sent {answer.Details.ContentLength} of the {found.Length - position} bytes behind byte {position}.", store.Traits.Name);
        });
    }

    public async ValueTask<BlobStat> CommitAsync(string id, string key, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= WriteOptions.Default;
        var name = store.NameOf(key, cancellationToken);
        using var turn = await _turns.TakeAsync(id, cancellationToken);
        var found = await GetAsync(id, cancellationToken);
        if (options.ExpectedLength is { } expected && expected != found.Length)
        {
            throw new BlobException(BlobError.Conflict,
                $"The write has {found.Length} bytes so far and should have {expected}; append the rest before it is committed.", store.Traits.Name, key);
        }
        var stat = await store.PublishAsync(key, new Publication((conditions, cancelled) =>
            store.Container.CopyAsync(NameOf(id), name, found, conditions, key, cancelled)), options, cancellationToken);
        await BestEffort.TryAsync(async () => await store.Container.DeleteAsync(NameOf(id), cancellationToken: cancellationToken));
        return stat;
    }

    // Waits for nobody, since a sender may take for ever: a step that is under way finds the write ended, as it would on another node.
    public async ValueTask<bool> AbortAsync(string id, CancellationToken cancellationToken = default) =>
        await LookAsync(id, cancellationToken) is not null && await store.Container.DeleteAsync(NameOf(id), cancellationToken: cancellationToken);

    private TimeSpan Lifetime => store.Container.Options.AbandonedAfter;

    private async Task<StoredBlob> KeepAsync(string id, StoredBlob blob, List<string> blocks, PartBuffer step, CancellationToken cancellationToken)
    {
        if (blocks.Count >= BlockList.MostBlocks)
            throw new BlobException(BlobError.TooLarge, $"The write has as many steps as a blob can have blocks, {BlockList.MostBlocks}; append more at once.", store.Traits.Name);
        var block = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        using var bytes = step.Read();
        await store.Container.StageAsync(NameOf(id), block, bytes, cancellationToken: cancellationToken);
        blocks.Add(block);
        return await store.Container.CommitAsync(
            NameOf(id), blocks, blob.Length + step.Length, new BlobRequestConditions { IfMatch = blob.ETag }, cancellationToken: cancellationToken)
            ?? throw Conflict((await GetAsync(id, cancellationToken)).Length, blob.Length);
    }

    private static async Task<ExceptionDispatchInfo?> FillAsync(PartBuffer step, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await step.FillAsync(content, cancellationToken);
            return null;
        }
        catch (Exception exception)
        {
            return ExceptionDispatchInfo.Capture(exception);
        }
    }

    private async Task<StoredBlob> GetAsync(string id, CancellationToken cancellationToken) => await LookAsync(id, cancellationToken) ?? throw NotFound();

    private async Task<StoredBlob?> LookAsync(string id, CancellationToken cancellationToken)
    {
        store.Container.Check(cancellationToken);
        // An id comes from outside: no path traversal.
        return Guid.TryParseExact(id, "n", out _) ? await store.Container.FindAsync(NameOf(id), cancellationToken: cancellationToken) : null;
    }

    private string NameOf(string id) => store.Container.Names.Own($"{Folder}{id}");

    private BlobException NotFound() =>
        new(BlobError.NotFound, "There is no unfinished write with this id: it was committed, aborted or has expired.", store.Traits.Name);

    private BlobException Conflict(long length, long offset) =>
        new(BlobError.Conflict, $"The write has {length} bytes so far, so nothing can be appended at {offset}; go on from there.", store.Traits.Name);
}
