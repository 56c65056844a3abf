using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.S3;

/// <summary>Content larger than one part.</summary>
public sealed class UploadTests : BucketTest
{
    [Theory]
    [InlineData(5 << 20, true)]
    [InlineData((5 << 20) + 1, true)]
    [InlineData((5 << 20) + 1, false)]
    [InlineData(17_000_003, true)]
    [InlineData(17_000_003, false)]
    public async Task Content_of_several_parts_comes_back_and_leaves_nothing_else(int length, bool isKeyKnown)
    {
        await using var store = await OpenAsync();
        var content = RandomContent(length);
        await using (var draft = await store.BeginWriteAsync(new WriteOptions { Key = isKeyKnown ? "blob" : null }))
        {
            foreach (var block in content.Chunk(300_001))
                await draft.Body.WriteAsync(block);
            (await store.StatAsync("blob")).ShouldBeNull();
            (await draft.CommitAsync("blob")).Length.ShouldBe(length);
        }
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        await ShouldHoldOnlyAsync("content/blob");
    }

    [Fact]
    public async Task Content_of_several_parts_that_is_there_already_stays_and_becomes_young()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, "blob", RandomContent(10));
        foreach (var key in new[] { "blob", null })
        {
            var stat = await WriteAsync(store, "blob", RandomContent(11_000_000), new WriteOptions { Key = key });
            stat.Length.ShouldBe(10);
            stat.ShouldBe((await store.StatAsync("blob"))!.Value);
        }
        await ShouldHoldOnlyAsync("content/blob");
    }

    [Fact]
    public async Task Content_of_several_parts_takes_the_place_of_other_content_only_if_that_is_unchanged()
    {
        await using var store = await OpenAsync();
        var seen = await WriteAsync(store, "blob", RandomContent(11_000_000));
        await WriteAsync(store, "blob", RandomContent(12_000_000), new WriteOptions { Key = "blob", Replace = true });
        await FailsAsync(BlobError.Conflict, () => WriteAsync(store, "blob", RandomContent(13_000_000), new WriteOptions { Replace = true, IfUnchanged = seen }));
        (await store.StatAsync("blob")).ShouldNotBeNull().Length.ShouldBe(12_000_000);
        await ShouldHoldOnlyAsync("content/blob");
    }

    [Fact]
    public async Task A_draft_given_up_leaves_no_part()
    {
        await using var store = await OpenAsync();
        foreach (var key in new[] { "blob", null })
        {
            await using var draft = await store.BeginWriteAsync(new WriteOptions { Key = key });
            await draft.Body.WriteAsync(RandomContent(17_000_000));
            (await Bucket.UploadsAsync()).ShouldHaveSingleItem();
        }
        await ShouldHoldOnlyAsync();
    }

    [Fact]
    public async Task A_blob_of_several_parts_is_made_young_by_a_copy_in_parts()
    {
        await using var store = await OpenAsync();
        var content = RandomContent(12_000_000);
        await WriteAsync(store, "blob", content);
        (await store.TouchAsync("blob")).ShouldNotBeNull().Length.ShouldBe(content.Length);
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        await ShouldHoldOnlyAsync("content/blob");
    }

    private async Task<S3Store> OpenAsync() => await S3Store.OpenAsync(Bucket.Options with { Prefix = "content", CopyPartSize = S3StoreOptions.MinPartSize });

    private async Task ShouldHoldOnlyAsync(params string[] names)
    {
        (await Bucket.ObjectsAsync()).Where(name => name != "content/.archivolt/probe").ShouldBe(names);
        (await Bucket.UploadsAsync()).ShouldBeEmpty();
    }
}
