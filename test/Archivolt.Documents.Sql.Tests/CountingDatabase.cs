using System.Data.Common;
using Archivolt.Documents.Sql.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests;

/// <summary>Counts the reads and transactions of the database of a node.</summary>
internal sealed class CountingDatabase(Database inner) : Database
{
    private int _reads;
    private int _writes;

    public int Reads => _reads;

    public int Writes => _writes;

    public override ChangeCounter Changes => inner.Changes;

    /// <summary>Puts a counter in front of the node's database.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var present = services.Last(service => service.ServiceType == typeof(Database));
        services.AddSingleton<Database>(provider => new CountingDatabase((Database)present.ImplementationFactory!(provider)));
    }

    public void Reset() => (_reads, _writes) = (0, 0);

    public override Task EnsureReadyAsync(CancellationToken cancellationToken = default) => inner.EnsureReadyAsync(cancellationToken);

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        return inner.ReadAsync(query, cancellationToken);
    }

    public override Task<T> WriteAsync<T>(Func<WriteSession, Task<T>> work, Commit commit = Commit.Durable, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _writes);
        return inner.WriteAsync(work, commit, cancellationToken);
    }

    public override Task<long> NowAsync(DbConnection connection) => inner.NowAsync(connection);

    public override Task LockAsync(DbConnection connection, string name) => inner.LockAsync(connection, name);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
