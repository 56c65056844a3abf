using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Providers;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteDurabilityTests() : DurabilityContract(new SqliteTestDatabase(), "PRAGMA synchronous", flushed: "2", unflushed: "1");

public sealed class PostgresDurabilityTests() : DurabilityContract(new PostgresTestDatabase(), "SHOW synchronous_commit", flushed: "on", unflushed: "off");

/// <summary>What is on stable storage before its writer is told, asked of the database inside of each transaction.</summary>
public abstract class DurabilityContract(TestDatabase database, string question, string flushed, string unflushed) : IAsyncLifetime
{
    private readonly List<string> _commits = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_change_of_a_document_is_flushed()
    {
        var node = Open();
        var root = await node.RootAsync();
        var document = await FlushesAsync(() => node.CreateAsync(root, "a", properties: Sample.Properties()));
        document = await FlushesAsync(() => node.Documents.UpdateAsync(document));
        var path = PropertyPath.Parse("file:content");
        await FlushesAsync(() => node.Documents.ReplaceBlobAsync(
            "default", document.Id, path, ((BlobInfo)document.Properties.Get(path)!).Key, Sample.Blob("cccc"), "reason"));
        await FlushesAsync(() => node.Documents.MoveAsync("default", document.Id, root.Id, "b"));
        await FlushesAsync(async () =>
        {
            await node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Read)]);
            return 0;
        });
        await FlushesAsync(() => node.Documents.DeleteAsync("default", document.Id));
    }

    [Fact]
    public async Task A_mark_is_flushed_before_a_deletion_rests_on_it()
    {
        var node = Open();
        var condemned = node.Get<ICondemnedBlobs>();
        await condemned.CondemnAsync("default", [new CollectionCandidate("a", 1, default)], CollectionReason.Unreferenced, TimeSpan.Zero);
        (await FlushesAsync(() => condemned.BeginPurgeAsync("default", ["a"], TimeSpan.FromMinutes(1)))).Single().Purge.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_reservation_is_left_to_the_flush_of_its_document()
    {
        var node = Open();
        await node.RootAsync();
        _commits.Clear();
        await node.Get<IUploadLedger>().ReserveAsync("default", "a");
        _commits.ShouldBe([unflushed]);
    }

    private Node Open() => database.Open(configure: null, services =>
    {
        var present = services.Last(service => service.ServiceType == typeof(Database));
        services.AddSingleton<Database>(provider => new ObservedDatabase(
            (Database)present.ImplementationFactory!(provider),
            async session => _commits.Add((await session.Connection.ExecuteScalarAsync(question))!.ToString()!)));
    });

    // Content that nobody reserved is reserved in a transaction before: the last one is the document's.
    private async Task<T> FlushesAsync<T>(Func<Task<T>> change)
    {
        _commits.Clear();
        var changed = await change();
        _commits[^1].ShouldBe(flushed);
        return changed;
    }
}
