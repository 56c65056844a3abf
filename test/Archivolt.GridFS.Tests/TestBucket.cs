using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.GridFS;

namespace Archivolt.GridFS;

/// <summary>A bucket of a test's own on the server of the run (<c>eng/mongo.sh</c>); deleted with everything in it.</summary>
public sealed class TestBucket : IAsyncDisposable
{
    private readonly MongoClient _client;

    private TestBucket(GridFSStoreOptions options)
    {
        Options = options;
        _client = new MongoClient(options.Connection);
        Database = _client.GetDatabase(options.Database);
        Driver = new GridFSBucket(Database, new GridFSBucketOptions { BucketName = options.Bucket });
    }

    public GridFSStoreOptions Options { get; }

    /// <summary>For megabytes, which the server is slow with in small chunks.</summary>
    public GridFSStoreOptions LargeChunks => Options with { ChunkSize = 255 * 1024 };

    public IMongoDatabase Database { get; }

    /// <summary>The bucket as the driver of MongoDB, and the platform, see it.</summary>
    public GridFSBucket Driver { get; }

    public IMongoCollection<BsonDocument> Files => Database.GetCollection<BsonDocument>($"{Options.Bucket}.files");

    public IMongoCollection<BsonDocument> Chunks => Database.GetCollection<BsonDocument>($"{Options.Bucket}.chunks");

    public static TestBucket Create()
    {
        var server = Environment.GetEnvironmentVariable("ARCHIVOLT_TEST_MONGO");
        Assert.SkipWhen(server is null, "ARCHIVOLT_TEST_MONGO names no server: eng/mongo.sh start, then eval \"$(eng/mongo.sh env)\"");
        return new TestBucket(new GridFSStoreOptions { Connection = server!, Database = "archivolt", Bucket = $"t{Guid.NewGuid():n}.fs", ChunkSize = 4096 });
    }

    /// <summary>Lets the server fail commands.</summary>
    public Task FailAsync(BsonDocument mode, BsonDocument data) =>
        _client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument { ["configureFailPoint"] = "failCommand", ["mode"] = mode, ["data"] = data });

    public async ValueTask DisposeAsync()
    {
        foreach (var collection in new[] { "files", "chunks", "archivolt" })
            await Database.DropCollectionAsync($"{Options.Bucket}.{collection}");
        _client.Dispose();
    }
}
