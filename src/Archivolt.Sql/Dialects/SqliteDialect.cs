using System.Data.Common;
using Archivolt.Blobs;
using Microsoft.Data.Sqlite;

namespace Archivolt.Sql.Dialects;

/// <summary>SQLite, in WAL mode. One process writes at a time; the others wait.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    private readonly string _connection;

    public SqliteDialect(SqlStoreOptions options)
    {
        var connection = new SqliteConnectionStringBuilder(options.Connection) { ForeignKeys = false };
        if (connection.DataSource.Length == 0)
            throw new ArgumentException("No data source.", nameof(options));
        connection.DataSource = Path.GetFullPath(connection.DataSource);
        if (options.Platform || options.ReadOnly)
            connection.Mode = SqliteOpenMode.ReadWrite;
        Location = new Uri($"{new Uri(connection.DataSource).AbsoluteUri}/{options.Table}");
        _connection = connection.ConnectionString;
    }

    public override Uri Location { get; }

    public override string ForUpdate => "";

    public override string LengthOf(string column) => $"length({column})";

    public override string CreateTables(string table) =>
        $"""
        CREATE TABLE IF NOT EXISTS {table} (
            key BLOB NOT NULL PRIMARY KEY, content BLOB NOT NULL, length INTEGER NOT NULL, chunk INTEGER NOT NULL, modified INTEGER NOT NULL, version INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS {table}_content (content BLOB NOT NULL, number INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (content, number));
        CREATE TABLE IF NOT EXISTS {table}_loose (content BLOB NOT NULL PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS {table}_aside (
            place BLOB NOT NULL PRIMARY KEY, content BLOB NOT NULL, length INTEGER NOT NULL, chunk INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS {table}_owner (number INTEGER NOT NULL PRIMARY KEY, record BLOB NOT NULL);
        """;

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool isDurable, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA synchronous = {(isDurable ? "FULL" : "NORMAL")}";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return ((SqliteConnection)connection).BeginTransaction(deferred: false);
    }

    public override bool IsMeeting(DbException exception) => exception is SqliteException { SqliteErrorCode: Busy or Locked };

    public override BlobError ErrorOf(DbException exception) => exception is not SqliteException failure ? BlobError.IO : failure.SqliteErrorCode switch
    {
        Busy or Locked => BlobError.Unavailable,
        ReadOnly => BlobError.ReadOnly,
        Full => BlobError.NoSpace,
        Corrupt => BlobError.Damaged,
        CannotOpen or NotADatabase => BlobError.Configuration,
        IoError => BlobError.IO,
        _ => BlobError.IO,
    };

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
