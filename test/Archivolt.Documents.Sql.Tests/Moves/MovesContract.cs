using System.Text;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Moves;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Documents.Sql.Tests.Moves;

/// <summary>Base of the tests of moves: providers whose stores the test can reach, and rules that follow <c>dc:source</c>.</summary>
public abstract class MovesContract : SqlContract
{
    protected static readonly PropertyPath Content = PropertyPath.Parse("file:content");

    protected MovesContract(TestDatabase database) : base(database)
    {
        Stores = ((string[])["hot", "cold", "records", "opaque", "external"])
            .ToDictionary(id => id, IBlobStore (id) => new MemoryStore(id, Clock), StringComparer.Ordinal);
        Database.Setup = Configure;
        Mover = Database.Open();
    }

    /// <summary>The node that has the providers.</summary>
    protected Node Mover { get; set; }

    protected Dictionary<string, IBlobStore> Stores { get; }

    protected IBlobMoves Queue => Mover.Get<IBlobMoves>();

    protected virtual IReadOnlyList<DispatchRule> Rules =>
    [
        new("dc:source=cold", "cold"), new("dc:source=kept", "records"), new("blob:name=cold.txt", "cold"), new("default", "hot"),
    ];

    protected Node OpenAgain() => Mover = Database.Open();

    protected async Task<Document> CreateAsync(string name, string content = "content", string? source = null)
    {
        var document = await Mover.CreateAsync(await Mover.RootAsync(), name);
        document.Properties.Set("dc:source", source);
        await Mover.Get<DocumentBlobs>().WriteAsync(BlobSource.FromText(content), document, Content);
        return await Mover.Documents.UpdateAsync(document, document.ChangeToken);
    }

    protected async Task<Document> ChangeAsync(Document document, string source)
    {
        document.Properties.Set("dc:source", source);
        return await Mover.Documents.UpdateAsync(document, document.ChangeToken);
    }

    protected async Task<MoveProgress?> RunAsync() => await Mover.Get<MoveRun>().RunAsync();

    protected async Task<BlobInfo> BlobOfAsync(Document document) =>
        (await Mover.Documents.FindAsync(document.Repository, document.Id))!.Properties.Get(Content).ShouldBeOfType<BlobInfo>();

    protected async Task<string> ReadAsync(BlobKey key)
    {
        await using var content = await Mover.Get<BlobManager>().OpenAsync(key);
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    protected async Task<List<BlobMove>> MovesAsync() => await Queue.ListAsync().ToListAsync();

    /// <summary>Condemns what no document refers to, waits for the grace, and purges.</summary>
    protected async Task CollectAsync(string provider)
    {
        var request = new CollectionRequest(provider) { EvenIfUnreferenced = true };
        for (var run = 0; run < 3; run++)
        {
            await Database.AdvanceAsync(TimeSpan.FromDays(2));
            await Mover.Get<GarbageCollector>().RunAsync(request);
        }
    }

    private void Configure(ArchivoltBuilder archivolt)
    {
        var digest = new BlobProviderOptions();
        Add("hot", digest);
        Add("cold", new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDigest(DigestAlgorithm.Md5) });
        Add("records", new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) });
        Add("opaque", new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByKeyedDigest(DigestAlgorithm.Sha256, hash => "o-" + hash.Hex[..20]) });
        Add("external", digest);
        archivolt.UseRules(Rules);

        void Add(string id, BlobProviderOptions options) => archivolt.AddProvider(id, _ => new Undisposed(Stores[id]), options);
    }

    // Nodes come and go, what is stored stays.
    private sealed class Undisposed(IBlobStore store) : StoreLayer(store)
    {
        protected override string LayerName => "Undisposed";

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
