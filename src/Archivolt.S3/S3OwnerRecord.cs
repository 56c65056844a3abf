using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>The owner's record as an object of the store's own.</summary>
internal sealed class S3OwnerRecord(S3Store store) : IOwnerRecord
{
    private readonly string _name = store.Bucket.Names.Own("owner");

    public async ValueTask<ReadOnlyMemory<byte>?> ReadOwnerRecordAsync(CancellationToken cancellationToken = default)
    {
        using var answer = await store.Bucket.OpenAsync(_name, range: null, cancellationToken: cancellationToken);
        if (answer is null)
            return null;
        if (answer.ContentLength > IOwnerRecord.MaxLength)
            throw new BlobException(BlobError.Damaged, $"The owner's record '{_name}' has {answer.ContentLength} bytes, more than {IOwnerRecord.MaxLength}.", store.Bucket.Store);
        var record = new byte[answer.ContentLength];
        await using var body = new ReceivedBody(answer.ResponseStream, answer, record.Length, store.Bucket.Options.IdleTimeout, store.Bucket.Store, key: null);
        await body.ReadExactlyAsync(record, cancellationToken);
        return record;
    }

    public async ValueTask<bool> WriteOwnerRecordAsync(ReadOnlyMemory<byte> record, bool replace, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Length, IOwnerRecord.MaxLength, nameof(record));
        // Where the server knows no conditions, a look before has to do.
        if (!replace && await store.Bucket.FindAsync(_name, cancellationToken: cancellationToken) is not null)
            return false;
        return await store.Bucket.PutAsync(
            _name, new MemoryStream(record.ToArray()), replace ? WriteCondition.None : store.IsNew, cancellationToken: cancellationToken) is not null;
    }
}
