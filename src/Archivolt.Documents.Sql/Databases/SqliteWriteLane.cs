using System.Threading.Channels;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>
/// The one writer of this process. Work that waits together is committed together, each piece behind its own savepoint, so that many
/// writers share one flush of the disk and a failing one takes nobody along.
/// </summary>
/// <remarks>
/// <c>synchronous</c> is FULL for batches with durable work: an acknowledged document survives a power cut. A batch of relaxed work (audit
/// alone) commits with NORMAL; the next durable commit flushes it as well, since both are in the same log.
/// </remarks>
internal sealed class SqliteWriteLane : IAsyncDisposable
{
    private const int MaxBatch = 256;
    private const string CountChange = "UPDATE changes SET version = version + 1 WHERE id = 1 RETURNING version";

    private readonly SqliteConnection _connection;
    private readonly ChangeCounter _changes;
    private readonly Action _checkPresent;
    private readonly WriteSession _session;
    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(new BoundedChannelOptions(16 * MaxBatch) { SingleReader = true });
    private readonly Task _loop;
    private bool? _isSynchronous;

    /// <summary>Begins to work.</summary>
    /// <param name="connection">The connection; the lane owns it.</param>
    /// <param name="changes">Hears of commits.</param>
    /// <param name="checkPresent">Throws when the database's files are not there any more: nobody is told then that his work is kept.</param>
    public SqliteWriteLane(SqliteConnection connection, ChangeCounter changes, Action checkPresent)
    {
        _checkPresent = checkPresent;
        _connection = connection;
        _changes = changes;
        _session = new WriteSession(connection, forUpdate: "");
        _loop = Task.Run(LoopAsync);
    }

    public async Task<T> RunAsync<T>(Func<WriteSession, Task<T>> work, Commit commit, CancellationToken cancellationToken)
    {
        var write = new Write<T>(work, commit, cancellationToken);
        while (!_queue.Writer.TryWrite(write))
            ObjectDisposedException.ThrowIf(!await _queue.Writer.WaitToWriteAsync(cancellationToken), typeof(SqliteDatabase));
        return await write.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await _connection.DisposeAsync();
    }

    private async Task LoopAsync()
    {
        try
        {
            var batch = new List<Write>(MaxBatch);
            while (await _queue.Reader.WaitToReadAsync())
            {
                while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var write))
                {
                    if (!write.CancelIfAsked())
                        batch.Add(write);
                }
                if (batch.Count > 0)
                    await CommitAsync(batch);
                batch.Clear();
            }
        }
        catch (Exception exception)
        {
            // Nobody writes from here on: who waits, and who comes, is told why.
            _queue.Writer.TryComplete(exception);
            while (_queue.Reader.TryRead(out var write))
                write.Fail(exception);
        }
    }

    private async Task CommitAsync(List<Write> batch)
    {
        try
        {
            _checkPresent();
            Synchronize(batch.Exists(write => write.Commit == Commit.Durable));
            Execute("BEGIN IMMEDIATE");
            foreach (var write in batch)
                await RunAsync(write);
            var version = _session.Invalidations.Count == 0 ? (long?)null : (long)_session.Prepared(CountChange).ExecuteScalar()!;
            Execute("COMMIT");
            _checkPresent();
            if (version is { } committed)
                _changes.Committed(new ChangeCount(1, committed), _session.Invalidations);
        }
        catch (Exception exception)
        {
            foreach (var write in batch)
                write.Fail(exception);
            RollBack();
        }
        _session.Forget(0);
        foreach (var write in batch)
            write.Complete();
    }

    private async Task RunAsync(Write write)
    {
        var registered = _session.Invalidations.Count;
        Execute("SAVEPOINT write");
        try
        {
            await write.RunAsync(_session);
        }
        catch (Exception exception)
        {
            // Some errors (disk full, I/O) end the whole transaction; then the whole batch fails.
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) != 0)
                throw;
            write.Fail(exception);
            _session.Forget(registered);
            Execute("ROLLBACK TO write");
        }
        Execute("RELEASE write");
    }

    private void RollBack()
    {
        try
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
                Execute("ROLLBACK");
        }
        catch (Exception)
        {
            // The writers get the first error; a connection that stays unusable tells the next ones itself.
            _isSynchronous = null;
        }
    }

    private void Synchronize(bool isDurable)
    {
        if (_isSynchronous == isDurable)
            return;
        _connection.Execute(isDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _isSynchronous = isDurable;
    }

    private void Execute(string sql) => _session.Prepared(sql).ExecuteNonQuery();

    /// <summary>Work that waits for the lane.</summary>
    private abstract class Write(Commit commit, CancellationToken cancellationToken)
    {
        public Commit Commit => commit;

        protected CancellationToken CancellationToken => cancellationToken;

        public abstract bool CancelIfAsked();

        public abstract Task RunAsync(WriteSession session);

        public abstract void Fail(Exception exception);

        public abstract void Complete();
    }

    private sealed class Write<T>(Func<WriteSession, Task<T>> work, Commit commit, CancellationToken cancellationToken)
        : Write(commit, cancellationToken)
    {
        private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _outcome.Task;

        public override bool CancelIfAsked() => CancellationToken.IsCancellationRequested && _outcome.TrySetCanceled(CancellationToken);

        public override async Task RunAsync(WriteSession session) => _result = await work(session);

        public override void Fail(Exception exception) => _outcome.TrySetException(exception);

        public override void Complete() => _outcome.TrySetResult(_result);
    }
}
