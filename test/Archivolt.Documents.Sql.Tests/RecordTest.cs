using System.Text;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;
using Archivolt.Layers;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests;

/// <summary>Base of tests of records, which have a provider of their own.</summary>
public abstract class RecordTest : IAsyncLifetime
{
    protected static readonly Principal Keeper = new("keeper", []);
    protected static readonly PropertyPath Main = PropertyPath.Parse("file:content");
    protected static readonly TimeSpan Day = TimeSpan.FromDays(1);


    protected RecordTest(TestDatabase database)
    {
        Database = database;
        database.Setup = archivolt =>
        {
            archivolt.AddProvider("default", _ => new MemoryStore("default", database.Clock));
            archivolt.AddProvider("records", _ => new Retained(new MemoryStore("records", database.Clock), new MemoryStore("notes"), database.Clock),
                new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) });
            archivolt.UseRules(new DispatchRule(DispatchRule.Records, "records"), new DispatchRule(DispatchRule.Default, "default"));
            archivolt.Services.Configure<RecordOptions>(options => options.RetainedProperties.Add("files:files/*/file"));
        };
        Node = database.Open();
    }

    protected TestDatabase Database { get; }

    protected Node Node { get; }

    protected IDocumentStore Documents => Node.Documents;

    protected RecordKeeper Records => Node.Get<RecordKeeper>();

    protected DateTimeOffset Now => Database.Clock.GetUtcNow();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<Document> NewAsync(string content = "content", params (string Path, string Text)[] more)
    {
        return await NewAsync(content, await Node.RootAsync(), more);
    }

    protected async Task<Document> NewAsync(Document parent) => await NewAsync("content", parent, []);

    protected async Task<Document> NewAsync(string content, Document parent, (string Path, string Text)[] more)
    {
        var created = await Node.CreateAsync(parent, "doc");
        var filled = created.Copy();
        foreach (var (path, text) in more.Prepend(("file:content", content)))
            await Node.Get<DocumentBlobs>().WriteAsync(BlobSource.FromText(text), filled, PropertyPath.Parse(path));
        return await Documents.UpdateAsync(filled);
    }

    protected async Task<Document> RetainAsync(Document document, DateTimeOffset? until = null) =>
        await Records.SetRetentionAsync(Keeper, await Records.MakeRecordAsync(Keeper, document), until ?? Now + Day);

    protected static BlobInfo ContentOf(Document document) => (BlobInfo)document.Properties.Get(Main)!;

    protected async Task<string> ReadAsync(Document document)
    {
        await using var content = await Node.Get<BlobManager>().OpenAsync(ContentOf(document).Key);
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    protected async Task<Retention> LockOf(Document document) =>
        await Node.Get<BlobManager>()["records"].Ability<IRetainsContent>()!.GetRetentionAsync(document.Id);

    protected async Task<List<string>> MarkedAsync(DocumentMark mark)
    {
        var found = new List<string>();
        await foreach (var document in Documents.ListMarkedAsync("default", mark))
            found.Add(document.Id);
        return found;
    }

    protected async Task<IReadOnlyList<AuditEntry>> AuditAsync(string eventId) => await Node.Audit.QueryAsync(new AuditQuery { EventId = eventId });

    protected static async Task RefusesAsync(BlobError error, Func<Task> act) =>
        (await Should.ThrowAsync<BlobException>(act)).Error.ShouldBe(error);
}
