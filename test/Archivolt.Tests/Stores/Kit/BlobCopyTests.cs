using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Archivolt.Testing;

namespace Archivolt.Tests.Stores.Kit;

public sealed class BlobCopyTests : IAsyncDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 600_000).Select(i => (byte)(i * 31 >> 3))];
    private static readonly Digest Right = DigestAlgorithm.Sha256.Hash(Content);

    private readonly MemoryStore _from = new("from");
    private readonly MemoryStore _to = new("to");

    [Fact]
    public async Task A_copy_is_the_same_content_and_tells_its_bytes()
    {
        await PutAsync(_from, Content);
        var progress = new Last();
        (await BlobCopy.MakeAsync(_from, _to, "key", Right, progress: progress)).ShouldBe(CopyOutcome.Copied);
        (await ContentDigest.FindAsync(_to, "key")).ShouldBe(new ContentDigest(Right, Content.Length));
        progress.Value.ShouldBe(Content.Length);
    }

    [Fact]
    public async Task What_is_there_already_is_read_and_not_copied_again()
    {
        await PutAsync(_from, Content);
        await PutAsync(_to, Content);
        var before = await _to.StatAsync("key");
        (await BlobCopy.MakeAsync(_from, _to, "key", Right)).ShouldBe(CopyOutcome.AlreadyThere);
        (await _to.StatAsync("key")).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_not_there_any_more_is_gone()
    {
        (await BlobCopy.MakeAsync(_from, _to, "key", Right)).ShouldBe(CopyOutcome.Gone);
        (await _to.StatAsync("key")).ShouldBeNull();
    }

    [Theory]
    [InlineData("read: flip after 300KiB", "hashes to")]
    [InlineData("read: cut after 300KiB", "should have 600000")]
    public async Task Of_a_damaged_original_there_is_no_copy(string fault, string told)
    {
        await PutAsync(_from, Content);
        await using var damaged = new FaultyStore(_from, Fault.ParseAll(fault));
        var failure = await Should.ThrowAsync<BlobException>(() => BlobCopy.MakeAsync(damaged, _to, "key", Right));
        (failure.Error, failure.Store, failure.Key).ShouldBe((BlobError.Damaged, damaged.Traits.Name, "key"));
        failure.Message.ShouldContain(told);
        (await _to.StatAsync("key")).ShouldBeNull();
    }

    [Fact]
    public async Task A_copy_that_cannot_be_read_back_whole_does_not_count()
    {
        await PutAsync(_from, Content);
        await using var bad = new FaultyStore(_to, Fault.ParseAll("read: flip after 300KiB"));
        var failure = await Should.ThrowAsync<BlobException>(() => BlobCopy.MakeAsync(_from, bad, "key"));
        (failure.Error, failure.Store).ShouldBe((BlobError.Damaged, bad.Traits.Name));
    }

    [Fact]
    public async Task Other_content_under_the_key_stays_unless_it_is_to_be_replaced()
    {
        await PutAsync(_from, Content);
        await PutAsync(_to, [1, 2, 3]);
        (await Should.ThrowAsync<BlobException>(() => BlobCopy.MakeAsync(_from, _to, "key", Right))).Error.ShouldBe(BlobError.Damaged);
        (await _to.StatAsync("key"))!.Value.Length.ShouldBe(3);
        (await BlobCopy.MakeAsync(_from, _to, "key", Right, replace: true)).ShouldBe(CopyOutcome.Copied);
        (await ContentDigest.FindAsync(_to, "key"))!.Digest.ShouldBe(Right);
    }

    [Fact]
    public async Task A_damaged_blob_in_the_way_is_replaced()
    {
        await PutAsync(_from, Content);
        await PutAsync(_to, Content);
        await using var refusing = new FaultyStore(_to, [Fault.Fail(FaultPoint.Read, BlobError.Damaged).Once()]);
        (await BlobCopy.MakeAsync(_from, refusing, "key", Right, replace: true)).ShouldBe(CopyOutcome.Copied);
    }

    [Fact]
    public async Task A_content_knows_its_digest_by_any_algorithm()
    {
        using var copy = new MemoryStream();
        var digest = await ContentDigest.OfAsync(new MemoryStream(Content), DigestAlgorithm.Md5, copy);
        digest.ShouldBe(new ContentDigest(DigestAlgorithm.Md5.Hash(Content), Content.Length));
        copy.ToArray().ShouldBe(Content);
        (await ContentDigest.FindAsync(_from, "nothing")).ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await _from.DisposeAsync();
        await _to.DisposeAsync();
    }

    private static async Task PutAsync(MemoryStore store, byte[] content)
    {
        await using var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync("key");
    }

    private sealed class Last : IProgress<long>
    {
        public long Value { get; private set; }

        public void Report(long value) => Value = value;
    }
}
