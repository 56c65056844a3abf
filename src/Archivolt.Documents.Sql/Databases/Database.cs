using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>How well a transaction must be kept before its writer is told.</summary>
internal enum Commit
{
    /// <summary>On stable storage.</summary>
    Durable,

    /// <summary>Visible to everyone and safe from a crash of the process; a power cut may take the last ones.</summary>
    Relaxed,

    /// <summary>Relaxed, for entries of the log: one batch after the other, and nobody else's turn.</summary>
    RelaxedLog,

    /// <summary>Relaxed, for work that nobody waits for: it takes no turn of those for whom somebody does.</summary>
    RelaxedBackground,
}

/// <summary>
/// What differs between database systems, and nothing else: connections, transactions and error codes. SQL texts are the same for all;
/// scripts are kept per dialect.
/// </summary>
/// <remarks>
/// Writers run one after the other on SQLite and side by side on PostgreSQL (READ COMMITTED). A row that is read to be changed is read with
/// <see cref="WriteSession.ForUpdate"/>; what only a constraint can decide is left to it. Reading or writing anew inside of a read or a
/// write would wait for a connection that its own caller holds.
/// </remarks>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>What this process keeps of the database in memory, and whether it still holds.</summary>
    public abstract ChangeCounter Changes { get; }

    /// <summary>Opens, migrates and fills the database where that has not happened yet; everything else does this first.</summary>
    public abstract Task EnsureReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a query on a connection that nobody else uses meanwhile. It may run again when the connection was lost. Cancelled, the database stops what it is at.
    /// </summary>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs work that changes something: all of it is committed before the task completes, or nothing is. Cancels while it waits; work that
    /// began is finished. Work may run again from its beginning, on what others committed meanwhile, so it changes nothing but the database.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(
        Func<WriteSession, Task<T>> work, Commit commit = Commit.Durable, CancellationToken cancellationToken = default);

    /// <summary>
    /// The time that every node on this database agrees about, in milliseconds since 1970-01-01 UTC; moves on inside a transaction.
    /// </summary>
    public abstract Task<long> NowAsync(DbConnection connection);

    /// <summary>
    /// Lets only one transaction at a time go on with a name, until it ends; what it reads afterwards is not older. Nothing to do where writers
    /// exclude each other anyway.
    /// </summary>
    public abstract Task LockAsync(DbConnection connection, string name);

    /// <summary>
    /// Rows page by page: no read stays open while a slow reader works, and a row that was there all the time is never missed.
    /// </summary>
    /// <param name="read">Reads the rows behind one of them, in an order that does not change; behind none, the type's default, from the beginning.</param>
    /// <param name="size">How many rows <paramref name="read"/> returns at the most; fewer are the last ones.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<T> PagesAsync<T>(
        Func<DbConnection, T?, Task<IReadOnlyList<T>>> read, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (T? last = default; ;)
        {
            var position = last;
            var page = await ReadAsync(connection => read(connection, position), cancellationToken);
            foreach (var row in page)
                yield return row;
            if (page.Count < size)
                yield break;
            last = page[^1];
        }
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
