using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>Open read connections, reused. As many are open as threads read at the same time; a few are kept.</summary>
internal sealed class SqliteReaders(Func<SqliteConnection> open) : IDisposable
{
    private const int Kept = 16;

    private readonly ConcurrentStack<SqliteConnection> _idle = new();
    private volatile bool _disposed;

    public Lease Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteDatabase));
        return new Lease(this, _idle.TryPop(out var connection) ? connection : open());
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryPop(out var connection))
            connection.Dispose();
    }

    private void Return(SqliteConnection connection)
    {
        if (_disposed || _idle.Count >= Kept)
            connection.Dispose();
        else
            _idle.Push(connection);
    }

    public readonly struct Lease(SqliteReaders readers, SqliteConnection connection) : IDisposable
    {
        public SqliteConnection Connection => connection;

        public void Dispose() => readers.Return(connection);
    }
}
