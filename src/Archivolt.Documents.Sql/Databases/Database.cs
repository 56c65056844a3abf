using System.Data.Common;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>How well a transaction must be kept before its writer is told.</summary>
internal enum Commit
{
    /// <summary>On stable storage.</summary>
    Durable,

    /// <summary>Visible to everyone and safe from a crash of the process; a power cut may take the last ones.</summary>
    Relaxed,
}

/// <summary>
/// What differs between database systems, and nothing else: connections, transactions and error codes. SQL texts are the same for all;
/// scripts are kept per dialect.
/// </summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>What this process keeps of the database in memory, and whether it still holds.</summary>
    public abstract Changes Changes { get; }

    /// <summary>Opens, migrates and fills the database where that has not happened yet; everything else does this first.</summary>
    public abstract Task EnsureReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>Runs a query on a connection that nobody else uses meanwhile.</summary>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs work that changes something: all of it is committed before the task completes, or nothing is. Cancels while it waits; work that
    /// began is finished.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(
        Func<WriteSession, Task<T>> work, Commit commit = Commit.Durable, CancellationToken cancellationToken = default);

    /// <summary>
    /// The time that every node on this database agrees about, in milliseconds since 1970-01-01 UTC; moves on inside a transaction.
    /// </summary>
    public abstract Task<long> NowAsync(DbConnection connection);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
