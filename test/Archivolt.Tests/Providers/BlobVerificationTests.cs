using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Providers;

public sealed class BlobVerificationTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 600_000).Select(i => (byte)(i * 7))];
    private static readonly string Key = DigestAlgorithm.Sha256.Hash(Content).Hex;

    [Theory]
    [InlineData("read: flip after 400000", "The content hashes to sha-256:", BlobDamage.WrongDigest)]
    [InlineData("read: cut after 400000", "The content hashes to sha-256:", BlobDamage.WrongDigest)]
    [InlineData("read: fail Damaged after 400000", "This store was told to read: fail Damaged", BlobDamage.NotAuthentic)]
    [InlineData("read: fail IO", "This store was told to read: fail IO", BlobDamage.Unreadable)]
    [InlineData("open: fail Damaged", "This store was told to open: fail Damaged", BlobDamage.NotAuthentic)]
    public async Task Damage_is_found_and_explained(string fault, string detail, BlobDamage damage)
    {
        await using var provider = await ProviderAsync(fault);
        var found = await provider.VerifyAsync(Key);
        (found.Health, found.Damage).ShouldBe((BlobHealth.Damaged, damage));
        found.Detail.ShouldNotBeNull().ShouldStartWith(detail);
    }

    [Fact]
    public async Task A_store_out_of_reach_says_nothing_about_its_blobs()
    {
        await using var provider = await ProviderAsync("open: fail Unavailable");
        (await Should.ThrowAsync<BlobException>(() => provider.VerifyAsync(Key))).Error.ShouldBe(BlobError.Unavailable);
    }

    [Fact]
    public async Task Progress_is_told_while_one_blob_is_read()
    {
        await using var provider = await ProviderAsync("");
        var reported = new List<long>();
        await provider.VerifyAsync(Key, new Reports(reported.Add));
        reported.ShouldBe([256 * 1024, 512 * 1024, 600_000]);
    }

    [Fact]
    public async Task What_is_not_here_is_missing()
    {
        await using var provider = await ProviderAsync("");
        var found = await provider.VerifyAsync("0000");
        (found.Key, found.Health, found.Length).ShouldBe(("0000", BlobHealth.Missing, 0));
    }

    [Fact]
    public async Task A_digest_of_any_algorithm_is_checked_by_its_own()
    {
        await using var provider = await ProviderAsync("");
        foreach (var algorithm in DigestAlgorithm.All)
        {
            var (right, wrong) = (algorithm.Hash("content"u8).Hex, algorithm.Hash("other"u8).Hex);
            await PutAsync(provider.Store, right, "content"u8.ToArray());
            await PutAsync(provider.Store, wrong, "content"u8.ToArray());
            (await provider.VerifyAsync(right)).Health.ShouldBe(BlobHealth.Sound);
            (await provider.VerifyAsync(wrong)).ShouldBe(new BlobVerification(
                wrong, BlobHealth.Damaged, 7, $"The content hashes to {algorithm.Hash("content"u8)}, its key says {algorithm.Hash("other"u8)}.", BlobDamage.WrongDigest));
        }
    }

    [Fact]
    public async Task Other_keys_promise_nothing_but_that_the_content_is_whole()
    {
        await using var store = new FaultyStore(new MemoryStore(), "read: cut after 5 on 2nd");
        await using var provider = new BlobProvider("p", store, new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Md5) });
        // A document id may look like a digest.
        var key = DigestAlgorithm.Md5.Hash("other"u8).Hex;
        await PutAsync(store, key, "content"u8.ToArray());
        (await provider.VerifyAsync(key)).ShouldBe(new BlobVerification(key, BlobHealth.Readable, 7) { Digest = DigestAlgorithm.Md5.Hash("content"u8) });
        (await provider.VerifyAsync(key)).ShouldBe(new BlobVerification(key, BlobHealth.Damaged, 5, "The content ends after 5 of 7 bytes.", BlobDamage.WrongLength));
    }

    private static async Task<BlobProvider> ProviderAsync(string faults)
    {
        var memory = new MemoryStore();
        await PutAsync(memory, Key, Content);
        return new BlobProvider("p", new FaultyStore(memory, faults));
    }

    private static async Task PutAsync(IBlobStore store, string key, byte[] content)
    {
        await using var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync(key);
    }

    private sealed class Reports(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
