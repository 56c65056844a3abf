using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Sql;

/// <summary>The owner's record as the only row of a table of its own.</summary>
internal sealed class SqlOwnerRecord(SqlTable database, string table) : IOwnerRecord
{
    public async ValueTask<ReadOnlyMemory<byte>?> ReadOwnerRecordAsync(CancellationToken cancellationToken = default)
    {
        var found = await database.ReadAsync(null, connection => connection.QueryAsync(null,
            $"SELECT record FROM {table} WHERE number = 1", reader => reader.GetFieldValue<byte[]>(0), cancellationToken), cancellationToken);
        return found switch
        {
            [] => default(ReadOnlyMemory<byte>?),
            [{ Length: <= IOwnerRecord.MaxLength } record] => record.AsMemory(),
            _ => throw new BlobException(BlobError.Damaged, $"The record of who uses the store is no record: the row in {table}.", database.Store),
        };
    }

    public async ValueTask<bool> WriteOwnerRecordAsync(ReadOnlyMemory<byte> record, bool replace, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Length, IOwnerRecord.MaxLength, nameof(record));
        return await database.WriteAsync(null, isDurable: true, async (connection, transaction) =>
        {
            if (replace)
                await connection.RunAsync(transaction, $"DELETE FROM {table}", cancellationToken);
            var isWritten = await connection.RunAsync(transaction,
                database.Dialect.InsertIfNew($"INTO {table} (number, record) VALUES (1, @record)"), cancellationToken, ("@record", record.ToArray())) == 1;
            return isWritten || !replace ? isWritten : throw new MetAnotherException();
        }, cancellationToken);
    }
}
