using Archivolt.Stores;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Archivolt.Azure;

/// <summary>The owner's record as a blob of the store's own.</summary>
internal sealed class AzureOwnerRecord(Container container) : IOwnerRecord
{
    private readonly string _name = container.Names.Own("owner");

    public async ValueTask<ReadOnlyMemory<byte>?> ReadOwnerRecordAsync(CancellationToken cancellationToken = default) =>
        await container.ReadAsync(_name, IOwnerRecord.MaxLength, cancellationToken) is { } record ? record.AsMemory() : default(ReadOnlyMemory<byte>?);

    public async ValueTask<bool> WriteOwnerRecordAsync(ReadOnlyMemory<byte> record, bool replace, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Length, IOwnerRecord.MaxLength, nameof(record));
        return await container.PutAsync(
            _name, new MemoryStream(record.ToArray()), replace ? null : new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken: cancellationToken) is not null;
    }
}
