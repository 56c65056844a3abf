using System.Diagnostics;
using Archivolt.AspNetCore.Tests.Surroundings;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.RemoteStores;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Rclone;

/// <summary>Servers and processes that die or stand still, and what is left.</summary>
public sealed class FaultTests : RemoteStoreTest<TestPlace>
{
    private const int Large = 8_000_000;

    protected override async ValueTask<TestPlace> CreateAsync() => await TestPlace.CreateAsync("local", hasOwnProcess: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_rclone_that_is_killed_in_the_middle_of_a_write_leaves_nothing_visible_and_is_started_again(bool isAnnounced)
    {
        await using var store = await Place.OpenAsync();
        await WriteAsync(store, "before", RandomContent(100));
        (await FailsAsync(BlobError.Unavailable, async () =>
        {
            await using var draft = await store.BeginWriteAsync(TwiceLarge(isAnnounced));
            await draft.Body.WriteAsync(RandomContent(Large));
            await KillAsync();
            await draft.Body.WriteAsync(RandomContent(Large));
            await draft.CommitAsync("blob");
        })).IsTransient.ShouldBeTrue();
        (await store.StatAsync("blob")).ShouldBeNull();
        (await store.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(["before"]);
        (await ReadAsync(store, "before")).ShouldBe(RandomContent(100));
        await WriteAsync(store, "blob", RandomContent(Large));
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(RandomContent(Large)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_rclone_that_is_killed_in_the_middle_of_a_read_is_an_error_and_no_end()
    {
        await using var store = await Place.OpenAsync();
        await WriteAsync(store, "blob", RandomContent(Large));
        await FailsAsync(BlobError.Unavailable, async () =>
        {
            await using var content = await store.OpenAsync("blob");
            await content.Body.ReadExactlyAsync(new byte[10]);
            await KillAsync();
            await content.Body.CopyToAsync(Stream.Null);
        });
        (await ReadAsync(store, "blob")).Length.ShouldBe(Large);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_dies_in_the_middle_of_a_write_is_unavailable_and_nothing_is_left_visible(bool isAnnounced)
    {
        var (place, wire) = await WiredPlaceAsync();
        await using var _ = place;
        await using var store = await place.OpenAsync();
        await WriteAsync(store, "before", RandomContent(100));
        (await FailsAsync(BlobError.Unavailable, async () =>
        {
            await using var draft = await store.BeginWriteAsync(TwiceLarge(isAnnounced));
            await draft.Body.WriteAsync(RandomContent(Large));
            wire.Cut();
            await draft.Body.WriteAsync(RandomContent(Large));
            await draft.CommitAsync("blob");
        })).IsTransient.ShouldBeTrue();
        // Out of reach is not missing.
        (await FailsAsync(BlobError.Unavailable, async () => await store.StatAsync("before"))).IsTransient.ShouldBeTrue();
        await FailsAsync(BlobError.Unavailable, async () => await store.ListAsync().CountAsync());
        wire.Mend();
        (await store.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(["before"]);
        await WriteAsync(store, "blob", RandomContent(Large));
        (await ReadAsync(store, "blob")).Length.ShouldBe(Large);
        // The wire goes with the test's process: the place is deleted over it.
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_rclone_that_stands_still_is_ended_and_another_one_started(bool isAnnounced)
    {
        await using var store = await RcloneStore.OpenAsync(Place.Options with { PingAfter = TimeSpan.FromMilliseconds(500) });
        await WriteAsync(store, "before", RandomContent(100));
        StopProcess();
        (await FailsAsync(BlobError.Timeout, async () => await store.StatAsync("before"))).IsTransient.ShouldBeTrue();
        (await ReadAsync(store, "before")).ShouldBe(RandomContent(100));
        (await FailsAsync(BlobError.Timeout, async () =>
        {
            await using var draft = await store.BeginWriteAsync(TwiceLarge(isAnnounced));
            await draft.Body.WriteAsync(RandomContent(Large));
            StopProcess();
            await draft.Body.WriteAsync(RandomContent(Large));
            await draft.CommitAsync("blob");
        })).Message.ShouldContain("rclone answered nothing any more");
        (await store.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(["before"]);
        await WriteAsync(store, "blob", RandomContent(Large));
        (await ReadAsync(store, "blob")).Length.ShouldBe(Large);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_stands_still_is_a_timeout_and_nothing_is_left_visible(bool isAnnounced)
    {
        var (place, wire) = await WiredPlaceAsync();
        await using var _ = place;
        await using var patient = await RcloneStore.OpenAsync(place.Options);
        await using var store = await RcloneStore.OpenAsync(place.Options with { AnswerTimeout = TimeSpan.FromSeconds(2), IdleTimeout = TimeSpan.FromSeconds(1), PingAfter = TimeSpan.FromMilliseconds(500) });
        await WriteAsync(patient, "before", RandomContent(Large));
        wire.Hold();
        (await FailsAsync(BlobError.Timeout, async () => await store.StatAsync("before"))).IsTransient.ShouldBeTrue();
        await FailsAsync(BlobError.Timeout, () => WriteAsync(store, "blob", RandomContent(Large)));
        wire.Mend();
        (await patient.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(["before"]);
        (await FailsAsync(BlobError.Timeout, async () =>
        {
            await using var draft = await store.BeginWriteAsync(TwiceLarge(isAnnounced));
            await draft.Body.WriteAsync(RandomContent(Large));
            wire.Hold();
            await draft.Body.WriteAsync(RandomContent(Large));
            await draft.CommitAsync("blob");
        })).IsTransient.ShouldBeTrue();
        wire.Mend();
        (await patient.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(["before"]);
        await WriteAsync(patient, "blob", RandomContent(Large));
        (await ReadAsync(patient, "before")).Length.ShouldBe(Large);
    }

    [Fact]
    public async Task A_place_that_vanishes_is_no_empty_store()
    {
        await using var store = await Place.OpenAsync();
        await WriteAsync(store, "blob", RandomContent(100));
        var elsewhere = $"{Place.Options.Path}-away";
        Directory.Move(Place.Options.Path, elsewhere);
        await FailsAsync(BlobError.Unavailable, async () => await store.StatAsync("blob"));
        await FailsAsync(BlobError.Unavailable, async () => await store.ListAsync().CountAsync());
        await FailsAsync(BlobError.Configuration, () => Place.OpenAsync());
        // As where nothing is mounted any more.
        Directory.CreateDirectory(Place.Options.Path);
        (await FailsAsync(BlobError.Unavailable, async () => await store.OpenAsync("blob"))).Message.ShouldContain("mount it, or bring it back");
        await FailsAsync(BlobError.Unavailable, async () => await store.DeleteAsync("blob", DeletionProof.ForTest));
        await FailsAsync(BlobError.Unavailable, () => WriteAsync(store, "later", RandomContent(100)));
        await FailsAsync(BlobError.Unavailable, () => WriteAsync(store, "later", RandomContent(1_000_000)));
        Directory.EnumerateFileSystemEntries(Place.Options.Path).ShouldBeEmpty();
        await FailsAsync(BlobError.Configuration, async () => await RcloneStore.OpenAsync(Place.Options with { MustExist = true }));
        Directory.Delete(Place.Options.Path);
        Directory.Move(elsewhere, Place.Options.Path);
        (await ReadAsync(store, "blob")).Length.ShouldBe(100);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("sftp")]
    [InlineData("ftp")]
    [InlineData("webdav")]
    public async Task Content_of_an_announced_length_is_fetched_and_stored_only_when_it_has_it(string backend)
    {
        await using var place = await TestPlace.CreateAsync(backend);
        await using var store = await place.OpenAsync();
        foreach (var length in (int[])[1_500_000, 2 * Large])
        {
            foreach (var written in (int[])[1_500_000 - 1, 2 * Large + 1])
            {
                await FailsAsync(BlobError.Conflict, () => WriteAsync(store, "blob", RandomContent(written), new WriteOptions { ExpectedLength = length, IsLengthAnnounced = true }));
                (await store.StatAsync("blob")).ShouldBeNull();
            }
        }
        await WriteAsync(store, "blob", RandomContent(2 * Large), TwiceLarge(isAnnounced: true));
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(RandomContent(2 * Large)).ShouldBeTrue();
        (await store.Place.ListAsync(RcloneStore.Own("tmp"), folders: false, CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("local")]
    [InlineData("sftp")]
    public async Task A_replacement_that_a_crash_interrupted_has_lost_nothing(string backend)
    {
        await using var place = await TestPlace.CreateAsync(backend);
        await using var store = await place.OpenAsync();
        await WriteAsync(store, "a", RandomContent(100));
        await WriteAsync(store, "c", RandomContent(300));
        if (backend == "local")
            return;
        // The older content was renamed, the new one had not its name yet.
        await WriteAsync(store, "b", RandomContent(200));
        await store.Place.MoveAsync("b", RcloneStore.Own("former/b"), null, CancellationToken.None);
        (await store.StatAsync("b"))!.Value.Length.ShouldBe(200);
        (await ReadAsync(store, "b")).ShouldBe(RandomContent(200));
        (await store.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(["a", "b", "c"]);
        (await ((ICleansTempFiles)store.GetService(typeof(ICleansTempFiles))!).CleanUpAsync()).ShouldBe(0);
        (await store.Place.FindAsync("b", null, CancellationToken.None)).ShouldNotBeNull();
        // The new one has its name, the older one was not deleted yet.
        await store.Place.UploadAsync(RcloneStore.Own("former/c"), RandomContent(7), null, CancellationToken.None);
        (await ReadAsync(store, "c")).Length.ShouldBe(300);
        await store.DeleteAsync("c", DeletionProof.ForTest);
        (await store.StatAsync("c")).ShouldBeNull();
        await WriteAsync(store, "b", RandomContent(9), new WriteOptions { Replace = true });
        (await ReadAsync(store, "b")).Length.ShouldBe(9);
    }

    [Fact]
    public async Task What_dead_writers_left_is_swept_when_it_is_old()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var store = await Place.OpenAsync(clock);
        await store.Place.UploadAsync(RcloneStore.TemporaryName(), RandomContent(10), null, CancellationToken.None);
        await WriteAsync(store, "kept", RandomContent(10));
        var able = (ICleansTempFiles)store.GetService(typeof(ICleansTempFiles))!;
        (await able.CleanUpAsync()).ShouldBe(0);
        clock.Advance(TimeSpan.FromDays(8));
        (await able.CleanUpAsync()).ShouldBe(1);
        (await able.CleanUpAsync()).ShouldBe(0);
        (await ReadAsync(store, "kept")).Length.ShouldBe(10);
    }

    [Fact]
    public async Task Folders_of_two_characters_hold_what_the_depth_says()
    {
        await using var store = await RcloneStore.OpenAsync(Place.Options with { Depth = 1 });
        var keys = Enumerable.Range(0, 40).Select(number => DigestAlgorithm.Md5.Hash(BitConverter.GetBytes(number)).Hex).Order(StringComparer.Ordinal).ToList();
        foreach (var key in keys)
            await WriteAsync(store, key, RandomContent(5));
        File.Exists(Path.Combine(Place.Options.Path, keys[0][..2], keys[0])).ShouldBeTrue();
        (await store.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(keys);
        (await store.ListAsync(keys[17]).Select(stat => stat.Key).ToListAsync()).ShouldBe(keys[18..]);
    }

    [Fact]
    public async Task Another_depth_than_the_content_has_is_refused()
    {
        var key = new string('a', 64);
        await using (var store = await Place.OpenAsync())
            await WriteAsync(store, key, RandomContent(100));
        (await FailsAsync(BlobError.Configuration, async () => await RcloneStore.OpenAsync(Place.Options with { Depth = 1 }))).Message.ShouldContain("says 'depth 0'");
        // As the platform leaves it.
        Directory.Delete(Path.Combine(Place.Options.Path, ".archivolt"), recursive: true);
        (await FailsAsync(BlobError.Configuration, async () => await RcloneStore.OpenAsync(Place.Options with { Depth = 1 }))).Message.ShouldContain("set Depth to 0");
        await using var again = await RcloneStore.OpenAsync(Place.Options with { MustExist = true });
        (await again.StatAsync(key)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_duplicate_by_digest_is_made_young_and_stays_whole()
    {
        await using var store = await Place.OpenAsync();
        var key = DigestAlgorithm.Sha256.Hash(RandomContent(300_000)).Hex;
        var first = await WriteAsync(store, key, RandomContent(300_000));
        var again = await WriteAsync(store, key, RandomContent(300_000));
        again.Modified.ShouldBeGreaterThan(first.Modified);
        (await ReadAsync(store, key)).AsSpan().SequenceEqual(RandomContent(300_000)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_only_read_refuses_writes_and_writes_no_mark()
    {
        await using var store = await RcloneStore.OpenAsync(Place.Options with { ReadOnly = true });
        await FailsAsync(BlobError.ReadOnly, async () => await store.BeginWriteAsync());
        await FailsAsync(BlobError.ReadOnly, async () => await store.DeleteAsync("blob", DeletionProof.ForTest));
        (await store.StatAsync("blob")).ShouldBeNull();
        Directory.EnumerateFileSystemEntries(Place.Options.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_probe_leaves_nothing_that_is_visible()
    {
        await using var provider = new BlobProvider("remote", await Place.OpenAsync());
        using var http = new HttpClient();
        var steps = await new ProviderProbe(new BlobManager([provider]), http).RunAsync("remote").ToListAsync();
        steps.Where(step => step.Outcome == ProbeOutcome.Failed).ShouldBeEmpty();
        (await provider.ListAsync().CountAsync()).ShouldBe(0);
    }

    // On a server of SFTP that is reached over a wire.
    private static async Task<(TestPlace Place, Wire Wire)> WiredPlaceAsync()
    {
        var wires = new List<Wire>();
        var place = await TestPlace.CreateAsync("sftp", server =>
        {
            wires.Add(new Wire(server.Host, server.Port));
            return new UriBuilder(server) { Port = wires[0].Port }.Uri;
        });
        return (place, wires[0]);
    }

    private static WriteOptions TwiceLarge(bool isAnnounced) => new() { ExpectedLength = 2 * Large, IsLengthAnnounced = isAnnounced };

    // As a process does that waits for a disk which never answers.
    private void StopProcess()
    {
        using var kill = Process.Start("kill", ["-STOP", $"{Place.Rclone.Id}"]);
        kill.WaitForExit();
    }

    private async Task KillAsync()
    {
        using var process = Process.GetProcessById(Place.Rclone.Id);
        process.Kill();
        await Place.Rclone.Ended;
    }
}
