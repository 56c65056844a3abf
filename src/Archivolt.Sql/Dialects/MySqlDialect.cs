using System.Data.Common;
using Archivolt.Blobs;
using MySqlConnector;

namespace Archivolt.Sql.Dialects;

/// <summary>MariaDB and MySQL, with InnoDB at READ COMMITTED.</summary>
internal sealed class MySqlDialect : SqlDialect
{
    private readonly MySqlDataSource _source;

    public MySqlDialect(SqlStoreOptions options)
    {
        var connection = new MySqlConnectionStringBuilder(options.Connection) { ApplicationName = "Archivolt", GuidFormat = MySqlGuidFormat.None };
        if (connection.Server.Length == 0)
            throw new ArgumentException("No server.", nameof(options));
        Location = new Uri($"mysql://{connection.Server.Split(',')[0]}:{connection.Port}/{Uri.EscapeDataString(connection.Database)}/{options.Table}");
        _source = new MySqlDataSource(connection.ConnectionString);
    }

    public override Uri Location { get; }

    public override string CreateTables(string table) =>
        $"""
        CREATE TABLE IF NOT EXISTS {table} (
            `key` VARBINARY(2400) NOT NULL PRIMARY KEY, content BINARY(16) NOT NULL, length BIGINT NOT NULL, chunk INT NOT NULL, modified BIGINT NOT NULL, version BIGINT NOT NULL
        ) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;
        CREATE TABLE IF NOT EXISTS {table}_content (content BINARY(16) NOT NULL, number BIGINT NOT NULL, data LONGBLOB NOT NULL, PRIMARY KEY (content, number))
            ENGINE = InnoDB ROW_FORMAT = DYNAMIC;
        CREATE TABLE IF NOT EXISTS {table}_loose (content BINARY(16) NOT NULL PRIMARY KEY, since BIGINT NOT NULL) ENGINE = InnoDB;
        CREATE TABLE IF NOT EXISTS {table}_aside (place BINARY(16) NOT NULL PRIMARY KEY, content BINARY(16) NOT NULL, length BIGINT NOT NULL, chunk INT NOT NULL) ENGINE = InnoDB;
        CREATE TABLE IF NOT EXISTS {table}_owner (number INT NOT NULL PRIMARY KEY, record LONGBLOB NOT NULL) ENGINE = InnoDB;
        """;

    public override string InsertIfNew(string insert) => $"INSERT IGNORE {insert}";

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) => await _source.OpenConnectionAsync(cancellationToken);

    // The server decides with innodb_flush_log_at_trx_commit, for all transactions alike.
    public override async ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool isDurable, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);

    public override bool IsMeeting(DbException exception) => exception is MySqlException
    {
        ErrorCode: MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout or MySqlErrorCode.DuplicateKeyEntry,
    };

    public override BlobError ErrorOf(DbException exception) => exception is not MySqlException failure ? BlobError.Unavailable : failure.ErrorCode switch
    {
        MySqlErrorCode.DiskFull or MySqlErrorCode.RecordFileFull => BlobError.NoSpace,
        MySqlErrorCode.AccessDenied or MySqlErrorCode.UnknownDatabase or MySqlErrorCode.NoSuchTable or MySqlErrorCode.BadFieldError => BlobError.Configuration,
        MySqlErrorCode.TableAccessDenied or MySqlErrorCode.DatabaseAccessDenied => BlobError.PermissionDenied,
        MySqlErrorCode.OptionPreventsStatement or MySqlErrorCode.ReadOnlyTransaction => BlobError.ReadOnly,
        MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.QueryTimeout => BlobError.Timeout,
        MySqlErrorCode.PacketTooLarge => BlobError.TooLarge,
        MySqlErrorCode.UnableToConnectToHost => BlobError.Unavailable,
        _ => failure.IsTransient || IsMeeting(failure) ? BlobError.Unavailable : BlobError.IO,
    };

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
