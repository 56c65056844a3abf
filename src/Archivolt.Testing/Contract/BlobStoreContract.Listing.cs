using Archivolt.Blobs;
using Archivolt.Stores;
using Shouldly;
using Xunit;

namespace Archivolt.Testing;

// Every committed blob, in key order, from any point on.
public abstract partial class BlobStoreContract
{
    [Fact]
    public async Task An_empty_store_lists_nothing()
    {
        await ShouldListAsync();
        if (Store.Traits.Listing == Listing.Ordered)
            (await ListAsync(after: "anything")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Listing_is_in_key_order_and_can_be_resumed_anywhere()
    {
        if (await RefusesOrderedListingAsync())
            return;
        // Signs around '/' are where a walk over directories goes wrong first.
        string[] keys = ["B", "a!b", "a-b", "a.b/x", "a/b", "a/B/c", "a/B-c", "a0", "aB", "ab", "b", "b0", "Z", "_", "á", "áá/b", "日本", "\uFF5E", "\U0001F4C4", "\U0001F4C4a", "\uE000"];
        var taken = new List<string>();
        foreach (var key in keys)
        {
            if (!await IsValidAsync(key))
                continue;
            await PutAsync(key, Content(key.Length));
            taken.Add(key);
        }
        var ordered = taken.Order(KeyOrder.Comparer).ToList();
        var listed = await ListAsync();
        listed.Select(blob => blob.Key).ShouldBe(ordered);
        foreach (var blob in listed)
            (await Store.StatAsync(blob.Key)).ShouldBe(blob);
        foreach (var after in ordered.SelectMany(key => new[] { key, key[..^1], $"{key}!", $"{key}/", $"{key}~" }).Append("~~~").Append(" "))
            (await KeysAsync(after)).ShouldBe(ordered.Where(key => KeyOrder.IsAfter(key, after)), $"after {Shown(after)}");
    }

    [Fact]
    public async Task Many_blobs_are_listed_once_each()
    {
        if (await RefusesOrderedListingAsync())
            return;
        var keys = Enumerable.Range(0, ManyBlobs).Select(i => DigestAlgorithm.Md5.Hash(BitConverter.GetBytes(i)).Hex).ToList();
        foreach (var key in keys)
            await PutAsync(key, Content(1));
        keys.Sort(KeyOrder.Comparer);
        (await KeysAsync()).ShouldBe(keys);
        (await KeysAsync(after: keys[ManyBlobs / 3])).ShouldBe(keys.Skip((ManyBlobs / 3) + 1));
        (await KeysAsync(after: keys[^1])).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_listing_may_be_left_early_and_started_again()
    {
        if (await RefusesOrderedListingAsync())
            return;
        foreach (var key in new[] { "a", "b", "c" })
            await PutAsync(key, Content(1));
        await SettleListingAsync();
        for (var i = 0; i < 3; i++)
        {
            await foreach (var blob in Store.ListAsync())
            {
                blob.Key.ShouldBe("a");
                break;
            }
        }
        (await KeysAsync()).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Blobs_that_stay_are_listed_once_while_others_come_and_go()
    {
        if (await RefusesWritesAsync() || await RefusesOrderedListingAsync())
            return;
        var staying = Enumerable.Range(0, 40).Select(i => $"stay{i:00}").ToList();
        foreach (var key in staying)
        {
            await WriteAsync(key, Content(5));
            await WriteAsync($"{key}-going", Content(5));
        }
        await SettleListingAsync();
        var seen = new List<string>();
        await foreach (var blob in Store.ListAsync())
        {
            seen.Add(blob.Key);
            await Store.DeleteAsync($"stay{seen.Count % 40:00}-going", DeletionProof.ForTest);
            await WriteAsync($"stay{(seen.Count * 7) % 40:00}-coming", Content(5));
            if (seen.Count > 300)
                break;
        }
        seen.Where(key => key.Length == "stay00".Length).ShouldBe(staying);
        seen.ShouldBe(seen.Distinct().Order(KeyOrder.Comparer));
    }
}
