using Archivolt.Blobs;
using Archivolt.Stores;
using Shouldly;
using Xunit;

namespace Archivolt.Testing;

// The bytes of a range, exactly, or a clear error.
public abstract partial class BlobStoreContract
{
    /// <summary>Ranges in their text form, for a content of 100 000 bytes, with what they stand for.</summary>
    public static TheoryData<string, int, int> Ranges => new()
    {
        { "0-", 0, 100_000 }, { "0-0", 0, 1 }, { "0-99", 0, 100 }, { "1-1", 1, 1 }, { "4095-4096", 4095, 2 }, { "65535-65536", 65_535, 2 },
        { "50000-", 50_000, 50_000 }, { "12345-67890", 12_345, 55_546 }, { "99999-", 99_999, 1 }, { "99999-99999", 99_999, 1 },
        { "99990-200000", 99_990, 10 }, { "0-9223372036854775807", 0, 100_000 }, { "7-9223372036854775807", 7, 99_993 },
        { "-1", 99_999, 1 }, { "-500", 99_500, 500 }, { "-100000", 0, 100_000 }, { "-9223372036854775807", 0, 100_000 },
    };

    /// <summary>Ranges without a byte in a content of 100 000 bytes.</summary>
    public static TheoryData<string> RangesBehindTheEnd => ["100000-", "100000-100001", "9223372036854775807-", "-0"];

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task A_range_gives_exactly_its_bytes(string range, int offset, int count)
    {
        ByteRange.TryParse(range, out var wanted).ShouldBeTrue();
        var content = Content(100_000);
        await PutAsync("blob", content);
        await using var opened = await Store.OpenAsync("blob", wanted);
        (opened.Offset, opened.Length, opened.Stat.Length).ShouldBe((offset, count, content.Length));
        var stream = opened.Body;
        stream.Length.ShouldBe(count);
        ShouldBeSame(await ToEndAsync(stream), content.AsSpan(offset, count));
        (await stream.ReadAsync(new byte[10])).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(RangesBehindTheEnd))]
    public async Task A_range_without_a_byte_is_an_error(string range)
    {
        ByteRange.TryParse(range, out var wanted).ShouldBeTrue();
        await PutAsync("blob", Content(100_000));
        await FailsAsync(BlobError.RangeNotSatisfiable, "blob", async () => await Store.OpenAsync("blob", wanted));
    }

    [Fact]
    public async Task Empty_content_can_be_read_but_has_no_ranges()
    {
        await PutAsync("empty", ReadOnlyMemory<byte>.Empty);
        await ShouldHoldAsync("empty", []);
        if (Store.Traits.Listing != Listing.None)
            (await ListAsync()).ShouldHaveSingleItem().Length.ShouldBe(0);
        foreach (var range in new[] { ByteRange.From(0, 1), ByteRange.From(1), ByteRange.Last(5) })
            await FailsAsync(BlobError.RangeNotSatisfiable, "empty", async () => await Store.OpenAsync("empty", range));
    }

    [Fact]
    public async Task What_is_not_here_is_null_or_NotFound()
    {
        await PutAsync("here", Content(10));
        await ShouldBeAbsentAsync("not-here");
        await FailsAsync(BlobError.NotFound, "not-here", async () => await Store.OpenAsync("not-here", ByteRange.Last(3)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public async Task Reading_by_any_amount_gives_the_same_bytes(int amount)
    {
        var content = Content(20_011);
        await PutAsync("blob", content);
        foreach (var asynchronous in new[] { true, false })
        {
            await using var opened = await Store.OpenAsync("blob", ByteRange.From(5));
            var stream = opened.Body;
            stream.CanRead.ShouldBeTrue();
            stream.CanWrite.ShouldBeFalse();
            var (bytes, buffer) = (new List<byte>(), new byte[amount]);
            for (int read; (read = asynchronous ? await stream.ReadAsync(buffer) : stream.Read(buffer, 0, amount)) > 0;)
                bytes.AddRange(buffer.AsSpan(0, read));
            ShouldBeSame(bytes.ToArray(), content.AsSpan(5));
        }
    }

    [Fact]
    public async Task A_stream_that_can_seek_seeks_inside_its_range()
    {
        var content = Content(50_000);
        await PutAsync("blob", content);
        await using var opened = await Store.OpenAsync("blob", ByteRange.From(1000, 2000));
        var stream = opened.Body;
        if (!stream.CanSeek)
        {
            Should.Throw<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
            return;
        }
        var byteRead = new byte[1];
        foreach (var position in new[] { 1999, 0, 700 })
        {
            stream.Position = position;
            (await stream.ReadAsync(byteRead)).ShouldBe(1);
            byteRead[0].ShouldBe(content[1000 + position]);
            stream.Position.ShouldBe(position + 1);
        }
        stream.Seek(-1, SeekOrigin.End).ShouldBe(1999);
        (await ToEndAsync(stream)).ShouldBe(content[2999..3000]);
        Should.Throw<IOException>(() => stream.Seek(-1, SeekOrigin.Begin));
    }

    [Fact]
    public async Task What_is_opened_is_described_as_a_look_at_it_would()
    {
        await PutAsync("blob", Content(1000));
        var stat = (await Store.StatAsync("blob")).ShouldNotBeNull();
        await using var content = await Store.OpenAsync("blob", ByteRange.Last(10));
        content.Stat.ShouldBe(stat);
        content.Stat.IsSameVersionAs(stat).ShouldBeTrue();
        (content.Offset, content.Length).ShouldBe((990, 10));
    }

    [Fact]
    public async Task What_is_opened_stays_one_content_whatever_replaces_it()
    {
        if (await RefusesWritesAsync() || await RefusesReplacementAsync())
            return;
        await WriteAsync("blob", Content(100_000, seed: 1));
        await using var before = await Store.OpenAsync("blob");
        await WriteAsync("blob", Content(300, seed: 2), replace: true);
        await using var after = await Store.OpenAsync("blob");

        (before.Stat.Length, after.Stat.Length).ShouldBe((100_000, 300));
        after.Stat.IsSameVersionAs(before.Stat).ShouldBeFalse();
        after.Stat.ShouldBe((await Store.StatAsync("blob"))!.Value);
        ShouldBeSame(await WholeOrErrorAsync(before.Body) ?? Content(100_000, seed: 1), Content(100_000, seed: 1));
        ShouldBeSame(await ToEndAsync(after.Body), Content(300, seed: 2));
    }

    [Fact]
    public async Task Many_readers_share_a_blob()
    {
        var content = Content(300_000);
        await PutAsync("blob", content);
        var reads = Enumerable.Range(0, 24).Select(i => Task.Run(
            async () => (Offset: i * 10_000, Bytes: await ReadAsync("blob", ByteRange.From(i * 10_000, 50_000)))));
        foreach (var (offset, bytes) in await Task.WhenAll(reads))
            ShouldBeSame(bytes, content.AsSpan(offset, 50_000));
    }

    [Fact]
    public async Task A_blob_deleted_while_it_is_read_never_ends_early()
    {
        if (await RefusesWritesAsync())
            return;
        var content = Content(2_000_000);
        await WriteAsync("blob", content);
        await using var opened = await Store.OpenAsync("blob");
        var stream = opened.Body;
        (await stream.ReadAsync(new byte[1])).ShouldBe(1);
        await Store.DeleteAsync("blob", DeletionProof.ForTest);
        byte[] rest;
        try
        {
            rest = await ToEndAsync(stream);
        }
        catch (BlobException)
        {
            return;
        }
        ShouldBeSame(rest, content.AsSpan(1));
    }
}
