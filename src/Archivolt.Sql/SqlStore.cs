using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Sql.Dialects;
using Archivolt.Stores;

namespace Archivolt.Sql;

/// <summary>
/// Blobs in tables: one row for each key, and its content in rows of at most <see cref="SqlStoreOptions.ChunkSize"/> bytes, so that any size is written and read in
/// constant memory, and a part is read alone. Content becomes visible by the row of its key, in one transaction.
/// </summary>
/// <remarks>
/// Content that a key gave up stays for <see cref="SqlStoreOptions.AbandonedAfter"/>, for those who read it just then; <see cref="CleanUpAsync"/> takes it away after
/// that, as well as what writers that died left.
/// </remarks>
public sealed class SqlStore : IBlobStore, ITouch, IQuarantine, ICleansTempFiles
{
    private const int PageSize = 1000;

    private readonly SqlStoreOptions _options;
    private readonly SqlTable _database;
    private readonly TimeProvider _clock;
    private readonly string _table;
    private readonly SqlOwnerRecord _owner;

    private SqlStore(SqlStoreOptions options, SqlTable database, TimeProvider clock)
    {
        (_options, _database, _clock, _table) = (options, database, clock, options.Table);
        _owner = new SqlOwnerRecord(database, $"{_table}_owner");
        Traits = new StoreTraits
        {
            Name = database.Store,
            CanWrite = !options.ReadOnly,
            Touch = Touch.Cheap,
            // Four bytes each at the most, within what an index of each system takes.
            MaxKeyLength = 600,
            Locations = [database.Dialect.Location],
        };
    }

    /// <summary>Opens a store; creates its tables where they are missing.</summary>
    /// <param name="options">The table and its database.</param>
    /// <param name="clock">Gives blobs their age; null for the system's clock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">The database cannot be reached or used; the message says why.</exception>
    public static async ValueTask<IBlobStore> OpenAsync(SqlStoreOptions options, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var database = new SqlTable(SqlDialect.Create(options), $"SQL \"{options.Name ?? options.Table}\"");
        try
        {
            if (options.Platform)
                return await PlatformTableStore.OpenAsync(options, database, cancellationToken);
            var store = new SqlStore(options, database, clock ?? TimeProvider.System);
            await store.PrepareAsync(cancellationToken);
            return store;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public StoreTraits Traits { get; }

    internal SqlTable Database => _database;

    internal int ChunkSize => _options.ChunkSize;

    internal string ContentTable => $"{_table}_content";

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        return (await _database.ReadAsync(key, connection => FindAsync(connection, null, key, "", cancellationToken), cancellationToken))?.ToStat();
    }

    /// <inheritdoc/>
    public async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        var row = await _database.ReadAsync(key, connection => FindAsync(connection, null, key, "", cancellationToken), cancellationToken)
            ?? throw BlobException.NotFound(Traits.Name, key);
        var (offset, count) = range.Resolve(row.Length, Traits.Name, key);
        return new BlobContent(row.ToStat(), offset, count, new SqlContent(this, row, offset, count));
    }

    /// <inheritdoc/>
    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        _database.Check(cancellationToken);
        Traits.CheckWritable(key: null);
        if (options?.Key is { } key)
            Traits.CheckKey(key);
        return ValueTask.FromResult<BlobDraft>(new SqlDraft(this, options ?? WriteOptions.Default));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        Check(key, cancellationToken);
        Traits.CheckWritable(key);
        return await _database.WriteAsync(key, isDurable: true, async (connection, transaction) =>
        {
            if (await FindAsync(connection, transaction, key, _database.Dialect.ForUpdate, cancellationToken) is not { } row)
                return false;
            await RemoveAsync(connection, transaction, key, cancellationToken);
            await LoosenAsync(connection, transaction, row.Content, cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobStat> ListAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _database.Check(cancellationToken);
        for (var last = after ?? ""; ;)
        {
            var position = BlobRow.Bytes(last);
            var page = await _database.ReadAsync(null, connection => connection.QueryAsync(null,
                $"SELECT {KeyColumn}, {BlobRow.Columns} FROM {_table} WHERE {KeyColumn} > @after ORDER BY {KeyColumn} LIMIT {PageSize}",
                reader => BlobRow.Read(Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(0)), reader, first: 1), cancellationToken, ("@after", position)), cancellationToken);
            foreach (var row in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return row.ToStat();
            }
            if (page.Count < PageSize)
                yield break;
            last = page[^1].Key;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        return _options.ReadOnly ? null : ability == typeof(IOwnerRecord) ? _owner : ability.IsInstanceOfType(this) && ability != typeof(SqlStore) ? this : null;
    }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        Traits.CheckWritable(key);
        return await _database.WriteAsync(key, isDurable: true, async (connection, transaction) =>
            await FindAsync(connection, transaction, key, _database.Dialect.ForUpdate, cancellationToken) is { } row
                ? (BlobStat?)(await RefreshAsync(connection, transaction, row, cancellationToken)).ToStat()
                : null, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default)
    {
        Check(seen.Key, cancellationToken);
        Traits.CheckWritable(seen.Key);
        var place = Guid.NewGuid();
        return await _database.WriteAsync(seen.Key, isDurable: true, async (connection, transaction) =>
        {
            if (await FindAsync(connection, transaction, seen.Key, _database.Dialect.ForUpdate, cancellationToken) is not { } row || !row.ToStat().IsSameVersionAs(seen))
                return null;
            await RemoveAsync(connection, transaction, seen.Key, cancellationToken);
            await connection.RunAsync(transaction, $"INSERT INTO {_table}_aside (place, content, length, chunk) VALUES (@place, @content, @length, @chunk)", cancellationToken,
                ("@place", place.ToByteArray()), ("@content", row.Content), ("@length", row.Length), ("@chunk", row.Chunk));
            return $"{_table}_aside/{place:n}";
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        Check(key, cancellationToken);
        Traits.CheckWritable(key);
        if (!Guid.TryParseExact(place[(place.LastIndexOf('/') + 1)..], "n", out var id))
            return false;
        return await _database.WriteAsync(key, isDurable: true, async (connection, transaction) =>
        {
            var aside = await connection.QueryAsync(transaction, $"SELECT content, length, chunk FROM {_table}_aside WHERE place = @place{_database.Dialect.ForUpdate}",
                reader => new BlobRow(key, reader.GetFieldValue<byte[]>(0), reader.GetInt64(1), reader.GetInt32(2), Now, 1), cancellationToken, ("@place", id.ToByteArray()));
            return aside is [var row] && await InsertAsync(connection, transaction, row, cancellationToken)
                && await connection.RunAsync(transaction, $"DELETE FROM {_table}_aside WHERE place = @place", cancellationToken, ("@place", id.ToByteArray())) == 1;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CleanUpAsync(CancellationToken cancellationToken = default)
    {
        _database.Check(cancellationToken);
        Traits.CheckWritable(key: null);
        var count = 0L;
        while (await FindLooseAsync(cancellationToken) is { } content)
        {
            count += await _database.WriteAsync(null, isDurable: true, async (connection, transaction) =>
            {
                // A writer that is alive has said so meanwhile, or has committed.
                if (await connection.RunAsync(transaction, $"DELETE FROM {_table}_loose WHERE content = @content AND since <= @until", cancellationToken,
                    ("@content", content), ("@until", Abandoned)) == 0)
                {
                    return 0;
                }
                await connection.RunAsync(transaction, $"DELETE FROM {ContentTable} WHERE content = @content", cancellationToken, ("@content", content));
                return 1;
            }, cancellationToken);
        }
        return count;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>The store's name.</summary>
    public override string ToString() => Traits.Name;

    /// <summary>Writes rows of content that nothing refers to yet, and says that its writer is alive.</summary>
    internal Task WriteChunkAsync(byte[] content, long number, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        _database.WriteAsync(null, isDurable: false, async (connection, transaction) =>
        {
            await LoosenAsync(connection, transaction, content, cancellationToken);
            await InsertChunkAsync(connection, transaction, content, number, data, cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>Makes content visible under its key, or the content younger that is there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">Names the content.</param>
    /// <param name="length">Its length.</param>
    /// <param name="number">The last row's number.</param>
    /// <param name="last">The last row, which is not written yet.</param>
    /// <param name="options">How it was to be written.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The row of the key.</returns>
    internal async ValueTask<BlobRow> PublishAsync(
        string key, byte[] content, long length, long number, ReadOnlyMemory<byte> last, WriteOptions options, CancellationToken cancellationToken)
    {
        Check(key, cancellationToken);
        return await _database.WriteAsync(key, isDurable: true, async (connection, transaction) =>
        {
            var existing = await FindAsync(connection, transaction, key, _database.Dialect.ForUpdate, cancellationToken);
            if (options.IfUnchanged is { } expected && existing?.ToStat().IsSameVersionAs(expected) != true)
                throw BlobException.ChangedMeanwhile(Traits.Name, key);
            if (existing is not null && !options.Replace)
                return await RefreshAsync(connection, transaction, existing, cancellationToken);
            if (number > 0 && await connection.RunAsync(transaction, $"DELETE FROM {_table}_loose WHERE content = @content", cancellationToken, ("@content", content)) != 1)
                throw new BlobException(BlobError.Unavailable, "The write stood still for so long that it was taken for abandoned; write the content again.", Traits.Name, key);
            if (last.Length > 0)
                await InsertChunkAsync(connection, transaction, content, number, last, cancellationToken);
            var row = new BlobRow(key, content, length, ChunkSize, Now, (existing?.Version ?? 0) + 1);
            if (existing is not null)
            {
                await RemoveAsync(connection, transaction, key, cancellationToken);
                await LoosenAsync(connection, transaction, existing.Content, cancellationToken);
            }
            return await InsertAsync(connection, transaction, row, cancellationToken) ? row : throw new MetAnotherException();
        }, cancellationToken);
    }

    /// <summary>Gives rows of content up.</summary>
    internal Task AbandonAsync(byte[] content) => _database.WriteAsync(null, isDurable: false, async (connection, transaction) =>
    {
        // What was committed is not loose.
        if (await connection.RunAsync(transaction, $"DELETE FROM {_table}_loose WHERE content = @content", CancellationToken.None, ("@content", content)) == 1)
            await connection.RunAsync(transaction, $"DELETE FROM {ContentTable} WHERE content = @content", CancellationToken.None, ("@content", content));
        return true;
    }, CancellationToken.None);

    private string KeyColumn => _options.System == SqlSystem.MySql ? "`key`" : "key";

    private long Now => _clock.GetUtcNow().UtcTicks;

    private long Abandoned => (_clock.GetUtcNow() - _options.AbandonedAfter).UtcTicks;

    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (!_options.ReadOnly)
        {
            await _database.WriteAsync(null, isDurable: true,
                (connection, transaction) => connection.RunAsync(transaction, _database.Dialect.CreateTables(_table), cancellationToken), cancellationToken);
        }
        await _database.ReadAsync(null,
            connection => connection.QueryAsync(null, $"SELECT {BlobRow.Columns} FROM {_table} LIMIT 1", _ => true, cancellationToken), cancellationToken);
    }

    private async Task<BlobRow?> FindAsync(DbConnection connection, DbTransaction? transaction, string key, string forUpdate, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(transaction, $"SELECT {BlobRow.Columns} FROM {_table} WHERE {KeyColumn} = @key{forUpdate}",
            reader => BlobRow.Read(key, reader), cancellationToken, ("@key", BlobRow.Bytes(key)))).FirstOrDefault();

    private async Task<bool> InsertAsync(DbConnection connection, DbTransaction transaction, BlobRow row, CancellationToken cancellationToken) =>
        await connection.RunAsync(transaction,
            _database.Dialect.InsertIfNew($"INTO {_table} ({KeyColumn}, {BlobRow.Columns}) VALUES (@key, @content, @length, @chunk, @modified, @version)"), cancellationToken,
            ("@key", BlobRow.Bytes(row.Key)), ("@content", row.Content), ("@length", row.Length), ("@chunk", row.Chunk), ("@modified", row.Modified), ("@version", row.Version)) == 1;

    private Task<int> RemoveAsync(DbConnection connection, DbTransaction transaction, string key, CancellationToken cancellationToken) =>
        connection.RunAsync(transaction, $"DELETE FROM {_table} WHERE {KeyColumn} = @key", cancellationToken, ("@key", BlobRow.Bytes(key)));

    private async Task<BlobRow> RefreshAsync(DbConnection connection, DbTransaction transaction, BlobRow row, CancellationToken cancellationToken)
    {
        var young = row with { Modified = Now, Version = row.Version + 1 };
        await connection.RunAsync(transaction, $"UPDATE {_table} SET modified = @modified, version = @version WHERE {KeyColumn} = @key", cancellationToken,
            ("@modified", young.Modified), ("@version", young.Version), ("@key", BlobRow.Bytes(row.Key)));
        return young;
    }

    private async Task LoosenAsync(DbConnection connection, DbTransaction transaction, byte[] content, CancellationToken cancellationToken)
    {
        if (await connection.RunAsync(transaction, $"UPDATE {_table}_loose SET since = @since WHERE content = @content", cancellationToken, ("@since", Now), ("@content", content)) == 0)
        {
            await connection.RunAsync(transaction, _database.Dialect.InsertIfNew($"INTO {_table}_loose (content, since) VALUES (@content, @since)"), cancellationToken,
                ("@content", content), ("@since", Now));
        }
    }

    private Task<int> InsertChunkAsync(
        DbConnection connection, DbTransaction transaction, byte[] content, long number, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        connection.RunAsync(transaction, $"INSERT INTO {ContentTable} (content, number, data) VALUES (@content, @number, @data)", cancellationToken,
            ("@content", content), ("@number", number), ("@data", data.ToArray()));

    private async Task<byte[]?> FindLooseAsync(CancellationToken cancellationToken) => (await _database.ReadAsync(null, connection => connection.QueryAsync(null,
        $"SELECT content FROM {_table}_loose WHERE since <= @until LIMIT 1", reader => reader.GetFieldValue<byte[]>(0), cancellationToken, ("@until", Abandoned)),
        cancellationToken)).FirstOrDefault();

    private void Check(string key, CancellationToken cancellationToken)
    {
        Traits.CheckKey(key);
        _database.Check(cancellationToken);
    }
}
