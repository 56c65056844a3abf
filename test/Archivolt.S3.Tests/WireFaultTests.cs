using Archivolt.Blobs;
using Archivolt.RemoteStores;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.S3;

/// <summary>Faults between the store and its server: nothing acknowledged is lost, nothing half is visible, and nothing is left after the clean-up.</summary>
public sealed class WireFaultTests : BucketTest
{
    private const int Large = 17_000_000;

    /// <summary>The requests of an upload in parts, one of which fails for good.</summary>
    public static TheoryData<string, bool> Stages => new()
    {
        { "POST * uploads", false }, { "PUT * partNumber=1&", false }, { "PUT * partNumber=3&", false }, { "POST * uploadId=", false }, { "PUT */blob ", false }, { "HEAD */blob ", false },
        { "POST * uploads", true }, { "PUT * partNumber=2&", true }, { "POST * uploadId=", true },
    };

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task An_upload_cut_at_any_stage_leaves_nothing_visible_and_can_be_made_again(string stage, bool isKeyKnown)
    {
        await using var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var store = await S3Store.OpenAsync(Through(proxy), clock);
        proxy.FaultOf = line => Matches(line, stage) ? new WireFault { CutUpload = 0, LoseAnswer = true } : null;
        var options = new WriteOptions { Key = isKeyKnown ? "blob" : null };

        (await Should.ThrowAsync<BlobException>(() => WriteAsync(store, "blob", RandomContent(Large), options))).IsTransient.ShouldBeTrue();

        proxy.FaultOf = _ => null;
        if (await store.StatAsync("blob") is { } early)
            early.Length.ShouldBe(Large, "what is visible is whole");
        (await WriteAsync(store, "blob", RandomContent(Large), options)).Length.ShouldBe(Large);
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(RandomContent(Large)).ShouldBeTrue();
        clock.Advance(TimeSpan.FromDays(8));
        await store.Ability<ICleansTempFiles>()!.CleanUpAsync();
        (await Bucket.ObjectsAsync()).ShouldBe([".archivolt/probe", "blob"]);
        (await Bucket.UploadsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_that_lacks_a_part_is_not_committed_though_later_parts_arrive(bool isKeyKnown)
    {
        await using var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        await using var store = await S3Store.OpenAsync(Through(proxy) with { Retries = 0, ParallelParts = 1 });
        var isFirst = true;
        proxy.FaultOf = line => Matches(line, "POST * uploads") && isFirst && !(isFirst = false) ? new WireFault { Answer = 503, Code = "SlowDown" } : null;
        await using (var draft = await store.BeginWriteAsync(new WriteOptions { Key = isKeyKnown ? "blob" : null }))
        {
            var failed = 0;
            foreach (var block in RandomContent(Large).Chunk(300_000))
            {
                try
                {
                    await draft.Body.WriteAsync(block);
                }
                catch (Exception exception) when (exception is BlobException or InvalidOperationException)
                {
                    failed++;
                }
            }
            failed.ShouldBePositive();
            await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("blob"));
        }
        (await store.StatAsync("blob")).ShouldBeNull();
    }

    [Theory]
    [InlineData(64 << 10, "PUT HEAD")]
    [InlineData(1 << 20, "PUT HEAD")]
    [InlineData((1 << 20) + 1, "HEAD GET PUT HEAD")]
    public async Task Small_new_content_is_sent_without_asking_before_whether_it_is_there(int length, string requests)
    {
        await using var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        await using var store = await S3Store.OpenAsync(Through(proxy));
        var before = proxy.Requests.Count;
        await WriteAsync(store, "blob", RandomContent(length));
        string.Join(' ', proxy.Requests.Skip(before).Select(line => line.Split(' ')[0])).ShouldBe(requests);
    }

    [Theory]
    [InlineData("PUT */blob ", 10)]
    [InlineData("POST * uploadId=", Large)]
    public async Task An_answer_that_is_lost_once_changes_nothing(string stage, int length)
    {
        await using var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        await using var store = await S3Store.OpenAsync(Through(proxy) with { Retries = 2 });
        proxy.FaultOf = Once(stage, new WireFault { LoseAnswer = true });
        (await WriteAsync(store, "blob", RandomContent(length), new WriteOptions { Key = "blob" })).Length.ShouldBe(length);
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(RandomContent(length)).ShouldBeTrue();
        (await Bucket.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_that_meets_another_one_is_made_again()
    {
        await using var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        await using var store = await S3Store.OpenAsync(Through(proxy));
        proxy.FaultOf = Once("PUT */blob ", new WireFault { Answer = 409, Code = "ConditionalRequestConflict" });
        (await WriteAsync(store, "blob", RandomContent(10))).Length.ShouldBe(10);
        (await ReadAsync(store, "blob")).ShouldBe(RandomContent(10));
    }

    [Fact]
    public async Task A_replacement_whose_answer_is_lost_is_no_conflict_with_itself()
    {
        await using var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        await using var store = await S3Store.OpenAsync(Through(proxy) with { Retries = 2 });
        var seen = await WriteAsync(store, "blob", RandomContent(10));
        proxy.FaultOf = Once("PUT */blob ", new WireFault { LoseAnswer = true });
        (await WriteAsync(store, "blob", RandomContent(20), new WriteOptions { Replace = true, IfUnchanged = seen })).Length.ShouldBe(20);
    }

    [Theory]
    [InlineData(500, "InternalError")]
    [InlineData(503, "SlowDown")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(429, "TooManyRequests")]
    public async Task A_storm_of_errors_is_transient_and_says_how_long_to_wait(int status, string code)
    {
        await using var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        await using var store = await S3Store.OpenAsync(Through(proxy));
        await SurvivesStormAsync(store, proxy, status, code, async () => await store.MeasureAsync());
    }

    [Fact]
    public async Task A_download_cut_off_fails_and_does_not_end()
    {
        await using var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        await using var store = await S3Store.OpenAsync(Through(proxy));
        await WriteAsync(store, "blob", RandomContent(1_000_000));
        proxy.FaultOf = line => line.StartsWith("GET", StringComparison.Ordinal) ? new WireFault { CutDownload = 400_000 } : null;
        (await FailsAsync(BlobError.Unavailable, () => ReadAsync(store, "blob"))).Message.ShouldContain("of 1000000 bytes");
    }

    [Fact]
    public async Task A_download_that_stands_still_times_out()
    {
        await using var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        await using var store = await S3Store.OpenAsync(Through(proxy) with { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        await StallsAsync(store, proxy);
    }

    [Theory]
    [InlineData(" ", 100)]
    [InlineData(" ", Large)]
    [InlineData("PUT * partNumber=2&", Large)]
    [InlineData("POST * uploadId=", Large)]
    public async Task A_server_that_stands_still_is_a_timeout_and_nothing_is_left_visible(string stage, int length)
    {
        await using var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        await using var store = await S3Store.OpenAsync(Bucket.Options);
        await using var hung = await S3Store.OpenAsync(Through(proxy) with { RequestTimeout = TimeSpan.FromSeconds(2) });
        await HangsAsync(store, hung, proxy, stage == " " ? null : line => Matches(line, stage), length, new WriteOptions { Key = "blob" });
    }

    private S3StoreOptions Through(FaultProxy proxy) => Bucket.Options with { Endpoint = proxy.Address, Retries = 0 };

    private static Func<string, WireFault?> Once(string stage, WireFault fault)
    {
        var left = 1;
        return line => Matches(line, stage) && Interlocked.Decrement(ref left) == 0 ? fault : null;
    }

    // The stage has the method, a star, and a part of the rest.
    private static bool Matches(string line, string stage) =>
        stage.Split('*') is [var method, var part] && line.StartsWith(method, StringComparison.Ordinal) && $"{line} ".Contains(part.Trim(' ') + (part.EndsWith(' ') ? " " : ""), StringComparison.Ordinal);
}
