using Azure.Storage.Blobs.Models;

namespace Archivolt.Azure;

// Blobs that are made of blocks.
internal sealed partial class Container
{
    /// <summary>Sends a block, which becomes part of a blob by <see cref="CommitAsync"/>.</summary>
    public ValueTask<bool> StageAsync(string name, string id, Stream content, string? key = null, CancellationToken cancellationToken = default) => RunAsync(key, async () =>
    {
        content.Position = 0;
        await Blob(name).StageBlockAsync(id, content, new BlockBlobStageBlockOptions { TransferValidation = Verified }, cancellationToken);
        return true;
    }, cancellationToken);

    /// <summary>Makes a blob of blocks that were staged, or that it has already. Null when the conditions do not hold, or another write took the blocks away.</summary>
    public async ValueTask<StoredBlob?> CommitAsync(
        string name, IReadOnlyList<string> blocks, long length, BlobRequestConditions? conditions = null, BlobHttpHeaders? headers = null,
        IDictionary<string, string>? metadata = null, string? key = null, CancellationToken cancellationToken = default)
    {
        var written = await TryAsync(key, async () =>
        {
            var request = new CommitBlockListOptions { Conditions = conditions, HttpHeaders = headers, Metadata = metadata, AccessTier = Tier };
            var answer = (await Blob(name).CommitBlockListAsync(blocks, request, cancellationToken)).Value;
            return new StoredBlob(answer.ETag, length, answer.LastModified);
        }, exception => AzureFailure.IsUnmet(exception) || AzureFailure.IsWithoutBlocks(exception), cancellationToken);
        if (written is not null)
            return written;
        // The request may have been repeated after an answer that was lost; nobody else knows these ids.
        var (_, present) = await BlocksAsync(name, key, cancellationToken);
        return present.Select(block => block.Name).SequenceEqual(blocks) ? await FindAsync(name, key, cancellationToken) : null;
    }

    /// <summary>A blob and its blocks; null and none where there is no blob.</summary>
    public async ValueTask<(StoredBlob? Blob, IReadOnlyList<BlobBlock> Blocks)> BlocksAsync(string name, string? key = null, CancellationToken cancellationToken = default)
    {
        // Whoever changes the list changes the ETag, which the next write depends on.
        if (await FindAsync(name, key, cancellationToken) is not { } found)
            return (null, []);
        var list = await TryAsync(key, async () => (await Blob(name).GetBlockListAsync(BlockListTypes.Committed, cancellationToken: cancellationToken)).Value, AzureFailure.IsNoSuchBlob, cancellationToken);
        return list is null ? (null, []) : (found, [.. list.CommittedBlocks]);
    }
}
