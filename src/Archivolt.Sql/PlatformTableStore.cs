using System.Data.Common;
using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Sql;

/// <summary>
/// A table of the platform's SQL binary manager, read in place: <c>id</c> (the content's digest), <c>bin</c> (all of it) and <c>mark</c>, which is not looked at. It is
/// never written.
/// </summary>
/// <remarks>The table knows no ages, so all content is as old as the platform could make it.</remarks>
internal sealed class PlatformTableStore : IBlobStore
{
    private const int PageSize = 1000;
    private const int WindowSize = 512 * 1024;

    private readonly SqlTable _database;
    private readonly string _table;

    private PlatformTableStore(SqlStoreOptions options, SqlTable database)
    {
        (_database, _table) = (database, options.Table);
        Traits = new StoreTraits { Name = database.Store, CanWrite = false, CanReplace = false, MaxKeyLength = 128, Locations = [database.Dialect.Location] };
    }

    /// <summary>Opens a table that is there.</summary>
    public static async ValueTask<IBlobStore> OpenAsync(SqlStoreOptions options, SqlTable database, CancellationToken cancellationToken)
    {
        var store = new PlatformTableStore(options, database);
        await database.ReadAsync(null, connection => connection.QueryAsync(null, $"SELECT id, {store.Length} FROM {store._table} LIMIT 1", _ => true, cancellationToken), cancellationToken);
        return store;
    }

    public StoreTraits Traits { get; }

    public async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        return (await _database.ReadAsync(key, connection => connection.QueryAsync(null, $"SELECT id, {Length} FROM {_table} WHERE id = @id AND bin IS NOT NULL",
            Stat, cancellationToken, ("@id", key)), cancellationToken)).Where(found => found.Key == key).Select(found => (BlobStat?)found).FirstOrDefault();
    }

    public async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        var stat = await StatAsync(key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);
        var (offset, count) = range.Resolve(stat.Length, Traits.Name, key);
        return new BlobContent(stat, offset, count, new Content(this, key, offset, count));
    }

    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        _database.Check(cancellationToken);
        throw NotWritten(options?.Key);
    }

    public ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        throw NotWritten(key);
    }

    public async IAsyncEnumerable<BlobStat> ListAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _database.Check(cancellationToken);
        for (var last = after ?? ""; ;)
        {
            var position = last;
            var page = await _database.ReadAsync(null, connection => connection.QueryAsync(null,
                $"SELECT id, {Length} FROM {_table} WHERE id > @after AND bin IS NOT NULL ORDER BY id LIMIT {PageSize}", Stat, cancellationToken, ("@after", position)), cancellationToken);
            foreach (var stat in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return stat;
            }
            if (page.Count < PageSize)
                yield break;
            last = page[^1].Key;
        }
    }

    public object? GetService(Type ability) => null;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    public override string ToString() => Traits.Name;

    private string Length => _database.Dialect.LengthOf("bin");

    private static BlobStat Stat(DbDataReader reader) => new(reader.GetString(0), reader.GetInt64(1), DateTimeOffset.UnixEpoch);

    private BlobException NotWritten(string? key) =>
        new(BlobError.ReadOnly, "A table of the platform is only read; migrate its content to another provider to change it.", Traits.Name, key);

    private void Check(string key, CancellationToken cancellationToken)
    {
        Traits.CheckKey(key);
        _database.Check(cancellationToken);
    }

    /// <summary>A range of one value, a window at a time.</summary>
    private sealed class Content(PlatformTableStore store, string key, long offset, long length) : ContentStream(length)
    {
        private byte[] _window = [];
        private long _start = -1;
        private bool _isClosed;

        public override bool CanRead => !_isClosed;

        protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (_start < 0 || position < _start || position >= _start + _window.Length)
            {
                var wanted = (int)Math.Min(WindowSize, Length - position);
                var window = (await store._database.ReadAsync(key, connection => connection.QueryAsync(null, $"SELECT substr(bin, @start, @count) FROM {store._table} WHERE id = @id",
                    reader => reader.GetFieldValue<byte[]>(0), cancellationToken, ("@start", (int)(offset + position) + 1), ("@count", wanted), ("@id", key)), cancellationToken)).FirstOrDefault() ?? [];
                if (window.Length != wanted)
                    throw new BlobException(BlobError.IO, "The content was deleted or changed while it was read.", store.Traits.Name, key);
                (_window, _start) = (window, position);
            }
            var first = (int)(position - _start);
            var count = Math.Min(buffer.Length, _window.Length - first);
            _window.AsMemory(first, count).CopyTo(buffer);
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            _isClosed = true;
            base.Dispose(disposing);
        }
    }
}
