using System.Runtime.CompilerServices;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Stores;
using Microsoft.Data.Sqlite;

namespace Archivolt.Samples.Driver;

/// <summary>
/// Small content in one SQLite file. A driver implements the seven members of <see cref="IBlobStore"/>, says in its traits what it is, and adds an
/// interface for each ability beyond them, here <see cref="ITouch"/>.
/// </summary>
public sealed class SqliteStore : IBlobStore, ITouch
{
    private const int ListingPage = 500;
    private const int SqliteFull = 13;
    private const int SqliteBusy = 5;

    private readonly string _connectionString;
    private readonly TimeProvider _clock;
    private volatile bool _disposed;

    /// <summary>Opens the file, or makes it.</summary>
    public SqliteStore(string path, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ToString();
        Traits = new StoreTraits
        {
            Name = $"Sqlite \"{path}\"",
            Touch = Touch.Cheap,
            MaxLength = 16 << 20,
            Locations = [new Uri(Path.GetFullPath(path))],
        };
        // An id is never given twice, so it tells one content of a key from the next. Keys are bytes, whose order is KeyOrder.
        Run(command => command.ExecuteNonQuery(),
            "PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS blobs "
            + "(id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, modified INTEGER NOT NULL, content BLOB NOT NULL)");
    }

    /// <inheritdoc/>
    public StoreTraits Traits { get; }

    /// <inheritdoc/>
    public ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        return ValueTask.FromResult(Run(command => Stat(command, key)));
    }

    /// <inheritdoc/>
    public ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        var (stat, content) = Run(command => Read(command, key)) ?? throw BlobException.NotFound(Traits.Name, key);
        var (offset, count) = range.Resolve(content.Length, Traits.Name, key);
        return ValueTask.FromResult(new BlobContent(stat, offset, count, new MemoryStream(content, (int)offset, (int)count, writable: false)));
    }

    /// <inheritdoc/>
    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        Check(cancellationToken);
        return ValueTask.FromResult<BlobDraft>(new SqliteDraft(this, options ?? WriteOptions.Default));
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        Check(key, cancellationToken);
        return ValueTask.FromResult(Run(command => command.ExecuteNonQuery() > 0, "DELETE FROM blobs WHERE key = $key", ("$key", Bytes(key))));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobStat> ListAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        List<BlobStat> page;
        do
        {
            Check(cancellationToken);
            page = Run(Stats, $"SELECT id, modified, length(content), key FROM blobs WHERE key > $after ORDER BY key LIMIT {ListingPage}", ("$after", Bytes(after ?? "")));
            foreach (var stat in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return stat;
                after = stat.Key;
            }
        }
        while (page.Count == ListingPage);
    }

    /// <inheritdoc/>
    public object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        return ability.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        return ValueTask.FromResult(Run(command => MakeYoung(command, key)));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            using var connection = new SqliteConnection(_connectionString);
            SqliteConnection.ClearPool(connection);
        }
        _disposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>The store's name.</summary>
    public override string ToString() => Traits.Name;

    internal BlobStat Publish(string key, byte[] content, WriteOptions options, CancellationToken cancellationToken)
    {
        Check(key, cancellationToken);
        return Run(command =>
        {
            // Takes the write lock at once: what is looked at stays until the commit.
            using var transaction = command.Connection!.BeginTransaction();
            command.Transaction = transaction;
            var existing = Stat(command, key);
            if (options.IfUnchanged is { } expected && existing?.IsSameVersionAs(expected) != true)
                throw new BlobException(BlobError.Conflict, "The blob was changed by somebody else.", Traits.Name, key);
            if (existing is null || options.Replace)
            {
                Execute(command, "INSERT OR REPLACE INTO blobs (key, modified, content) VALUES ($key, $now, $content)",
                    ("$key", Bytes(key)), ("$now", _clock.GetUtcNow().UtcTicks), ("$content", content));
                existing = Stat(command, key);
            }
            else
            {
                existing = MakeYoung(command, key);
            }
            transaction.Commit();
            return existing!.Value;
        });
    }

    internal void Check(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Check(string key, CancellationToken cancellationToken)
    {
        Traits.CheckKey(key);
        Check(cancellationToken);
    }

    private BlobStat? MakeYoung(SqliteCommand command, string key)
    {
        Execute(command, "UPDATE blobs SET modified = $now WHERE key = $key", ("$key", Bytes(key)), ("$now", _clock.GetUtcNow().UtcTicks));
        return Stat(command, key);
    }

    private static BlobStat? Stat(SqliteCommand command, string key)
    {
        Set(command, "SELECT id, modified, length(content), key FROM blobs WHERE key = $key", ("$key", Bytes(key)));
        return Stats(command) is [var stat] ? stat : null;
    }

    private static (BlobStat Stat, byte[] Content)? Read(SqliteCommand command, string key)
    {
        Set(command, "SELECT id, modified, length(content), key, content FROM blobs WHERE key = $key", ("$key", Bytes(key)));
        using var row = command.ExecuteReader();
        return row.Read() ? (StatOf(row), row.GetFieldValue<byte[]>(4)) : null;
    }

    private static List<BlobStat> Stats(SqliteCommand command)
    {
        var stats = new List<BlobStat>();
        using var row = command.ExecuteReader();
        while (row.Read())
            stats.Add(StatOf(row));
        return stats;
    }

    private static BlobStat StatOf(SqliteDataReader row)
    {
        var (id, modified) = (row.GetInt64(0), row.GetInt64(1));
        return new BlobStat(Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(3)), row.GetInt64(2), new DateTimeOffset(modified, TimeSpan.Zero), $"{id}.{modified}");
    }

    private T Run<T>(Func<SqliteCommand, T> work, string sql = "", params ReadOnlySpan<(string, object)> parameters)
    {
        try
        {
            using var connection = new SqliteConnection(_connectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            Set(command, sql, parameters);
            return work(command);
        }
        catch (SqliteException exception)
        {
            // Callers act on the code: what passes by itself is tried again.
            var error = exception.SqliteErrorCode switch { SqliteFull => BlobError.NoSpace, SqliteBusy => BlobError.Timeout, _ => BlobError.Unavailable };
            throw new BlobException(error, exception.Message, Traits.Name, innerException: exception);
        }
    }

    private static void Execute(SqliteCommand command, string sql, params ReadOnlySpan<(string, object)> parameters)
    {
        Set(command, sql, parameters);
        command.ExecuteNonQuery();
    }

    private static void Set(SqliteCommand command, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        command.CommandText = sql;
        command.Parameters.Clear();
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
    }

    private static byte[] Bytes(string key) => Encoding.UTF8.GetBytes(key);
}
