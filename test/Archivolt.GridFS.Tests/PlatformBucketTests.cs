using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.GridFS;

namespace Archivolt.GridFS;

/// <summary>Buckets that the platform and the driver of MongoDB wrote, and what they read of ours.</summary>
public sealed class PlatformBucketTests : BucketTest
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_bucket_of_the_platform_opens_in_place()
    {
        var content = RandomContent(700_000);
        var key = Convert.ToHexStringLower(MD5.HashData(content));
        // With the marks that the platform's collections leave.
        await Bucket.Driver.UploadFromBytesAsync(key, content, new GridFSUploadOptions { Metadata = new BsonDocument("gc-mark-key-1700000000000", true) });
        await Bucket.Driver.UploadFromBytesAsync("tmp-1234567890", [1, 2, 3]);
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        (await store.StatAsync(key))!.Value.Length.ShouldBe(700_000);
        (await ReadAsync(store, key)).AsSpan().SequenceEqual(content).ShouldBeTrue();
        (await ReadAsync(store, key, ByteRange.From(261_100, 100))).ShouldBe(content[261_100..261_200]);
        (await ReadAsync(store, key, ByteRange.Last(10))).ShouldBe(content[^10..]);
        (await store.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe([key]);
        (await WriteAsync(store, key, content)).Key.ShouldBe(key);
        (await Bucket.Files.CountDocumentsAsync(Builders<BsonDocument>.Filter.Eq("filename", key))).ShouldBe(1);
    }

    [Fact]
    public async Task The_driver_reads_what_is_written_here()
    {
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        var content = RandomContent(50_000);
        await WriteAsync(store, "blob", content);
        await WriteAsync(store, "empty", []);
        (await Bucket.Driver.DownloadAsBytesByNameAsync("blob")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        (await Bucket.Driver.DownloadAsBytesByNameAsync("empty")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_files_of_one_name_are_one_blob_and_go_together()
    {
        var content = RandomContent(10_000);
        for (var i = 0; i < 3; i++)
            await Bucket.Driver.UploadFromBytesAsync("blob", content);
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        (await store.ListAsync().CountAsync()).ShouldBe(1);
        (await ReadAsync(store, "blob")).ShouldBe(content);
        (await store.DeleteAsync("blob", DeletionProof.ForTest)).ShouldBeTrue();
        (await store.StatAsync("blob")).ShouldBeNull();
        (await store.DeleteAsync("blob", DeletionProof.ForTest)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_replacement_gives_up_all_that_had_the_name()
    {
        for (var i = 0; i < 2; i++)
            await Bucket.Driver.UploadFromBytesAsync("blob", RandomContent(100));
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        await WriteAsync(store, "blob", RandomContent(200), new WriteOptions { Replace = true });
        (await ReadAsync(store, "blob")).ShouldBe(RandomContent(200));
        (await Bucket.Files.CountDocumentsAsync(Builders<BsonDocument>.Filter.Eq("filename", "blob"))).ShouldBe(1);
    }

    [Fact]
    public async Task Many_files_of_one_name_do_not_end_a_listing()
    {
        var files = Enumerable.Range(0, 1001).Select(_ => FileOf("b")).Append(FileOf("a")).Append(FileOf("c"));
        await Bucket.Files.InsertManyAsync(files);
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        (await store.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task What_uploads_left_is_swept_when_it_is_old()
    {
        await Bucket.Driver.UploadFromBytesAsync("tmp-1234567890", RandomContent(10_000));
        await using var store = await GridFSStore.OpenAsync(Bucket.LargeChunks, _clock);
        var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync(RandomContent(3_000_000));
        await WriteAsync(store, "deleted", RandomContent(10_000));
        await store.DeleteAsync("deleted", DeletionProof.ForTest);
        await WriteAsync(store, "kept", RandomContent(10_000));
        _clock.Advance(TimeSpan.FromMinutes(59));
        await draft.Body.WriteAsync(RandomContent(3_000_000));
        _clock.Advance(TimeSpan.FromMinutes(2));
        // The writer has been heard of two minutes ago.
        await store.CleanUpAsync();
        (await draft.CommitAsync("late")).Length.ShouldBe(6_000_000);
        (await Bucket.Files.Find(FilterDefinition<BsonDocument>.Empty).ToListAsync()).Select(file => file["filename"].AsString).ShouldBe(["kept", "late"], ignoreOrder: true);
        (await Bucket.Chunks.DistinctAsync<BsonValue>("files_id", FilterDefinition<BsonDocument>.Empty)).ToList().Count.ShouldBe(2);
        await draft.DisposeAsync();
        (await ReadAsync(store, "late")).Length.ShouldBe(6_000_000);
    }

    [Fact]
    public async Task An_upload_of_the_platform_is_swept_whatever_its_number()
    {
        await Bucket.Driver.UploadFromBytesAsync("tmp--1234567890", RandomContent(10));
        await Bucket.Driver.UploadFromBytesAsync("tmp-no-number", RandomContent(10));
        await using var store = await GridFSStore.OpenAsync(Bucket.Options, _clock);
        _clock.Advance(TimeSpan.FromHours(2));
        (await store.CleanUpAsync()).ShouldBe(1);
        (await Bucket.Files.Find(FilterDefinition<BsonDocument>.Empty).SingleAsync())["filename"].AsString.ShouldBe("tmp-no-number");
    }

    [Fact]
    public async Task Chunks_without_a_file_are_swept_a_day_after_the_last_was_written()
    {
        var (twoDays, hours) = (TimeSpan.FromDays(2), TimeSpan.FromHours(20));
        var refused = await AddChunksAsync(twoDays, twoDays, count: 1001);
        var living = await AddChunksAsync(twoDays, hours);
        var young = await AddChunksAsync(hours, hours);
        var afterwards = await AddChunksAsync(twoDays, twoDays);
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        await WriteAsync(store, "kept", RandomContent(5000));
        var kept = (await Bucket.Files.Find(FilterDefinition<BsonDocument>.Empty).SingleAsync())["_id"].AsObjectId;
        (await store.CleanUpAsync()).ShouldBe(2);
        var left = await (await Bucket.Chunks.DistinctAsync<ObjectId>("files_id", FilterDefinition<BsonDocument>.Empty)).ToListAsync();
        left.ShouldBe([living, young, kept], ignoreOrder: true);
        (await store.CleanUpAsync()).ShouldBe(0);
        left.ShouldNotContain(refused);
        left.ShouldNotContain(afterwards);
    }

    [Fact]
    public async Task Chunks_of_an_upload_under_way_stay_though_this_machines_clock_is_years_ahead()
    {
        var (begun, lastWritten) = (TimeSpan.FromHours(2), TimeSpan.FromMinutes(1));
        var living = await AddChunksAsync(begun, lastWritten);
        await using var store = await GridFSStore.OpenAsync(Bucket.Options, new TestClock(DateTimeOffset.UtcNow.AddYears(2)));
        (await store.CleanUpAsync()).ShouldBe(0);
        (await (await Bucket.Chunks.DistinctAsync<ObjectId>("files_id", FilterDefinition<BsonDocument>.Empty)).ToListAsync()).ShouldBe([living]);
    }

    [Fact]
    public async Task An_old_file_keeps_its_chunks()
    {
        var old = ObjectId.GenerateNewId(DateTime.UtcNow.AddDays(-2));
        await Bucket.Driver.UploadFromBytesAsync("blob", RandomContent(10));
        var (file, chunk) = (await Bucket.Files.Find(FilterDefinition<BsonDocument>.Empty).SingleAsync(), await Bucket.Chunks.Find(FilterDefinition<BsonDocument>.Empty).SingleAsync());
        (file["_id"], chunk["files_id"], chunk["_id"]) = (old, old, ObjectId.GenerateNewId(DateTime.UtcNow.AddDays(-2)));
        await Bucket.Files.DeleteManyAsync(FilterDefinition<BsonDocument>.Empty);
        await Bucket.Chunks.DeleteManyAsync(FilterDefinition<BsonDocument>.Empty);
        await Bucket.Files.InsertOneAsync(file);
        await Bucket.Chunks.InsertOneAsync(chunk);
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        (await store.CleanUpAsync()).ShouldBe(0);
        (await ReadAsync(store, "blob")).ShouldBe(RandomContent(10));
    }

    [Fact]
    public async Task Documents_that_are_none_of_GridFS_hide_nothing_and_are_named()
    {
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        foreach (var key in (string[])["a", "c"])
            await Bucket.Driver.UploadFromBytesAsync(key, RandomContent(10));
        var lengthless = FileOf("b");
        lengthless.Remove("length");
        var dated = FileOf("d");
        dated["uploadDate"] = "yesterday";
        BsonDocument[] strays = [lengthless, dated, new() { ["_id"] = "nameless" }, new() { ["_id"] = 7, ["filename"] = 7 }];
        await Bucket.Files.InsertManyAsync(strays);

        (await store.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(["a", "c"]);
        var named = await store.Ability<IFindsStrayFiles>()!.ListStrayFilesAsync().ToListAsync();
        named.Select(stray => stray.Path).ShouldBe(strays.Select(stray => $"{Bucket.Files.CollectionNamespace}/{stray["_id"]}"), ignoreOrder: true);
        (await FailsAsync(BlobError.Damaged, async () => await store.StatAsync("b"))).Message.ShouldContain("lacks a field of GridFS");
        await store.CleanUpAsync();
        (await Bucket.Files.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty)).ShouldBe(6);
    }

    [Fact]
    public async Task A_damaged_file_that_is_set_aside_leaves_the_other_of_its_name()
    {
        var content = RandomContent(10_000);
        await Bucket.Files.InsertOneAsync(FileOf("blob"));
        await Bucket.Files.UpdateOneAsync(FilterDefinition<BsonDocument>.Empty, Builders<BsonDocument>.Update.Set("length", 5L).Set("uploadDate", DateTime.UtcNow.AddHours(1)));
        await Bucket.Driver.UploadFromBytesAsync("blob", content);
        await using var store = await GridFSStore.OpenAsync(Bucket.Options);
        await FailsAsync(BlobError.Damaged, () => ReadAsync(store, "blob"));
        (await store.QuarantineAsync((await store.StatAsync("blob"))!.Value)).ShouldNotBeNull();
        (await ReadAsync(store, "blob")).ShouldBe(content);
    }

    [Fact]
    public async Task A_writer_that_stood_still_for_too_long_is_told_and_leaves_nothing()
    {
        await using var store = await GridFSStore.OpenAsync(Bucket.Options, _clock);
        await using (var draft = await store.BeginWriteAsync())
        {
            await draft.Body.WriteAsync(RandomContent(3_000_000));
            _clock.Advance(TimeSpan.FromHours(2));
            (await store.CleanUpAsync()).ShouldBe(1);
            await FailsAsync(BlobError.Unavailable, async () => await draft.CommitAsync("blob"));
        }
        (await store.StatAsync("blob")).ShouldBeNull();
        (await Bucket.Files.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty)).ShouldBe(0);
        (await Bucket.Chunks.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty)).ShouldBe(0);
    }

    [Fact]
    public async Task Readers_read_on_what_is_deleted_or_replaced()
    {
        await using var store = await GridFSStore.OpenAsync(Bucket.LargeChunks);
        var content = RandomContent(5_000_000);
        await WriteAsync(store, "blob", content);
        await using var first = await store.OpenAsync("blob");
        await WriteAsync(store, "blob", RandomContent(10), new WriteOptions { Replace = true });
        await store.CleanUpAsync();
        var read = new byte[content.Length];
        await first.Body.ReadExactlyAsync(read);
        read.AsSpan().SequenceEqual(content).ShouldBeTrue();
        (await ReadAsync(store, "blob")).ShouldBe(RandomContent(10));
    }

    private async Task<ObjectId> AddChunksAsync(TimeSpan begun, TimeSpan lastWritten, int count = 2)
    {
        var owner = ObjectId.GenerateNewId(DateTime.UtcNow - begun);
        await Bucket.Chunks.InsertManyAsync(Enumerable.Range(0, count).Select(number => new BsonDocument
        {
            ["_id"] = ObjectId.GenerateNewId(DateTime.UtcNow - (number == count - 1 ? lastWritten : begun)),
            ["files_id"] = owner,
            ["n"] = number,
            ["data"] = new BsonBinaryData([1]),
        }));
        return owner;
    }

    private static BsonDocument FileOf(string name) =>
        new() { ["_id"] = ObjectId.GenerateNewId(), ["length"] = 0L, ["chunkSize"] = 261_120, ["uploadDate"] = DateTime.UtcNow, ["filename"] = name };
}
