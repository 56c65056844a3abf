using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.ColdStorage;
using Archivolt.Documents.Editing;
using Archivolt.Layers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteColdDocumentsTests() : ColdDocumentsContract(new SqliteTestDatabase());

public sealed class PostgresColdDocumentsTests() : ColdDocumentsContract(new PostgresTestDatabase());

/// <summary>Documents whose content goes to cold storage, and their audit.</summary>
public abstract class ColdDocumentsContract : IAsyncLifetime
{
    private static readonly Principal Admin = new("Administrator", [Principal.Administrators]);

    private readonly TestDatabase _database;
    private readonly Node _node;

    protected ColdDocumentsContract(TestDatabase database)
    {
        _database = database;
        database.Setup = archivolt =>
        {
            archivolt.AddProvider("default",
                _ => new Cold(new MemoryStore("default", database.Clock), new MemoryStore("cold"), TimeSpan.FromHours(4), database.Clock));
            archivolt.Services.Configure<ColdStorageOptions>(options => options.PreviewRequired = false);
        };
        _node = database.Open();
    }

    private ColdDocuments Cold => _node.Get<ColdDocuments>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_step_is_in_the_audit_once()
    {
        var document = await Cold.MoveAsync(Admin, await NewAsync());
        document = await Cold.MoveAsync(Admin, document);
        document = await Cold.RetrieveAsync(Admin, document, days: 3);
        await _database.AdvanceAsync(TimeSpan.FromHours(5));
        (await Cold.CheckAsync(document)).ShouldBeTrue();
        await Cold.RestoreAsync(Admin, document);
        (await EventsAsync(document)).ShouldBe(
            ["coldStorageContentRestored", "coldStorageContentAvailable", "coldStorageContentToRetrieve", "coldStorageContentMoved", "documentModified"]);
    }

    [Theory]
    [InlineData("coldStorageContentMoved")]
    [InlineData("coldStorageContentToRetrieve")]
    public async Task Neither_a_step_nor_its_audit_entry_is_stored_without_the_other(string eventId)
    {
        var document = await NewAsync();
        if (eventId != "coldStorageContentMoved")
            document = await Cold.MoveAsync(Admin, document);
        await _database.FailInsertsAsync("audit", "event_id", eventId);
        await Should.ThrowAsync<Exception>(() => eventId == "coldStorageContentMoved" ? Cold.MoveAsync(Admin, document) : Cold.RetrieveAsync(Admin, document));
        (await _node.Documents.FindAsync("default", document.Id))!.ChangeToken.ShouldBe(document.ChangeToken);
    }

    [Fact]
    public async Task Only_the_state_that_is_a_condition_goes_to_cold_storage()
    {
        var document = await NewAsync();
        await _node.Documents.UpdateAsync(document);
        var terms = new EditOptions { Condition = present => present.ChangeToken == document.ChangeToken };
        await Sample.RefusesAsync(DocumentError.ConditionFailed, () => Cold.MoveAsync(Admin, document, terms));
        (await EventsAsync(document)).ShouldBe(["documentModified"]);
    }

    [Fact]
    public async Task Of_two_who_ask_for_the_same_content_the_later_is_refused()
    {
        var document = await Cold.MoveAsync(Admin, await NewAsync());
        // Somebody else asks right after this one has read the document.
        var isFirst = true;
        var terms = new EditOptions
        {
            Condition = _ =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    Task.Run(() => Cold.RetrieveAsync(Admin, document, days: 3)).GetAwaiter().GetResult();
                }
                return true;
            },
        };
        await Sample.RefusesAsync(DocumentError.ContentLocked, () => Cold.RetrieveAsync(Admin, document, days: 5, terms));
        (await EventsAsync(document)).Count(name => name == "coldStorageContentToRetrieve").ShouldBe(1);
    }

    [Fact]
    public async Task Terms_concern_the_document_of_one_repository_only()
    {
        await using var node = _database.Open(null, "default", "archive");
        var cold = node.Get<ColdDocuments>();
        var document = await NewAsync(node);
        var twin = await node.Documents.CreateAsync(document with { Repository = "archive", ParentId = (await node.RootAsync("archive")).Id });
        twin.Id.ShouldBe(document.Id);
        // The twin has its content under the same key.
        twin.Properties.Set(ColdContent.MainPath, ((BlobInfo)document.Properties.Get(ColdContent.MainPath)!) with { Key = KeyOf(document) });
        twin = await node.Documents.UpdateAsync(twin);
        var terms = new EditOptions { Condition = present => present.Repository == "default" };
        (await cold.MoveAsync(Admin, document, terms)).Facets.ShouldContain(ColdContent.Facet);
        (await node.Documents.FindAsync("archive", twin.Id))!.Facets.ShouldContain(ColdContent.Facet);
    }

    private static BlobKey KeyOf(Document document) => new("default", ((BlobInfo)document.Properties.Get(ColdContent.MainPath)!).Key.Key);

    private Task<Document> NewAsync() => NewAsync(_node);

    private static async Task<Document> NewAsync(Node node)
    {
        var created = await node.CreateAsync(await node.RootAsync(), "doc");
        return (await node.Get<DocumentEditor>().SetBlobAsync(Admin, created, ColdContent.MainPath, BlobSource.FromText("content"))).Document;
    }

    private async Task<IEnumerable<string>> EventsAsync(Document document) =>
        (await _node.Audit.QueryAsync(new AuditQuery { DocumentId = document.Id })).Select(entry => entry.EventId);
}
