using System.Data.Common;
using Archivolt.Blobs;

namespace Archivolt.Sql.Dialects;

/// <summary>What differs between database systems, and nothing else.</summary>
internal abstract class SqlDialect : IAsyncDisposable
{
    /// <summary>Makes the dialect of a database system; the connection string is checked, but not used yet.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, without repeating the text: it may hold a password.</exception>
    public static SqlDialect Create(SqlStoreOptions options)
    {
        try
        {
            return options.System switch
            {
                SqlSystem.Sqlite => new SqliteDialect(options),
                SqlSystem.PostgreSql => new PostgresDialect(options),
                _ => new MySqlDialect(options),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new BlobException(BlobError.Configuration, $"The connection string of the table '{options.Table}' is none that {options.System} understands.");
        }
    }

    /// <summary>Where the database is, without anything secret.</summary>
    public abstract Uri Location { get; }

    /// <summary>Creates the tables of a store where they are missing.</summary>
    public abstract string CreateTables(string table);

    /// <summary>Behind a SELECT of rows that the transaction changes.</summary>
    public virtual string ForUpdate => " FOR UPDATE";

    /// <summary>An INSERT that does nothing where the primary key is taken.</summary>
    /// <param name="insert">Everything behind the word INSERT.</param>
    public virtual string InsertIfNew(string insert) => $"INSERT {insert} ON CONFLICT DO NOTHING";

    /// <summary>Number of bytes in a binary column.</summary>
    public virtual string LengthOf(string column) => $"octet_length({column})";

    /// <summary>A connection that is ready to use.</summary>
    public abstract ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction that changes something.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isDurable">False for content that nothing refers to before a durable transaction, which makes it durable as well.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public abstract ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool isDurable, CancellationToken cancellationToken);

    /// <summary>True when a transaction met another one and may be run again: nothing of it was kept.</summary>
    public abstract bool IsMeeting(DbException exception);

    /// <summary>What a failure means.</summary>
    public abstract BlobError ErrorOf(DbException exception);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
