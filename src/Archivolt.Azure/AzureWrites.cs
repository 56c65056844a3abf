using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Archivolt.Azure;

/// <summary>
/// Writes in several steps. Each is a blob <c>.archivolt/writes/ID</c>, to which a step adds blocks if nobody else has; the commit is a copy inside of the server.
/// </summary>
internal sealed class AzureWrites(AzureStore store, TimeProvider clock)
    : ResumableWrites<AzureWrite>(store.Traits.Name, store.Container.Options.AbandonedAfter, clock)
{
    public const string Folder = "writes/";

    private const int SmallestStep = 16 << 20;
    private const int UsualBlocks = 25_000;

    protected override async ValueTask CreateAsync(string id, CancellationToken cancellationToken) =>
        await store.Container.PutAsync(NameOf(id), new MemoryStream(), cancellationToken: cancellationToken);

    protected override async ValueTask<AzureWrite?> FindWriteAsync(string id, CancellationToken cancellationToken)
    {
        store.Container.Check(cancellationToken);
        return await store.Container.FindAsync(NameOf(id), cancellationToken: cancellationToken) is { } blob ? new AzureWrite(id, blob) : null;
    }

    protected override async ValueTask<long> AppendAsync(AzureWrite write, Stream content, CancellationToken cancellationToken)
    {
        var (found, present) = await store.Container.BlocksAsync(NameOf(write.Id), cancellationToken: cancellationToken);
        var (blob, blocks) = (found ?? throw NotFound(), present.Select(block => block.Name).ToList());
        if (blob.Length != write.Length)
            throw Conflict(blob.Length, write.Length);
        await PartBuffer.KeepEachAsync(content, () => (int)Math.Clamp(blob.Length / UsualBlocks * 2, SmallestStep, 1 << 30),
            async (step, cancelled) => blob = await KeepAsync(write.Id, blob, blocks, step, cancelled), cancellationToken);
        return blob.Length;
    }

    protected override Stream Open(AzureWrite write) => new ReopenedContent(write.Length, async (position, cancellationToken) =>
    {
        var answer = await store.Container.OpenAsync(NameOf(write.Id), new HttpRange(position), write.Blob.ETag, cancellationToken: cancellationToken) ?? throw NotFound();
        if (answer.Details.ContentLength == write.Length - position)
            return store.Container.Body(answer, answer.Details.ContentLength);
        answer.Dispose();
        throw new BlobException(BlobError.IO, $"The server sent {answer.Details.ContentLength} of the {write.Length - position} bytes behind byte {position}.", store.Traits.Name);
    });

    protected override ValueTask<BlobStat> PublishAsync(AzureWrite write, string key, WriteOptions options, CancellationToken cancellationToken)
    {
        var name = store.NameOf(key, cancellationToken);
        return store.PublishAsync(key, new Publication((conditions, cancelled) =>
            store.Container.CopyAsync(NameOf(write.Id), name, write.Blob, conditions, key, cancelled)), options, cancellationToken);
    }

    protected override async ValueTask<bool> ProlongAsync(AzureWrite write, CancellationToken cancellationToken) =>
        await store.Container.TouchAsync(NameOf(write.Id), write.Blob, cancellationToken: cancellationToken) is not null;

    protected override async ValueTask<bool> RemoveAsync(AzureWrite write, CancellationToken cancellationToken) =>
        await store.Container.DeleteAsync(NameOf(write.Id), cancellationToken: cancellationToken);

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

    private string NameOf(string id) => store.Container.Names.Own($"{Folder}{id}");
}

/// <summary>An unfinished write and its blob.</summary>
internal sealed record AzureWrite(string Id, StoredBlob Blob) : UnfinishedWrite(Id, Blob.Length, Blob.Modified);
