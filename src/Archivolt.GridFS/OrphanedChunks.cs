using MongoDB.Bson;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>Chunks without a file. MongoDB's drivers write the file last, so an upload that breaks off, or is refused at its end, leaves its chunks.</summary>
internal sealed class OrphanedChunks(Bucket bucket)
{
    private const int PageSize = 1000;

    /// <summary>Deletes the chunks of uploads that began, and last wrote, before a time; returns how many uploads those were.</summary>
    public async Task<long> CleanUpAsync(DateTime before, CancellationToken cancellationToken)
    {
        if (before < DateTime.UnixEpoch)
            return 0;
        var (count, last, end) = (0L, ObjectId.Empty, ObjectId.GenerateNewId(before));
        while (await FindOwnersAsync(last, end, cancellationToken) is { Count: > 0 } owners)
        {
            last = owners[^1];
            var known = await FindFilesAsync(owners, cancellationToken);
            foreach (var owner in owners.Where(owner => !known.Contains(owner)))
            {
                if (await WasWrittenBeforeAsync(owner, before, cancellationToken))
                    count += await DeleteAsync(owner, cancellationToken) > 0 ? 1 : 0;
            }
        }
        return count;
    }

    // Only ids that tell their age. The index answers alone, without the chunks; the rest of a file that fills the page is passed over.
    private Task<List<ObjectId>> FindOwnersAsync(ObjectId after, ObjectId end, CancellationToken cancellationToken) => bucket.RunAsync(null, async () =>
    {
        var filter = Builders<BsonDocument>.Filter;
        var found = await bucket.Chunks.Find(filter.Gt("files_id", after) & filter.Lt("files_id", end))
            .Sort(Builders<BsonDocument>.Sort.Ascending("files_id").Ascending("n"))
            .Project(Builders<BsonDocument>.Projection.Include("files_id").Exclude("_id"))
            .Limit(PageSize).ToListAsync(cancellationToken);
        return found.Select(chunk => chunk["files_id"].AsObjectId).Distinct().ToList();
    }, cancellationToken);

    private Task<HashSet<ObjectId>> FindFilesAsync(List<ObjectId> ids, CancellationToken cancellationToken) => bucket.RunAsync(null, async () =>
    {
        var found = await bucket.Files.Find(Builders<BsonDocument>.Filter.In("_id", ids)).Project(Builders<BsonDocument>.Projection.Include("_id")).ToListAsync(cancellationToken);
        return found.Select(file => file["_id"].AsObjectId).ToHashSet();
    }, cancellationToken);

    private Task<bool> WasWrittenBeforeAsync(ObjectId owner, DateTime time, CancellationToken cancellationToken) => bucket.RunAsync(null, async () =>
        await bucket.Chunks.Find(ChunksOf(owner)).Sort(Builders<BsonDocument>.Sort.Descending("n")).Project(Builders<BsonDocument>.Projection.Include("_id")).FirstOrDefaultAsync(cancellationToken)
            is { } newest && newest["_id"] is BsonObjectId id && id.Value.CreationTime < time, cancellationToken);

    private Task<long> DeleteAsync(ObjectId owner, CancellationToken cancellationToken) => bucket.RunAsync(null, async () =>
        (await bucket.Chunks.DeleteManyAsync(ChunksOf(owner), cancellationToken)).DeletedCount, cancellationToken);

    private static FilterDefinition<BsonDocument> ChunksOf(ObjectId owner) => Builders<BsonDocument>.Filter.Eq("files_id", owner);
}
