using Archivolt.Blobs;
using Archivolt.Layers;
using Archivolt.Layers.Mirroring;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Layers.Mirroring;

public sealed class MirroredTests : IAsyncDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 600_000).Select(i => (byte)(i * 7))];
    private static readonly string Key = DigestAlgorithm.Sha256.Hash(Content).Hex;

    private readonly MemoryStore _a = new("a");
    private readonly MemoryStore _b = new("b");

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Fact]
    public void It_prints_and_promises_what_its_copies_do()
    {
        var mirrored = new Mirrored(_a, _b);
        mirrored.ToString().ShouldBe("Mirrored(Memory \"a\", Memory \"b\")");
        mirrored.Traits.Durability.ShouldBe(Durability.None);
    }

    [Fact]
    public void It_takes_the_narrower_limits_of_its_copies()
    {
        var traits = new Mirrored(new Described(_a.Traits with { MaxKeyLength = 300, MaxLength = 10 }), new Described(_b.Traits with { MaxKeyLength = 200 })).Traits;
        (traits.MaxKeyLength, traits.MaxLength).ShouldBe((200, 10));
        new Mirrored(_a, new Described(_b.Traits with { Listing = Listing.Unordered, CanReplace = false })).Traits.ShouldSatisfyAllConditions(
            one => one.Listing.ShouldBe(Listing.Unordered), one => one.CanReplace.ShouldBeFalse());
    }

    [Fact]
    public void What_one_copy_can_do_is_not_what_both_can()
    {
        // A lock on one copy, a URL of one copy, the cold tier of one copy: none of it is true of the blob.
        var mirrored = new Mirrored(new Cold(new Retained(_a, new MemoryStore("retention")), new MemoryStore("cold")), _b);
        mirrored.GetService(typeof(IRetainsContent)).ShouldBeNull();
        mirrored.GetService(typeof(IColdStorage)).ShouldBeNull();
        mirrored.GetService(typeof(ISignsUrls)).ShouldBeNull();
        mirrored.GetService(typeof(IListsKeys)).ShouldBeNull();
        mirrored.GetService(typeof(MemoryStore)).ShouldBeNull();
        mirrored.GetService(typeof(ITouch)).ShouldBeSameAs(mirrored, "both copies have it");
        mirrored.GetService(typeof(IMirrors)).ShouldBeSameAs(mirrored);
    }

    [Fact]
    public async Task A_write_is_in_both_copies_before_it_is_acknowledged()
    {
        var mirrored = new Mirrored(_a, _b);
        await PutAsync(mirrored, Key, Content);
        (await ReadAsync(_a)).ShouldBe(Content);
        (await ReadAsync(_b)).ShouldBe(Content);
    }

    [Theory]
    [InlineData("begin: fail NoSpace")]
    [InlineData("write: fail IO after 300000")]
    [InlineData("commit: fail Unavailable")]
    public async Task A_copy_that_cannot_be_written_fails_the_write_unless_one_is_enough(string fault)
    {
        await Should.ThrowAsync<BlobException>(() => PutAsync(new Mirrored(_a, new FaultyStore(_b, fault)), Key, Content));
        var any = new Mirrored(new FaultyStore(new MemoryStore("c"), fault), _b, MirrorWrites.Any);
        await PutAsync(any, Key, Content);
        (await ReadAsync(any)).ShouldBe(Content);
    }

    [Fact]
    public async Task What_only_the_mirror_has_is_read_there_and_brought_back()
    {
        await PutAsync(_b, Key, Content);
        var mirrored = new Mirrored(_a, _b);
        (await ReadAsync(mirrored)).ShouldBe(Content);
        await mirrored.WhenIdleAsync();
        (await ReadAsync(_a)).ShouldBe(Content);
        (await KeysAsync(mirrored)).ShouldBe([Key]);
    }

    [Fact]
    public async Task A_stream_that_fails_in_the_middle_goes_on_from_the_mirror()
    {
        await PutAsync(_a, Key, Content);
        await PutAsync(_b, Key, Content);
        var faulty = new FaultyStore(_a, "read: fail IO after 100000; open: fail Unavailable from 3rd");
        var mirrored = new Mirrored(faulty, _b);
        (await ReadAsync(mirrored)).ShouldBe(Content);
        await using var range = await mirrored.OpenAsync(Key, ByteRange.From(50_000, 200_000));
        using var bytes = new MemoryStream();
        await range.Body.CopyToAsync(bytes);
        bytes.ToArray().ShouldBe(Content[50_000..250_000]);
        (await ReadAsync(mirrored)).ShouldBe(Content);
        faulty.VerifyAllFaultsHappened();
    }

    [Fact]
    public async Task Other_content_does_not_go_on_where_a_stream_failed()
    {
        await PutAsync(_a, "record", Content);
        await PutAsync(_b, "record", Content[..^1]);
        var mirrored = new Mirrored(new FaultyStore(_a, "read: fail IO after 100000"), _b);
        (await Should.ThrowAsync<BlobException>(() => ReadAsync(mirrored, "record"))).Error.ShouldBe(BlobError.IO);
    }

    [Fact]
    public async Task Nothing_is_missing_while_a_copy_is_out_of_reach()
    {
        var mirrored = new Mirrored(_a, new FaultyStore(_b, "stat: fail Unavailable; open: fail Timeout"));
        (await Should.ThrowAsync<BlobException>(async () => await mirrored.StatAsync(Key))).Error.ShouldBe(BlobError.Unavailable);
        (await Should.ThrowAsync<BlobException>(async () => await mirrored.OpenAsync(Key))).Error.ShouldBe(BlobError.Timeout);
        await PutAsync(_a, Key, Content);
        (await mirrored.StatAsync(Key)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_deletion_that_cannot_reach_the_mirror_deletes_nothing()
    {
        await PutAsync(_a, Key, Content);
        await PutAsync(_b, Key, Content);
        var mirrored = new Mirrored(_a, new FaultyStore(_b, "delete: fail Unavailable once"));
        var proof = DeletionProof.ForTest;
        await Should.ThrowAsync<BlobException>(async () => await mirrored.DeleteAsync(Key, proof));
        (await _a.StatAsync(Key)).ShouldNotBeNull();
        (await mirrored.DeleteAsync(Key, proof)).ShouldBeTrue();
        (await _a.StatAsync(Key)).ShouldBeNull();
        (await _b.StatAsync(Key)).ShouldBeNull();
    }

    [Fact]
    public async Task The_listing_is_the_union_in_key_order()
    {
        foreach (var key in new[] { "a", "c", "\uE000", "d" })
            await PutAsync(_a, key, [1]);
        foreach (var key in new[] { "b", "c", "\U00010000", "e" })
            await PutAsync(_b, key, [1]);
        (await KeysAsync(new Mirrored(_a, _b))).ShouldBe(["a", "b", "c", "d", "e", "\uE000", "\U00010000"]);
        (await KeysAsync(new Mirrored(_a, _b), "b")).ShouldBe(["c", "d", "e", "\uE000", "\U00010000"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Healing_replaces_the_bad_copy_whichever_it_is(bool primary)
    {
        await PutAsync(_a, Key, Content);
        await PutAsync(_b, Key, Content);
        var (bad, good) = primary ? (_a, _b) : (_b, _a);
        await DamageAsync(bad, bytes => bytes[7] ^= 1);
        var mirrored = new Mirrored(_a, _b);

        var healing = await HealAsync(mirrored);

        healing.Result.Health.ShouldBe(BlobHealth.Sound);
        var healed = healing.Healed.ShouldHaveSingleItem();
        (healed.Store, healed.Was.Damage).ShouldBe((bad.Traits.Name, BlobDamage.WrongDigest));
        healed.Place.ShouldNotBeNull();
        (await ReadAsync(bad)).ShouldBe(Content);
        (await ReadAsync(good)).ShouldBe(Content);
        (await HealAsync(mirrored)).Healed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Healing_brings_what_is_missing()
    {
        await PutAsync(_a, Key, Content);
        var healed = (await HealAsync(new Mirrored(_a, _b))).Healed.ShouldHaveSingleItem();
        (healed.Was.Health, healed.Place).ShouldBe((BlobHealth.Missing, null));
        (await ReadAsync(_b)).ShouldBe(Content);
    }

    [Fact]
    public async Task Where_all_copies_are_damaged_nothing_is_copied()
    {
        await PutAsync(_a, Key, Content[..^1]);
        await PutAsync(_b, Key, Content[1..]);
        var healing = await HealAsync(new Mirrored(_a, _b));
        healing.Result.Health.ShouldBe(BlobHealth.Damaged);
        healing.Healed.ShouldBeEmpty();
        (await ReadAsync(_a)).ShouldBe(Content[..^1]);
    }

    [Fact]
    public async Task The_good_copy_is_checked_again_on_its_way()
    {
        await PutAsync(_a, Key, Content[..^1]);
        await PutAsync(_b, Key, Content);
        // Sound when it is looked at, wrong when it is copied.
        var mirrored = new Mirrored(_a, new FaultyStore(_b, "read: flip after 5 on 2nd"));
        var healing = await HealAsync(mirrored);
        healing.Healed.ShouldBeEmpty();
        healing.Unchecked.ShouldHaveSingleItem().ShouldContain("should hash to");
        (await ReadAsync(_a)).ShouldBe(Content[..^1]);
    }

    [Fact]
    public async Task A_copy_out_of_reach_is_neither_bad_nor_good()
    {
        await PutAsync(_a, Key, Content);
        var one = await HealAsync(new Mirrored(_a, new FaultyStore(_b, "open: fail Unavailable")));
        (one.Result.Health, one.Healed.Count, one.Unchecked.Count).ShouldBe((BlobHealth.Sound, 0, 1));
        await DamageAsync(_a, bytes => bytes[7] ^= 1);
        var none = new Mirrored(_a, new FaultyStore(_b, "open: fail Unavailable"));
        (await Should.ThrowAsync<BlobException>(() => HealAsync(none))).Error.ShouldBe(BlobError.Unavailable);
    }

    [Fact]
    public async Task Where_keys_promise_nothing_the_copy_written_last_counts()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        var (a, b) = (new MemoryStore("a", clock), new MemoryStore("b", clock));
        await PutAsync(a, "record", "old"u8.ToArray());
        clock.Advance(TimeSpan.FromMinutes(1));
        await PutAsync(b, "record", "new!"u8.ToArray());
        var mirrored = new Mirrored(a, b);
        var strategy = new KeyStrategy.ByDocument(DigestAlgorithm.Md5);
        var healing = await mirrored.HealAsync("record", (copy, cancelled) => BlobVerifier.VerifyAsync(copy, "record", strategy, Stream.Null, null, cancelled));
        healing.Healed.ShouldHaveSingleItem();
        (await ReadAsync(a, "record")).ShouldBe("new!"u8.ToArray());
    }

    [Fact]
    public async Task Both_copies_are_set_aside_and_put_back_together()
    {
        var mirrored = new Mirrored(_a, _b);
        await PutAsync(mirrored, "x|y%", Content);
        var seen = (await mirrored.StatAsync("x|y%")).ShouldNotBeNull();
        var place = (await mirrored.QuarantineAsync(seen)).ShouldNotBeNull();
        (await _a.StatAsync("x|y%")).ShouldBeNull();
        (await _b.StatAsync("x|y%")).ShouldBeNull();
        (await mirrored.ReleaseAsync("x|y%", place)).ShouldBeTrue();
        (await ReadAsync(_a, "x|y%")).ShouldBe(Content);
        (await ReadAsync(_b, "x|y%")).ShouldBe(Content);
    }

    private static Task<MirrorHealing> HealAsync(Mirrored mirrored) => mirrored.HealAsync(
        Key, (copy, cancelled) => BlobVerifier.VerifyAsync(copy, Key, new KeyStrategy.ByDigest(DigestAlgorithm.Sha256), Stream.Null, null, cancelled));

    private static async Task PutAsync(IBlobStore store, string key, byte[] content)
    {
        await using var draft = await store.BeginWriteAsync(new WriteOptions { Replace = true });
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync(key);
    }

    private static async Task DamageAsync(IBlobStore store, Action<byte[]> change)
    {
        var bytes = await ReadAsync(store);
        change(bytes);
        await PutAsync(store, Key, bytes);
    }

    private static async Task<byte[]> ReadAsync(IBlobStore store, string? key = null)
    {
        await using var content = await store.OpenAsync(key ?? Key);
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<List<string>> KeysAsync(IBlobStore store, string? after = null)
    {
        var keys = new List<string>();
        await foreach (var stat in store.ListAsync(after))
            keys.Add(stat.Key);
        return keys;
    }

    private sealed class Described(StoreTraits traits) : StoreLayer(new MemoryStore())
    {
        public override StoreTraits Traits => traits;
    }
}
