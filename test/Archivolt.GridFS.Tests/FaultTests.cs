using Archivolt.AspNetCore.Tests.Surroundings;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.Stores;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>What is damaged, refused or cut off. One at a time: a failure of the server is everybody's.</summary>
[CollectionDefinition(nameof(FaultTests), DisableParallelization = true)]
[Collection(nameof(FaultTests))]
public sealed class FaultTests : BucketTest
{
    [Fact]
    public async Task A_chunk_that_is_missing_or_short_is_damage_and_no_end()
    {
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        await WriteAsync(store, "blob", RandomContent(20_000));
        var third = Builders<BsonDocument>.Filter.Eq("n", 3);
        await Bucket.Chunks.UpdateOneAsync(third, Builders<BsonDocument>.Update.Set("data", new BsonBinaryData(new byte[10])));
        (await FailsAsync(BlobError.Damaged, () => ReadAsync(store, "blob"))).Message.ShouldContain("Chunk 3 of the content has 10 bytes where 4096 should be");
        await Bucket.Chunks.UpdateOneAsync(third, Builders<BsonDocument>.Update.Unset("data"));
        (await FailsAsync(BlobError.Damaged, () => ReadAsync(store, "blob"))).Message.ShouldContain("Chunk 3 of the content holds no bytes");
        await Bucket.Chunks.DeleteOneAsync(third);
        (await FailsAsync(BlobError.Damaged, () => ReadAsync(store, "blob"))).Message.ShouldContain("Chunk 3 of the content is missing");
        (await ReadAsync(store, "blob", ByteRange.From(0, 4096))).ShouldBe(RandomContent(20_000)[..4096]);
    }

    [Theory]
    [InlineData("insert", 0)]
    [InlineData("insert", 1)]
    [InlineData("insert", 2)]
    [InlineData("update", 0)]
    [InlineData("update", 1)]
    public async Task A_server_that_breaks_off_in_the_middle_of_a_write_leaves_nothing_visible(string command, int after)
    {
        await using var store = await GridFSStore.OpenAsync(Bucket.LargeChunks);
        await Bucket.FailAsync(
            new BsonDocument { ["times"] = 1, ["skip"] = after }, new BsonDocument { ["failCommands"] = new BsonArray { command }, ["closeConnection"] = true });
        await FailsAsync(BlobError.Unavailable, () => WriteAsync(store, "blob", RandomContent(5_000_000)));
        (await store.StatAsync("blob")).ShouldBeNull();
        (await store.ListAsync().CountAsync()).ShouldBe(0);
        (await Bucket.Chunks.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty)).ShouldBe(0);
        (await Bucket.Files.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty)).ShouldBe(0);
        await WriteAsync(store, "blob", RandomContent(5_000_000));
        (await ReadAsync(store, "blob")).Length.ShouldBe(5_000_000);
    }

    [Fact]
    public async Task A_server_that_stands_still_is_a_timeout_and_nothing_is_left_visible()
    {
        var url = new MongoUrlBuilder(Bucket.Options.Connection) { SocketTimeout = TimeSpan.FromSeconds(2), ConnectTimeout = TimeSpan.FromSeconds(2), ServerSelectionTimeout = TimeSpan.FromSeconds(3) };
        await using var wire = new Wire(url.Server.Host, url.Server.Port);
        url.Server = new MongoServerAddress("127.0.0.1", wire.Port);
        await using var store = await GridFSStore.OpenAsync(Bucket.LargeChunks);
        await WriteAsync(store, "before", RandomContent(100));
        await using var hung = await GridFSStore.OpenAsync(Bucket.LargeChunks with { Connection = url.ToString() });
        var exception = await FailsAsync(BlobError.Timeout, async () =>
        {
            await using var draft = await hung.BeginWriteAsync();
            await draft.Body.WriteAsync(RandomContent(1_000_000));
            wire.Hold();
            await draft.CommitAsync("blob");
        });
        exception.IsTransient.ShouldBeTrue();
        exception.Message.ShouldContain("did not answer in time");
        (await Should.ThrowAsync<BlobException>(async () => await hung.StatAsync("before"))).IsTransient.ShouldBeTrue();
        (await ReadAsync(store, "before")).ShouldBe(RandomContent(100));
        (await store.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(["before"]);
        await WriteAsync(store, "blob", RandomContent(5_000_000));
        (await ReadAsync(store, "blob")).Length.ShouldBe(5_000_000);
    }

    [Theory]
    [InlineData(13, BlobError.PermissionDenied)]
    [InlineData(14031, BlobError.NoSpace)]
    [InlineData(10107, BlobError.Unavailable)]
    [InlineData(50, BlobError.Timeout)]
    [InlineData(8, BlobError.IO)]
    public async Task What_the_server_says_is_translated(int code, BlobError error)
    {
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        await Bucket.FailAsync(new BsonDocument("times", 5), new BsonDocument { ["failCommands"] = new BsonArray { "insert" }, ["errorCode"] = code });
        await FailsAsync(error, () => WriteAsync(store, "blob", RandomContent(10)));
        await Bucket.FailAsync(new BsonDocument("times", 0), []);
    }

    [Fact]
    public async Task A_pool_of_connections_that_is_paused_or_full_is_unavailable()
    {
        using var bucket = new GridFS.Bucket(Bucket.Options, "store");
        foreach (var exception in new MongoException[] { new MongoConnectionPoolPausedException("paused"), new MongoWaitQueueFullException("full") })
            await FailsAsync(BlobError.Unavailable, () => bucket.RunAsync<bool>("blob", () => throw exception, CancellationToken.None));
    }

    [Fact]
    public async Task A_write_that_the_majority_did_not_confirm_is_not_acknowledged()
    {
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        await Bucket.FailAsync(new BsonDocument("times", 100), new BsonDocument
        {
            ["failCommands"] = new BsonArray { "update" },
            ["writeConcernError"] = new BsonDocument { ["code"] = 64, ["errmsg"] = "waiting for replication timed out" },
        });
        try
        {
            await FailsAsync(BlobError.Unavailable, () => WriteAsync(store, "blob", RandomContent(10)));
        }
        finally
        {
            await Bucket.FailAsync(new BsonDocument("times", 0), []);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_named_and_in_no_message()
    {
        var wrong = new MongoUrlBuilder(Bucket.Options.Connection) { Password = "wr0ng-s3cret" }.ToString();
        var exception = await FailsAsync(BlobError.PermissionDenied, async () => await GridFSStore.OpenAsync(Bucket.Options with { Connection = wrong }));
        exception.ToString().ShouldNotContain("wr0ng-s3cret");
        Bucket.Options.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var nowhere = Bucket.Options with { Connection = "mongodb://127.0.0.1:1/?directConnection=true&serverSelectionTimeoutMS=200" };
        (await FailsAsync(BlobError.Unavailable, async () => await GridFSStore.OpenAsync(nowhere))).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_blob_that_is_deleted_meanwhile_is_not_written_again()
    {
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        var seen = await WriteAsync(store, "blob", RandomContent(10));
        await store.DeleteAsync("blob", DeletionProof.ForTest);
        await FailsAsync(BlobError.Conflict, () => WriteAsync(store, "blob", RandomContent(20), new WriteOptions { Replace = true, IfUnchanged = seen }));
        (await store.StatAsync("blob")).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_only_read_refuses_writes_and_makes_no_indexes()
    {
        await using var store = await GridFSStore.OpenAsync(Bucket.Options with { ReadOnly = true });
        await FailsAsync(BlobError.ReadOnly, async () => await store.BeginWriteAsync());
        await FailsAsync(BlobError.ReadOnly, async () => await store.DeleteAsync("blob", DeletionProof.ForTest));
        store.GetService(typeof(ITouch)).ShouldBeNull();
        (await (await Bucket.Database.ListCollectionNamesAsync()).ToListAsync()).ShouldNotContain($"{Bucket.Options.Bucket}.files");
    }

    [Fact]
    public async Task A_probe_leaves_nothing_that_is_visible()
    {
        await using var provider = new BlobProvider("remote", await GridFSStore.OpenAsync(Bucket.Options));
        using var http = new HttpClient();
        var steps = await new ProviderProbe(new BlobManager([provider]), http).RunAsync("remote").ToListAsync();
        steps.Where(step => step.Outcome == ProbeOutcome.Failed).ShouldBeEmpty();
        (await provider.ListAsync().CountAsync()).ShouldBe(0);
    }
}
