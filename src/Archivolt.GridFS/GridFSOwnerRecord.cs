using Archivolt.Blobs;
using Archivolt.Stores;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>The owner's record as a document of the store's own collection.</summary>
internal sealed class GridFSOwnerRecord(Bucket bucket) : IOwnerRecord
{
    private const string Field = "record";

    private static readonly FilterDefinition<BsonDocument> Filter = Builders<BsonDocument>.Filter.Eq("_id", "owner");

    public async ValueTask<ReadOnlyMemory<byte>?> ReadOwnerRecordAsync(CancellationToken cancellationToken = default)
    {
        var document = await bucket.RunAsync(null, () => bucket.Own.Find(Filter).FirstOrDefaultAsync(cancellationToken), cancellationToken);
        if (document is null)
            return null;
        return document.TryGetValue(Field, out var record) && record.IsBsonBinaryData && record.AsByteArray is { Length: <= IOwnerRecord.MaxLength } bytes ? bytes
            : throw new BlobException(BlobError.Damaged, $"The record of who uses the store is no record: the document 'owner' in {bucket.Own.CollectionNamespace}.", bucket.Store);
    }

    public async ValueTask<bool> WriteOwnerRecordAsync(ReadOnlyMemory<byte> record, bool replace, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Length, IOwnerRecord.MaxLength, nameof(record));
        var document = new BsonDocument { ["_id"] = "owner", [Field] = new BsonBinaryData(record.ToArray()) };
        try
        {
            return await bucket.RunAsync(null, async () =>
            {
                if (replace)
                    await bucket.Own.ReplaceOneAsync(Filter, document, new ReplaceOptions { IsUpsert = true }, cancellationToken);
                else
                    await bucket.Own.InsertOneAsync(document, cancellationToken: cancellationToken);
                return true;
            }, cancellationToken);
        }
        catch (DuplicateException) when (!replace)
        {
            return false;
        }
    }
}
