using System.Data.Common;
using Archivolt.Blobs;
using Npgsql;

namespace Archivolt.Sql.Dialects;

/// <summary>PostgreSQL, at READ COMMITTED. Content is stored outside of the rows and uncompressed, so that a part of it is read alone.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    private readonly NpgsqlDataSource _source;

    public PostgresDialect(SqlStoreOptions options)
    {
        var connection = new NpgsqlConnectionStringBuilder("Application Name=Archivolt;Max Auto Prepare=20;No Reset On Close=true;" + options.Connection);
        if (connection.Host is null)
            throw new ArgumentException("No host.", nameof(options));
        Location = new Uri($"postgresql://{connection.Host.Split(',')[0]}:{connection.Port}/{Uri.EscapeDataString(connection.Database ?? "")}/{connection.SearchPath}/{options.Table}");
        _source = NpgsqlDataSource.Create(connection);
    }

    public override Uri Location { get; }

    // Servers that start together take turns: of several sessions that create one table, PostgreSQL fails all but one, IF NOT EXISTS or not.
    public override string CreateTables(string table) =>
        $"""
        SELECT pg_advisory_xact_lock(hashtext('archivolt'), hashtext('{table}'));
        CREATE TABLE IF NOT EXISTS {table} (
            key BYTEA NOT NULL PRIMARY KEY, content BYTEA NOT NULL, length BIGINT NOT NULL, chunk INTEGER NOT NULL, modified BIGINT NOT NULL, version BIGINT NOT NULL
        );
        CREATE TABLE IF NOT EXISTS {table}_content (content BYTEA NOT NULL, number BIGINT NOT NULL, data BYTEA NOT NULL, PRIMARY KEY (content, number));
        ALTER TABLE {table}_content ALTER COLUMN data SET STORAGE EXTERNAL;
        CREATE TABLE IF NOT EXISTS {table}_loose (content BYTEA NOT NULL PRIMARY KEY, since BIGINT NOT NULL);
        CREATE TABLE IF NOT EXISTS {table}_aside (place BYTEA NOT NULL PRIMARY KEY, content BYTEA NOT NULL, length BIGINT NOT NULL, chunk INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS {table}_owner (number INTEGER NOT NULL PRIMARY KEY, record BYTEA NOT NULL);
        """;

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) => await _source.OpenConnectionAsync(cancellationToken);

    public override async ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool isDurable, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SET LOCAL synchronous_commit = {(isDurable ? "on" : "off")}";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    public override bool IsMeeting(DbException exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation,
    };

    public override BlobError ErrorOf(DbException exception) => exception switch
    {
        PostgresException server => server.SqlState switch
        {
            PostgresErrorCodes.DiskFull => BlobError.NoSpace,
            PostgresErrorCodes.InsufficientPrivilege => BlobError.PermissionDenied,
            PostgresErrorCodes.ReadOnlySqlTransaction => BlobError.ReadOnly,
            PostgresErrorCodes.QueryCanceled => BlobError.Timeout,
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => BlobError.Damaged,
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName
                or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => BlobError.Configuration,
            _ => server.IsTransient || IsMeeting(server) ? BlobError.Unavailable : BlobError.IO,
        },
        NpgsqlException { InnerException: TimeoutException } => BlobError.Timeout,
        _ => BlobError.Unavailable,
    };

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
