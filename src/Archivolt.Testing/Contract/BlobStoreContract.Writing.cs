using Archivolt.Blobs;
using Archivolt.Stores;
using Shouldly;
using Xunit;

namespace Archivolt.Testing;

// A draft nobody sees until it is committed; what is committed is whole.
public abstract partial class BlobStoreContract
{
    /// <summary>Content lengths around every usual block border.</summary>
    public static TheoryData<int> BlockBorders =>
        [0, 1, 4095, 4096, 4097, 65_535, 65_536, 65_537, 262_143, 262_144, 262_145, 1_048_577, 3_000_017];

    [Theory]
    [MemberData(nameof(BlockBorders))]
    public async Task Content_of_any_length_comes_back(int length)
    {
        var content = Content(length);
        await PutAsync("blob", content);
        await ShouldHoldAsync("blob", content);
    }

    [Fact]
    public async Task A_draft_is_invisible_until_it_is_committed()
    {
        if (await RefusesWritesAsync())
            return;
        var content = Content(300_000);
        await using var draft = await Store.BeginWriteAsync();
        await ShouldBeAbsentAsync("blob");
        await draft.Body.WriteAsync(content);
        await ShouldBeAbsentAsync("blob");
        await ShouldListAsync();

        var stat = await draft.CommitAsync("blob");

        stat.Key.ShouldBe("blob");
        stat.Length.ShouldBe(content.Length);
        await ShouldHoldAsync("blob", content);
        if (Store.Traits.Listing != Listing.None)
            (await ListAsync()).ShouldHaveSingleItem().ShouldBe((await Store.StatAsync("blob"))!.Value);
    }

    [Fact]
    public async Task The_body_of_a_draft_is_for_writing_only_and_needs_no_flush()
    {
        if (await RefusesWritesAsync())
            return;
        var content = Content(100_003);
        await using var draft = await Store.BeginWriteAsync();
        draft.Body.CanWrite.ShouldBeTrue();
        draft.Body.CanRead.ShouldBeFalse();
        draft.Body.CanSeek.ShouldBeFalse();
        draft.Body.WriteByte(content[0]);
        draft.Body.Write(content.AsSpan(1, 10));
        await draft.Body.WriteAsync(content.AsMemory(11, 70_000));
        await draft.Body.FlushAsync();
        draft.Body.Write(content, 70_011, content.Length - 70_011);
        await draft.CommitAsync("blob");
        await ShouldHoldAsync("blob", content);
    }

    [Fact]
    public async Task An_expected_length_is_only_a_hint()
    {
        if (await RefusesWritesAsync())
            return;
        foreach (var (hint, key) in new[] { (0L, "longer"), (5_000_000L, "shorter") })
        {
            await using var draft = await Store.BeginWriteAsync(new WriteOptions { ExpectedLength = hint });
            await draft.Body.WriteAsync(Content(10_000));
            await draft.CommitAsync(key);
            await ShouldHoldAsync(key, Content(10_000));
        }
    }

    [Fact]
    public async Task An_abandoned_draft_leaves_nothing()
    {
        if (await RefusesWritesAsync())
            return;
        foreach (var length in new[] { 0, 10, 1_000_000 })
        {
            await using var draft = await Store.BeginWriteAsync();
            await draft.Body.WriteAsync(Content(length));
        }
        await ShouldListAsync();
    }

    [Fact]
    public async Task A_draft_ends_with_its_commit()
    {
        if (await RefusesWritesAsync())
            return;
        var draft = await Store.BeginWriteAsync();
        await draft.Body.WriteAsync(Content(10));
        await draft.CommitAsync("blob");

        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("other"));
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.Body.WriteAsync(Content(10)));

        await draft.DisposeAsync();
        await draft.DisposeAsync();
        await ShouldListAsync("blob");
        await ShouldHoldAsync("blob", Content(10));
    }

    [Fact]
    public async Task A_draft_that_lacks_bytes_of_a_cancelled_write_takes_no_more_and_is_not_committed()
    {
        if (await RefusesWritesAsync())
            return;
        await using (var draft = await Store.BeginWriteAsync())
        {
            await draft.Body.WriteAsync(Content(10));
            await Should.ThrowAsync<OperationCanceledException>(async () => await draft.Body.WriteAsync(Content(10), new CancellationToken(canceled: true)));
            await Should.ThrowAsync<InvalidOperationException>(async () => await draft.Body.WriteAsync(Content(10)));
            Should.Throw<InvalidOperationException>(() => draft.Body.Write(Content(10)));
            await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("blob"));
        }
        await ShouldBeAbsentAsync("blob");
        await ShouldListAsync();
    }

    [Fact]
    public async Task A_draft_ends_with_its_disposal()
    {
        if (await RefusesWritesAsync())
            return;
        var draft = await Store.BeginWriteAsync();
        await draft.DisposeAsync();
        await draft.DisposeAsync();
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("blob"));
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.Body.WriteAsync(Content(10)));
        await ShouldListAsync();
    }

    [Fact]
    public async Task A_key_that_exists_keeps_its_content_and_the_write_succeeds()
    {
        if (await RefusesWritesAsync())
            return;
        await WriteAsync("blob", Content(1000, seed: 1));
        var again = await WriteAsync("blob", Content(2000, seed: 2));
        again.Length.ShouldBe(1000);
        await ShouldHoldAsync("blob", Content(1000, seed: 1));
        await ShouldListAsync("blob");
    }

    [Fact]
    public async Task Writing_again_makes_a_blob_young()
    {
        if (await RefusesWritesAsync())
            return;
        var first = await WriteAsync("blob", Content(10));
        (await Store.StatAsync("blob")).ShouldBe(first);
        Clock.Advance(TimeSpan.FromHours(2));

        var again = await WriteAsync("blob", Content(10));

        again.Modified.ShouldBeGreaterThanOrEqualTo(first.Modified + (FollowsClock ? TimeSpan.FromHours(1) : TimeSpan.Zero));
        (await Store.StatAsync("blob")).ShouldBe(again);
    }

    [Fact]
    public async Task Replacing_changes_content_and_length_at_once()
    {
        if (await RefusesWritesAsync() || await RefusesReplacementAsync())
            return;
        await WriteAsync("blob", Content(5000, seed: 1));
        (await WriteAsync("blob", Content(30, seed: 2), replace: true)).Length.ShouldBe(30);
        await ShouldHoldAsync("blob", Content(30, seed: 2));
        (await WriteAsync("fresh", Content(7), replace: true)).Length.ShouldBe(7);
        await ShouldListAsync("blob", "fresh");
    }

    [Fact]
    public async Task A_replacement_can_be_bound_to_what_was_seen()
    {
        if (await RefusesWritesAsync() || await RefusesReplacementAsync())
            return;
        await WriteAsync("blob", Content(5000, seed: 1));
        var seen = (await Store.StatAsync("blob"))!.Value;
        await ReplaceAsync(seen, Content(300, seed: 2));
        await ShouldHoldAsync("blob", Content(300, seed: 2));

        await FailsAsync(BlobError.Conflict, null, () => ReplaceAsync(seen, Content(70, seed: 3)));
        await ShouldHoldAsync("blob", Content(300, seed: 2));
        await FailsAsync(BlobError.Conflict, null, () => ReplaceAsync(seen with { Key = "gone" }, Content(70, seed: 3)));
        await ShouldListAsync("blob");

        async Task ReplaceAsync(BlobStat expected, byte[] content)
        {
            await using var draft = await Store.BeginWriteAsync(new WriteOptions { Replace = true, IfUnchanged = expected });
            await draft.Body.WriteAsync(content);
            await draft.CommitAsync(expected.Key);
        }
    }

    [Fact]
    public async Task Who_reads_during_a_replacement_gets_the_old_or_the_new_content()
    {
        if (await RefusesWritesAsync() || await RefusesReplacementAsync())
            return;
        byte[][] contents = [Content(400_000, seed: 1), Content(700_000, seed: 2)];
        await WriteAsync("blob", contents[0]);
        await using var opened = await Store.OpenAsync("blob");
        await WriteAsync("blob", contents[1], replace: true);
        (await WholeOrErrorAsync(opened.Body) ?? contents[0]).ShouldBeOneOf(contents, ByteComparer);

        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                await WriteAsync("blob", contents[i % 2], replace: true);
        });
        while (!writing.IsCompleted)
        {
            await using var content = await Store.OpenAsync("blob");
            (await WholeOrErrorAsync(content.Body) ?? contents[0]).ShouldBeOneOf(contents, ByteComparer);
        }
        await writing;
    }

    [Fact]
    public async Task Writers_of_one_key_all_succeed_and_one_content_wins()
    {
        if (await RefusesWritesAsync())
            return;
        var contents = Enumerable.Range(1, 8).Select(seed => Content(100_000 + seed, seed)).ToArray();
        var stats = await Task.WhenAll(contents.Select(content => Task.Run(() => WriteAsync("blob", content))));
        var winner = await ReadAsync("blob");
        winner.ShouldBeOneOf(contents, ByteComparer);
        stats.ShouldAllBe(stat => stat.Key == "blob" && stat.Length == winner.Length);
        await ShouldListAsync("blob");
    }

    [Fact]
    public async Task Drafts_written_side_by_side_do_not_mix()
    {
        if (await RefusesWritesAsync())
            return;
        var drafts = new List<BlobDraft>();
        for (var i = 0; i < 16; i++)
            drafts.Add(await Store.BeginWriteAsync());
        for (var offset = 0; offset < 50_000; offset += 10_000)
        {
            for (var i = 0; i < drafts.Count; i++)
                await drafts[i].Body.WriteAsync(Content(50_000, seed: i).AsMemory(offset, 10_000));
        }
        for (var i = drafts.Count - 1; i >= 0; i--)
        {
            if (i % 2 == 0)
                await drafts[i].CommitAsync($"blob{i:00}");
            await drafts[i].DisposeAsync();
        }
        await ShouldListAsync(Enumerable.Range(0, 8).Select(i => $"blob{i * 2:00}"));
        for (var i = 0; i < drafts.Count; i += 2)
            await ShouldHoldAsync($"blob{i:00}", Content(50_000, seed: i));
    }

    [Fact]
    public async Task More_than_the_store_takes_is_refused_and_leaves_nothing()
    {
        // Only where it is cheap to reach the limit.
        if (await RefusesWritesAsync() || Store.Traits.MaxLength is not { } most || most > 16 << 20)
            return;
        await FailsAsync(BlobError.TooLarge, null, async () => await WriteAsync("blob", Content((int)most + 1)));
        await ShouldListAsync();
        await WriteAsync("blob", Content((int)most));
        await ShouldHoldAsync("blob", Content((int)most));
    }

    [Fact]
    public async Task Deleting_needs_a_proof_and_says_whether_something_was_there()
    {
        if (await RefusesWritesAsync())
            return;
        await WriteAsync("blob", Content(10));
        await WriteAsync("other", Content(20));
        await Should.ThrowAsync<ArgumentNullException>(async () => await Store.DeleteAsync("blob", null!));
        await ShouldHoldAsync("blob", Content(10));

        (await Store.DeleteAsync("blob", DeletionProof.ForTest)).ShouldBeTrue();
        (await Store.DeleteAsync("blob", DeletionProof.ForTest)).ShouldBeFalse();
        (await Store.DeleteAsync("never", DeletionProof.ForTest)).ShouldBeFalse();

        await ShouldBeAbsentAsync("blob");
        await ShouldHoldAsync("other", Content(20));
        await WriteAsync("blob", Content(30));
        await ShouldHoldAsync("blob", Content(30));
    }

    private async Task<bool> RefusesReplacementAsync()
    {
        if (Store.Traits.CanReplace)
            return false;
        await FailsAsync(BlobError.Unsupported, null, async () => await Store.BeginWriteAsync(new WriteOptions { Replace = true }));
        return true;
    }

    /// <summary>A stream cut off by a change of its blob may fail with an error, which is null here; it may not end early.</summary>
    private static async Task<byte[]?> WholeOrErrorAsync(Stream content)
    {
        try
        {
            var expected = content.Length;
            var bytes = await ToEndAsync(content);
            bytes.LongLength.ShouldBe(expected, "a stream gives as many bytes as it announced");
            return bytes;
        }
        catch (BlobException)
        {
            return null;
        }
    }

    private static readonly IEqualityComparer<byte[]> ByteComparer =
        EqualityComparer<byte[]>.Create((a, b) => a.AsSpan().SequenceEqual(b), bytes => bytes.Length);
}
