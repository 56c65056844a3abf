using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;
using Azure.Storage.Blobs.Specialized;

namespace Archivolt.Azure;

/// <summary>Content larger than one block, and what is left of it.</summary>
public sealed class UploadTests : ContainerTest
{
    [Theory]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData(7_000_003)]
    public async Task Content_of_several_blocks_comes_back_and_leaves_nothing_else(int length)
    {
        await using var store = await OpenAsync();
        var content = RandomContent(length);
        await using (var draft = await store.BeginWriteAsync())
        {
            foreach (var block in content.Chunk(300_001))
                await draft.Body.WriteAsync(block);
            (await store.StatAsync("blob")).ShouldBeNull();
            (await draft.CommitAsync("blob")).Length.ShouldBe(length);
        }
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        (await Container.BlobsAsync()).ShouldBe(["content/blob"]);
    }

    [Fact]
    public async Task Content_of_several_blocks_that_is_there_already_stays_and_is_replaced_only_unchanged()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, "blob", RandomContent(10));
        var stat = await WriteAsync(store, "blob", RandomContent(2_000_000));
        stat.Length.ShouldBe(10);
        stat.ShouldBe((await store.StatAsync("blob"))!.Value);
        await WriteAsync(store, "blob", RandomContent(3_000_000), new WriteOptions { Replace = true });
        await FailsAsync(BlobError.Conflict, () => WriteAsync(store, "blob", RandomContent(4_000_000), new WriteOptions { Replace = true, IfUnchanged = stat }));
        (await store.StatAsync("blob")).ShouldNotBeNull().Length.ShouldBe(3_000_000);
        (await Container.BlobsAsync()).ShouldBe(["content/blob"]);
    }

    [Fact]
    public async Task A_copy_whose_blocks_another_write_took_away_appears_all_the_same_or_keeps_what_is_there()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, "source", RandomContent(100));
        var seen = (await store.Container.FindAsync("content/source")).ShouldNotBeNull();
        var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        await store.Container.StageAsync("content/target", id, new MemoryStream(RandomContent(100)));
        (await store.Container.CopyAsync("content/source", "content/target", seen)).ShouldNotBeNull();
        (await store.Container.CommitAsync("content/target", [id], 100)).ShouldBeNull();
        (await ReadAsync(store, "target")).ShouldBe(RandomContent(100));
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_recognised()
    {
        await using var store = await OpenAsync();
        var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        await store.Container.StageAsync("content/blob", id, new MemoryStream(RandomContent(100)));
        var isNew = new global::Azure.Storage.Blobs.Models.BlobRequestConditions { IfNoneMatch = global::Azure.ETag.All };
        var first = (await store.Container.CommitAsync("content/blob", [id], 100, isNew)).ShouldNotBeNull();
        (await store.Container.CommitAsync("content/blob", [id], 100, isNew)).ShouldNotBeNull().ETag.ShouldBe(first.ETag);
    }

    [Fact]
    public async Task A_draft_given_up_leaves_no_block()
    {
        await using var store = await OpenAsync();
        await using (var draft = await store.BeginWriteAsync())
        {
            await draft.Body.WriteAsync(RandomContent(4_000_000));
            (await Container.BlobsAsync()).ShouldHaveSingleItem().ShouldStartWith("content/.archivolt/tmp/");
        }
        (await Container.BlobsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Abandoned_uploads_are_cleared_away_by_age_and_those_of_others_stay()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var store = await AzureStore.OpenAsync(Options, clock);
        await Container.Client.GetBlockBlobClient("content/others").StageBlockAsync("AAAA", new MemoryStream(RandomContent(10)));
        // Not disposed, as after a crash.
        var abandoned = await store.BeginWriteAsync();
        await abandoned.Body.WriteAsync(RandomContent(4_000_000));
        var writes = store.Ability<IResumableWrites>()!;
        var write = await writes.BeginAsync();
        await writes.AppendAsync(write.Id, 0, new MemoryStream(RandomContent(1000)));
        var cleans = store.Ability<ICleansTempFiles>()!;
        (await cleans.CleanUpAsync()).ShouldBe(0);
        (await Container.BlobsAsync()).Count.ShouldBe(3);
        clock.Advance(TimeSpan.FromDays(8));
        (await cleans.CleanUpAsync()).ShouldBe(2);
        (await Container.BlobsAsync()).ShouldBe(["content/others"]);
        (await writes.FindAsync(write.Id)).ShouldBeNull();
        await abandoned.DisposeAsync();
    }

    private async Task<AzureStore> OpenAsync() => await AzureStore.OpenAsync(Options);

    // A block has arrived when the next one was filled.
    private AzureStoreOptions Options => Container.Options with { Prefix = "content", ParallelBlocks = 1 };
}
