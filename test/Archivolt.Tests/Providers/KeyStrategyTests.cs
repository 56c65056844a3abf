using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Tests.Providers;

public sealed class KeyStrategyTests
{
    private static readonly KeyStrategy ByDocument = new KeyStrategy.ByDocument(DigestAlgorithm.Md5);
    private static readonly KeyStrategy ByDigest = new KeyStrategy.ByDigest(DigestAlgorithm.Md5);

    [Theory]
    [InlineData("content", "id")]
    [InlineData("files/0/file", "id-files-0-file")]
    [InlineData("files:files/0/file", "id-files_files-0-file")]
    [InlineData("bl:myListOfBlob/0", "id-bl_myListOfBlob-0")]
    public void A_document_names_its_blobs(string xpath, string key) =>
        ByDocument.KeyBeforeContent(BlobSource.FromText("x"), new BlobOwner("default", "id", xpath)).ShouldBe(key);

    [Fact]
    public async Task Without_a_document_there_is_no_such_name()
    {
        await using var provider = new BlobProvider("records", new MemoryStore(), new BlobProviderOptions { KeyStrategy = ByDocument });
        var exception = await Should.ThrowAsync<BlobException>(() => provider.WriteAsync(BlobSource.FromText("x")));
        exception.Error.ShouldBe(BlobError.InvalidKey);
        exception.Message.ShouldBe("This provider names content after its document: write it through a document, not directly.");
    }

    [Fact]
    public async Task A_document_replaces_its_blob()
    {
        await using var provider = new BlobProvider("records", new MemoryStore(), new BlobProviderOptions { KeyStrategy = ByDocument });
        var owner = new BlobOwner("default", "5d41402a-bc4b", "content");
        await provider.WriteAsync(BlobSource.FromText("foo"), owner);
        var info = await provider.WriteAsync(BlobSource.FromText("barbaz"), owner);
        info.Key.ToString().ShouldBe("records:5d41402a-bc4b");
        info.Digest.ShouldBe(DigestAlgorithm.Md5.Hash("barbaz"u8).Hex);
        (await provider.ListAsync().ToListAsync()).ShouldHaveSingleItem().Length.ShouldBe(6);
    }

    [Theory]
    [InlineData("other:abc", "abc")]
    [InlineData("other:abc@7", "abc")]
    [InlineData("other:doc:with:colons@1@2", "doc:with:colons")]
    [InlineData("abc", "abc")]
    public async Task A_managed_blob_keeps_its_key_without_prefix_and_version(string stored, string key)
    {
        await using var provider = new BlobProvider("p", new MemoryStore(), new BlobProviderOptions { KeyStrategy = new KeyStrategy.Managed(ByDigest) });
        var info = await provider.WriteAsync(BlobSource.FromText("content").With(storedAt: BlobKey.Parse(stored)));
        info.Key.ShouldBe(new BlobKey("p", key));
        info.Digest.ShouldBe(DigestAlgorithm.Md5.Hash("content"u8).Hex);
    }

    [Fact]
    public async Task Other_content_falls_to_the_inner_strategy()
    {
        await using var provider = new BlobProvider("p", new MemoryStore(), new BlobProviderOptions { KeyStrategy = new KeyStrategy.Managed(ByDigest) });
        (await provider.WriteAsync(BlobSource.FromText("content"))).Key.Key.ShouldBe(DigestAlgorithm.Md5.Hash("content"u8).Hex);
        new KeyStrategy.Managed(ByDocument).KeyBeforeContent(BlobSource.FromText("x"), new BlobOwner("default", "id", "content")).ShouldBe("id");
    }

    [Fact]
    public async Task Content_that_others_name_cannot_be_written()
    {
        await using var provider = new BlobProvider("p", new MemoryStore(), new BlobProviderOptions { KeyStrategy = new KeyStrategy.Foreign(DigestAlgorithm.Md5) });
        (await Should.ThrowAsync<BlobException>(() => provider.WriteAsync(BlobSource.FromText("x")))).Error.ShouldBe(BlobError.ReadOnly);
    }

    [Fact]
    public void Only_keys_that_are_digests_promise_one()
    {
        var digest = DigestAlgorithm.Sha256.Hash("content"u8);
        ByDigest.DigestOf(digest.Hex).ShouldBe(digest);
        ByDigest.DigestOf("id").ShouldBeNull();
        new KeyStrategy.Managed(ByDigest).DigestOf(digest.Hex).ShouldBe(digest);
        ByDocument.DigestOf(digest.Hex).ShouldBeNull();
        new KeyStrategy.Foreign(DigestAlgorithm.Md5).DigestOf(digest.Hex).ShouldBeNull();
    }
}
