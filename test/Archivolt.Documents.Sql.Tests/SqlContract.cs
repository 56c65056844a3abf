namespace Archivolt.Documents.Sql.Tests;

/// <summary>Base of the contracts: a fresh database with one node. A dialect runs them all by saying how its databases are made.</summary>
public abstract class SqlContract : IAsyncLifetime
{
    protected SqlContract(TestDatabase database)
    {
        Database = database;
        Node = database.Open();
    }

    protected TestDatabase Database { get; }

    protected Node Node { get; }

    protected IDocumentStore Documents => Node.Documents;

    internal ManualClock Clock => Database.Clock;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
