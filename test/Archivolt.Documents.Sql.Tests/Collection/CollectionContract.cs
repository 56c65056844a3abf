using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents.Collection;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests.Collection;

/// <summary>Base of the collector's tests: nodes over one database and one store in memory that keeps the test's time.</summary>
public abstract class CollectionContract : SqlContract
{
    protected static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly List<Node> _nodes = [];

    protected CollectionContract(TestDatabase database) : base(database) => Memory = new MemoryStore("default", Clock);

    protected MemoryStore Memory { get; }

    /// <summary>A node whose provider <c>default</c> is the shared store, or a layer over it.</summary>
    protected Node Open(Func<IBlobStore, IBlobStore>? layer = null, Action<CollectionOptions>? configure = null, params string[] repositories)
    {
        var node = Database.Open(options => options.AllowMissingContent = false, services =>
        {
            services.AddArchivolt(archivolt => archivolt
                .AddProvider("default", _ => layer is null ? new Shared(Memory) : layer(new Shared(Memory)),
                    new BlobProviderOptions { KeyStrategy = new KeyStrategy.Managed(new KeyStrategy.ByDigest(DigestAlgorithm.Sha256)) })
                .AddProvider("records", _ => new MemoryStore("records", Clock), new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) })
                .AddProvider("folder", _ => new Archivolt.Stores.Folders.FolderStore(Database.Home), new BlobProviderOptions { KeyStrategy = new KeyStrategy.Foreign(DigestAlgorithm.Sha256) }));
            if (configure is not null)
                services.Configure(configure);
        }, repositories);
        _nodes.Add(node);
        return node;
    }

    protected static CollectionRequest Request(string provider = "default") => new(provider) { EvenIfUnreferenced = true };

    protected static string KeyOf(string text) => DigestAlgorithm.Sha256.Hash(System.Text.Encoding.UTF8.GetBytes(text)).Hex;

    protected static async Task<BlobInfo> WriteAsync(Node node, string text) =>
        await node.Get<BlobManager>()["default"].WriteAsync(BlobSource.FromText(text));

    /// <summary>Content that nobody announced, as another program writes it.</summary>
    protected async Task PutAsync(string key, int length = 1)
    {
        await using var draft = await Memory.BeginWriteAsync();
        await draft.Body.WriteAsync(new byte[length]);
        await draft.CommitAsync(key);
    }

    protected static async Task<Document> CreateAsync(Node node, BlobInfo blob, string repository = "default")
    {
        var properties = new PropertyMap();
        properties.Set("file:content", blob);
        return await node.CreateAsync(await node.RootAsync(repository), "doc", properties: properties);
    }

    protected static async Task<Document> StoreAsync(Node node, string text, string repository = "default") =>
        await CreateAsync(node, await WriteAsync(node, text), repository);

    protected async Task<List<string>> KeysAsync() => await Memory.ListAsync().Select(blob => blob.Key).ToListAsync();

    protected static Task<List<string>> CondemnedAsync(Node node) =>
        node.Get<ICondemnedBlobs>().ListAsync("default").Select(blob => blob.Key).ToListAsync().AsTask();

    /// <summary>A store that outlives the nodes that use it.</summary>
    private sealed class Shared(IBlobStore inner) : StoreLayer(inner)
    {
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
