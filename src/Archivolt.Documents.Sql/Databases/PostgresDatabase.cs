using System.Data.Common;
using System.Text;
using Archivolt.Blobs;
using Dapper;
using Npgsql;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>
/// A PostgreSQL database, shared by any number of processes. Writers run side by side; one that meets another's change in the middle
/// (a deadlock, a parent deleted beneath it) runs again.
/// </summary>
internal sealed class PostgresDatabase : Database
{
    private const string Dialect = "postgres";
    private const int ChangeRows = 32;
    private const int Attempts = 10;

    // Relaxed work is many small entries whose writers gather while others are under way: few turns make large batches. Each kind has turns of its own, so that
    // a purge keeps no upload waiting.
    private const int RelaxedTurns = 2;

    private static readonly TimeSpan BetweenCancels = TimeSpan.FromMilliseconds(20);

    private const string CountChange = "UPDATE changes SET version = version + 1 WHERE id = @row RETURNING version";

    // The schema's name makes the key, so that only processes of one schema wait for each other.
    private const string LockSchema = "SELECT pg_advisory_xact_lock(1635148406, hashtext(current_schema()))";

    private const string LockName = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/' || @name, 0))";

    private readonly NpgsqlDataSource _source;
    private readonly string _name;
    private readonly Func<DbConnection, Task> _fill;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Dictionary<Commit, SemaphoreSlim> _turns = Enum.GetValues<Commit>()
        .Where(commit => commit != Commit.Durable)
        .ToDictionary(commit => commit, _ => new SemaphoreSlim(RelaxedTurns, RelaxedTurns));
    private volatile bool _isReady;

    /// <summary>Names a database; nothing is opened before it is used.</summary>
    /// <param name="settings">Where it is.</param>
    /// <param name="fill">Runs after the migration in its transaction, to create what must be there.</param>
    /// <param name="clock">The clock.</param>
    public PostgresDatabase(PostgresSettings settings, Func<DbConnection, Task> fill, TimeProvider clock)
    {
        _source = settings.CreateSource();
        _name = settings.ToString();
        _fill = fill;
        _clock = clock;
        Changes = new ChangeCounter(clock, ChangeRows, () => ReadAsync(connection => connection.QueryAsync<ChangeCount>(ChangeCounter.Read)));
    }

    /// <inheritdoc/>
    public override ChangeCounter Changes { get; }

    /// <inheritdoc/>
    public override Task EnsureReadyAsync(CancellationToken cancellationToken = default) =>
        _isReady ? Task.CompletedTask : OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default)
    {
        await EnsureReadyAsync(cancellationToken);
        return await TryAsync(async () =>
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await QueryAsync(connection, query, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public override async Task<T> WriteAsync<T>(
        Func<WriteSession, Task<T>> work, Commit commit = Commit.Durable, CancellationToken cancellationToken = default)
    {
        await EnsureReadyAsync(cancellationToken);
        if (commit == Commit.Durable)
            return await TryAsync(() => TransactAsync(work, commit, cancellationToken));
        var turns = _turns[commit];
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await TryAsync(() => TransactAsync(work, commit, cancellationToken));
        }
        finally
        {
            turns.Release();
        }
    }

    // Not now(), which is the time when the transaction began.
    /// <inheritdoc/>
    public override Task<long> NowAsync(DbConnection connection) =>
        connection.ExecuteScalarAsync<long>("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::BIGINT");

    /// <inheritdoc/>
    public override Task LockAsync(DbConnection connection, string name) => connection.ExecuteAsync(LockName, new { name });

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _opening.Dispose();
        foreach (var turns in _turns.Values)
            turns.Dispose();
    }

    private async Task<T> QueryAsync<T>(NpgsqlConnection connection, Func<DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        var running = query(connection);
        try
        {
            return await running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !running.IsCompleted)
        {
            await StopAsync(connection, running);
            throw;
        }
    }

    private async Task StopAsync(NpgsqlConnection connection, Task running)
    {
        await using var other = await _source.OpenConnectionAsync(CancellationToken.None);
        try
        {
            // Again and again: it may just be on its way to the server.
            do
                await other.ExecuteAsync("SELECT pg_cancel_backend(@process)", new { process = connection.ProcessID });
            while (await Task.WhenAny(running, Task.Delay(BetweenCancels, CancellationToken.None)) != running);
            await running;
            // Too late for the query: this one takes the signal, so that nobody else's does.
            await connection.ExecuteAsync("SELECT pg_sleep(0.01)");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            // As wanted.
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_isReady)
                return;
            await TryAsync(() => MigrateAsync(cancellationToken));
            _isReady = true;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<bool> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Another process may be migrating a large database.
        await connection.ExecuteAsync(LockSchema, commandTimeout: 0);
        await Migrations.ApplyAsync(connection, Dialect, _name, _clock);
        await _fill(connection);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private async Task<T> TransactAsync<T>(Func<WriteSession, Task<T>> work, Commit commit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        if (commit != Commit.Durable)
            await connection.ExecuteAsync("SET LOCAL synchronous_commit = off");
        var session = new WriteSession(connection, " FOR UPDATE");
        var result = await work(session);
        var change = session.Invalidations.Count == 0 ? null : await CountAsync(connection);
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException exception) when (PostgresFaults.IsLostConnection(exception) || exception.InnerException is TimeoutException)
        {
            throw new BlobException(BlobError.Unavailable,
                "The connection to the database was lost during a commit; look whether the change was made before repeating it.",
                _name, innerException: exception);
        }
        if (change is not null)
            Changes.Committed(change, session.Invalidations);
        return result;
    }

    // The last thing before the commit: the row stays locked until then.
    private async Task<ChangeCount> CountAsync(NpgsqlConnection connection)
    {
        var row = Changes.NextRow();
        return new ChangeCount(row, await connection.ExecuteScalarAsync<long>(CountChange, new { row }));
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> action)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await action();
            }
            catch (PostgresException exception) when (attempt < Attempts && PostgresFaults.IsMeeting(exception))
            {
                // Rolled back whole: once more on what the other one left.
            }
            catch (NpgsqlException exception) when (attempt < Attempts && PostgresFaults.IsLostConnection(exception))
            {
                // A restarted server has closed every connection of the pool. While another one clears it this does nothing, so that the next may be closed too.
                _source.Clear();
            }
            catch (Exception exception) when (exception is NpgsqlException or EncoderFallbackException)
            {
                throw PostgresFaults.Translate(exception, _name);
            }
        }
    }
}
