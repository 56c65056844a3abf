using System.Data.Common;
using Archivolt.Blobs;
using Archivolt.Sql.Dialects;

namespace Archivolt.Sql;

/// <summary>Runs statements on the database of a store, and translates what goes wrong.</summary>
internal sealed class SqlTable(SqlDialect dialect, string store) : IAsyncDisposable
{
    private const int Attempts = 8;

    private volatile bool _disposed;

    public SqlDialect Dialect => dialect;

    public string Store => store;

    /// <summary>Runs statements that only read.</summary>
    public Task<T> ReadAsync<T>(string? key, Func<DbConnection, Task<T>> work, CancellationToken cancellationToken) => RunAsync(key, async () =>
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        return await work(connection);
    }, cancellationToken);

    /// <summary>Runs a transaction; again from its beginning where it met another one.</summary>
    public Task<T> WriteAsync<T>(string? key, bool isDurable, Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken) => RunAsync(key, async () =>
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await dialect.OpenAsync(cancellationToken);
            await using var transaction = await dialect.BeginAsync(connection, isDurable, cancellationToken);
            try
            {
                var result = await work(connection, transaction);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (DbException exception) when (attempt < Attempts && (exception is MetAnotherException || dialect.IsMeeting(exception)))
            {
            }
        }
    }, cancellationToken);

    public void Check(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return dialect.DisposeAsync();
    }

    private async Task<T> RunAsync<T>(string? key, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        Check(cancellationToken);
        try
        {
            return await work();
        }
        catch (DbException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Drivers keep passwords out of their messages.
            throw new BlobException(exception is MetAnotherException ? BlobError.Unavailable : dialect.ErrorOf(exception), $"The database refused or failed: {exception.Message}", store, key, exception);
        }
        catch (TimeoutException exception)
        {
            throw new BlobException(BlobError.Timeout, "The database did not answer in time.", store, key, exception);
        }
    }
}
