using Archivolt.Blobs;
using Archivolt.RemoteStores;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Azure;

/// <summary>Faults between the store and its server: nothing acknowledged is lost, nothing half is visible, and nothing is left after the clean-up.</summary>
public sealed class WireFaultTests : ContainerTest
{
    private const int Large = 3_500_000;

    /// <summary>Requests of an upload in blocks, each of which may fail for good.</summary>
    public static TheoryData<string> Stages => ["PUT comp=block&", "PUT comp=blocklist", "PUT /blob?comp=block&", "PUT /blob?comp=blocklist", "HEAD /blob "];

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task An_upload_cut_at_any_stage_leaves_nothing_visible_and_can_be_made_again(string stage)
    {
        await using var proxy = new FaultProxy(Container.Options.Endpoint!);
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var store = await AzureStore.OpenAsync(Through(proxy), clock);
        proxy.FaultOf = line => Matches(line, stage) ? new WireFault { CutUpload = 0, LoseAnswer = true } : null;

        (await Should.ThrowAsync<BlobException>(() => WriteAsync(store, "blob", RandomContent(Large)))).IsTransient.ShouldBeTrue();

        proxy.FaultOf = _ => null;
        if (await store.StatAsync("blob") is { } early)
            early.Length.ShouldBe(Large, "what is visible is whole");
        (await WriteAsync(store, "blob", RandomContent(Large))).Length.ShouldBe(Large);
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(RandomContent(Large)).ShouldBeTrue();
        clock.Advance(TimeSpan.FromDays(8));
        await store.Ability<ICleansTempFiles>()!.CleanUpAsync();
        (await Container.BlobsAsync()).ShouldBe(["blob"]);
    }

    [Theory]
    [InlineData("PUT /blob ", 10)]
    [InlineData("PUT comp=blocklist", Large)]
    [InlineData("PUT /blob?comp=blocklist", Large)]
    public async Task An_answer_that_is_lost_once_changes_nothing(string stage, int length)
    {
        await using var proxy = new FaultProxy(Container.Options.Endpoint!);
        await using var store = await AzureStore.OpenAsync(Through(proxy) with { Retries = 2 });
        var left = 1;
        proxy.FaultOf = line => Matches(line, stage) && Interlocked.Decrement(ref left) == 0 ? new WireFault { LoseAnswer = true } : null;
        (await WriteAsync(store, "blob", RandomContent(length))).Length.ShouldBe(length);
        left.ShouldBeLessThan(1, string.Join(' ', proxy.Requests));
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(RandomContent(length)).ShouldBeTrue();
        (await Container.BlobsAsync()).ShouldBe(["blob"]);
    }

    // Azurite tells an age, Azure does not.
    [Fact]
    public async Task Blocks_whose_age_the_server_does_not_tell_are_taken_only_once_their_writer_is_long_gone()
    {
        await using var proxy = new FaultProxy(Container.Options.Endpoint!);
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var store = await AzureStore.OpenAsync(Through(proxy) with { ParallelBlocks = 1 }, clock);
        await using var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync(RandomContent(Large));
        var staged = (await Container.BlobsAsync()).ShouldHaveSingleItem();
        string[] listed = [staged, $"{staged[..^32]}{Guid.NewGuid():n}"];
        proxy.FaultOf = line => line.Contains("comp=list", StringComparison.Ordinal) && line.Contains("tmp", StringComparison.Ordinal)
            ? new WireFault
            {
                Answer = 200,
                Body = $"""
                    <?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="c"><Blobs>{string.Concat(listed.Select(name =>
                        $"<Blob><Name>{name}</Name><Properties><Content-Length>0</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>"))}</Blobs><NextMarker /></EnumerationResults>
                    """,
            }
            : null;
        var cleans = store.Ability<ICleansTempFiles>()!;
        (await cleans.CleanUpAsync()).ShouldBe(0);
        await draft.CommitAsync("blob");
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(RandomContent(Large)).ShouldBeTrue();
        clock.Advance(TimeSpan.FromDays(8));
        (await cleans.CleanUpAsync()).ShouldBe(1, "of the other nobody knows the age");
    }

    [Theory]
    [InlineData(500, "InternalError")]
    [InlineData(503, "ServerBusy")]
    [InlineData(429, "TooManyRequests")]
    public async Task A_storm_of_errors_is_transient_and_says_how_long_to_wait(int status, string code)
    {
        await using var proxy = new FaultProxy(Container.Options.Endpoint!);
        await using var store = await AzureStore.OpenAsync(Through(proxy));
        await SurvivesStormAsync(store, proxy, status, code, async () => await store.ListAsync().CountAsync());
    }

    [Fact]
    public async Task A_download_cut_off_goes_on_and_one_that_is_cut_off_again_and_again_fails()
    {
        await using var proxy = new FaultProxy(Container.Options.Endpoint!);
        await using var store = await AzureStore.OpenAsync(Through(proxy));
        await WriteAsync(store, "blob", RandomContent(1_000_000));
        var left = 1;
        proxy.FaultOf = line => line.StartsWith("GET", StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0 ? new WireFault { CutDownload = 400_000 } : null;
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(RandomContent(1_000_000)).ShouldBeTrue();
        proxy.FaultOf = line => line.StartsWith("GET", StringComparison.Ordinal) ? new WireFault { CutDownload = 10_000 } : null;
        (await FailsAsync(BlobError.Unavailable, () => ReadAsync(store, "blob"))).Message.ShouldContain("of 1000000 bytes");
    }

    [Fact]
    public async Task A_download_that_stands_still_times_out()
    {
        await using var proxy = new FaultProxy(Container.Options.Endpoint!);
        await using var store = await AzureStore.OpenAsync(Through(proxy) with { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        await StallsAsync(store, proxy);
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData("", Large)]
    [InlineData("PUT comp=block&", Large)]
    [InlineData("PUT comp=blocklist", Large)]
    public async Task A_server_that_stands_still_is_a_timeout_and_nothing_is_left_visible(string stage, int length)
    {
        await using var proxy = new FaultProxy(Container.Options.Endpoint!);
        await using var store = await AzureStore.OpenAsync(Container.Options);
        await using var hung = await AzureStore.OpenAsync(Through(proxy) with { RequestTimeout = TimeSpan.FromSeconds(2) });
        await HangsAsync(store, hung, proxy, stage.Length == 0 ? null : line => Matches(line, stage), length);
    }

    private AzureStoreOptions Through(FaultProxy proxy) => Container.Options with { Endpoint = new Uri(proxy.Address, Container.Options.Endpoint!.AbsolutePath), Retries = 0 };

    // The stage has the method and a part of the rest.
    private static bool Matches(string line, string stage) =>
        stage.Split(' ', 2) is [var method, var part] && line.StartsWith(method, StringComparison.Ordinal) && line.Contains(part, StringComparison.Ordinal);
}
