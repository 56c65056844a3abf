using System.Data.Common;
using Archivolt.Documents.Sql.Databases;

namespace Archivolt.Documents.Sql.Tests;

/// <summary>Does something in each transaction right before it is committed.</summary>
internal sealed class ObservedDatabase(Database inner, Func<WriteSession, Task> beforeCommit) : Database
{
    public override ChangeCounter Changes => inner.Changes;

    public override Task EnsureReadyAsync(CancellationToken cancellationToken = default) => inner.EnsureReadyAsync(cancellationToken);

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(query, cancellationToken);

    public override Task<T> WriteAsync<T>(
        Func<WriteSession, Task<T>> work, Commit commit = Commit.Durable, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(async session =>
        {
            var result = await work(session);
            await beforeCommit(session);
            return result;
        }, commit, cancellationToken);

    public override Task<long> NowAsync(DbConnection connection) => inner.NowAsync(connection);

    public override Task LockAsync(DbConnection connection, string name) => inner.LockAsync(connection, name);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
