using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Jobs;
using Archivolt.Layers.Mirroring;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Integrity;

public sealed class ScrubberTests
{
    private static readonly string Absent = DigestAlgorithm.Sha256.Hash("should be"u8).Hex;

    [Fact]
    public async Task Sound_content_stays_as_it_is()
    {
        await using var home = new ScrubHome(new MemoryStore());
        var key = await home.PutAsync("one");
        await home.PutAsync("two");
        var report = await home.ScrubAsync();
        report.End.ShouldBe(ScrubEnd.Completed);
        var state = report.State.ShouldNotBeNull();
        (state.Pass, state.Blobs, state.Bytes, state.TotalBytes, state.Damaged).ShouldBe((1, 2, 6, 6, 0));
        home.Findings.ShouldBeEmpty();
        state.VerifiedSince(key).ShouldBe(state.Started);
        (await home.ReadAsync(key)).ShouldBe("one");
    }

    [Fact]
    public async Task Damage_is_quarantined_its_documents_named_and_its_reader_told()
    {
        await using var home = new ScrubHome(new MemoryStore());
        await home.PutRawAsync(Absent, "is not"u8.ToArray());
        home.Refer(Absent, "doc-1", "file:content");
        home.Refer(Absent, "doc-2", "files:files/0/file");

        (await home.ScrubAsync()).State!.Damaged.ShouldBe(1);

        var finding = home.Findings.ShouldHaveSingleItem();
        (finding.Key.ToString(), finding.Outcome, finding.Damage).ShouldBe(($"default:{Absent}", ScrubOutcome.Quarantined, BlobDamage.WrongDigest));
        finding.Documents.Select(document => document.ToString()).ShouldBe(["default:doc-1 file:content", "default:doc-2 files:files/0/file"]);
        var open = await Should.ThrowAsync<BlobException>(() => home.ReadAsync(Absent));
        open.Error.ShouldBe(BlobError.Damaged);
        open.Message.ShouldStartWith("This blob was found damaged on 2030-01-01 00:00 UTC and is not served. Upload the same content again");
        (await Should.ThrowAsync<BlobException>(async () => await home.Provider.StatAsync(Absent))).Error.ShouldBe(BlobError.Damaged);
        (await home.Ledger.CountAsync()).ShouldBe(new Dictionary<string, long> { ["default"] = 1 });
        (await home.Ledger.FindAsync("default", Absent))!.Place.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_same_content_uploaded_again_heals()
    {
        await using var home = new ScrubHome(new MemoryStore());
        await home.PutRawAsync(Absent, "is not"u8.ToArray());
        await home.ScrubAsync();
        (await home.PutAsync("should be")).ShouldBe(Absent);
        (await home.ReadAsync(Absent)).ShouldBe("should be");
        (await home.Ledger.CountAsync()).ShouldBeEmpty();
        (await home.ScrubAsync()).State!.Damaged.ShouldBe(0);
    }

    [Fact]
    public async Task Restored_by_hand_the_next_scrub_ends_the_case()
    {
        await using var home = new ScrubHome(new MemoryStore());
        await home.PutRawAsync(Absent, "is not"u8.ToArray());
        await home.ScrubAsync();
        await home.PutRawAsync(Absent, "should be"u8.ToArray());
        (await home.ReadAsync(Absent)).ShouldBe("should be");
        await home.ScrubAsync();
        (await home.Ledger.CountAsync()).ShouldBeEmpty();
    }

    /// <summary>A store of somebody else that cannot set aside: the bytes stay, nobody gets them, and an upload replaces them.</summary>
    [Fact]
    public async Task Where_nothing_can_be_set_aside_damage_is_refused_in_place()
    {
        await using var home = new ScrubHome(new PlainStore(new MemoryStore()));
        await home.PutRawAsync(Absent, "is not"u8.ToArray());
        await home.ScrubAsync();
        (await Should.ThrowAsync<BlobException>(() => home.ReadAsync(Absent))).Error.ShouldBe(BlobError.Damaged);
        (await home.ScrubAsync()).State!.Damaged.ShouldBe(1);
        (await home.Ledger.CountAsync())["default"].ShouldBe(1);
        await home.PutAsync("should be");
        (await home.ReadAsync(Absent)).ShouldBe("should be");
        (await home.Ledger.CountAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("open: fail Unavailable always", ScrubOutcome.NotChecked, null)]
    [InlineData("open: fail Timeout always", ScrubOutcome.NotChecked, null)]
    [InlineData("open: fail PermissionDenied always", ScrubOutcome.NotChecked, null)]
    [InlineData("open: fail Unavailable 2 times", null, null)]
    [InlineData("read: fail Timeout 2 times", null, null)]
    [InlineData("read: fail IO 2 times", null, null)]
    [InlineData("read: fail IO always", ScrubOutcome.Quarantined, BlobDamage.Unreadable)]
    [InlineData("read: fail Damaged always", ScrubOutcome.Quarantined, BlobDamage.NotAuthentic)]
    [InlineData("read: flip after 1 once", ScrubOutcome.Quarantined, BlobDamage.WrongDigest)]
    [InlineData("list: fail Unavailable on 2nd", null, null)]
    public async Task Only_what_lies_in_the_content_is_damage(string fault, ScrubOutcome? outcome, BlobDamage? damage)
    {
        await using var home = new ScrubHome(new FaultyStore(new MemoryStore(), fault));
        await home.PutAsync("one");
        (await home.ScrubAsync()).End.ShouldBe(ScrubEnd.Completed);
        if (outcome is null)
            home.Findings.ShouldBeEmpty();
        else
            home.Findings.Select(finding => ((ScrubOutcome?)finding.Outcome, finding.Damage)).ShouldBe([(outcome, damage)]);
        if (damage == BlobDamage.Unreadable)
            home.Findings[0].Detail.ShouldStartWith("The disk could not read it, which is a suspicion of damage: ");
        (await home.Ledger.CountAsync()).Count.ShouldBe(outcome == ScrubOutcome.Quarantined ? 1 : 0);
    }

    [Fact]
    public async Task A_mirror_heals_and_the_case_is_remembered()
    {
        var (a, b) = (new MemoryStore("a"), new MemoryStore("b"));
        await using var home = new ScrubHome(new Mirrored(a, b));
        var key = await home.PutAsync("content");
        await using (var other = new ScrubHome(new KeptOpen(a)))
            await other.PutRawAsync(key, "CONTENT"u8.ToArray());

        var state = (await home.ScrubAsync()).State!;

        (state.Damaged, state.Healed).ShouldBe((0, 1));
        home.Findings.ShouldHaveSingleItem().Outcome.ShouldBe(ScrubOutcome.Healed);
        (await home.Ledger.CountAsync()).ShouldBeEmpty();
        var cases = new List<QuarantinedBlob>();
        await foreach (var blob in home.Ledger.ListAsync(ended: true))
            cases.Add(blob);
        (cases.ShouldHaveSingleItem().End, cases[0].Damage).ShouldBe((QuarantineEnd.Healed, BlobDamage.WrongDigest));
        cases[0].Place.ShouldNotBeNull();
        using var content = new StreamReader((await a.OpenAsync(key)).Body);
        (await content.ReadToEndAsync()).ShouldBe("content");
    }

    [Fact]
    public async Task The_budget_is_kept()
    {
        await using var home = new ScrubHome(new MemoryStore());
        for (var i = 0; i < 10; i++)
            await home.PutAsync($"{i}{new string('x', 999_999)}");
        var before = home.Clock.GetTimestamp();
        await home.ScrubAsync(bytesPerSecond: 2_000_000);
        home.Clock.GetElapsedTime(before).TotalSeconds.ShouldBe(5, tolerance: 0.1);
    }

    [Fact]
    public async Task Progress_tells_how_far_it_came_and_how_long_it_will_take()
    {
        await using var home = new ScrubHome(new MemoryStore());
        for (var i = 0; i < 4; i++)
            await home.PutAsync($"{i}{new string('x', 999_999)}");
        var states = new List<ScrubState>();
        await home.ScrubAsync(bytesPerSecond: 1_000_000, states.Add);
        states.Select(state => state.Bytes).ShouldBeInOrder();
        states.Select(state => state.Bytes).ShouldContain(bytes => bytes > 2_000_000 && bytes < 3_000_000, "a large blob moves it too");
        var half = states.First(state => state.Bytes >= 2_000_000);
        half.BytesPerSecond.ShouldBe(1_000_000, tolerance: 400_000);
        half.Remaining!.Value.TotalSeconds.ShouldBe(2, tolerance: 1);
        states[^1].TotalBytes.ShouldBe(4_000_000);
    }

    [Fact]
    public async Task After_a_kill_the_next_run_goes_on_from_the_checkpoint()
    {
        var (store, works) = (new MemoryStore(), new MemoryJobLedger(TimeProvider.System));
        await using var home = new ScrubHome(store, works: works);
        home.Settings.CheckpointEvery = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
            await home.PutAsync($"blob {i}");
        using var killed = new CancellationTokenSource();
        var seen = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => home.ScrubAsync(
            progress: state => { if (state.Blobs == 7 && seen++ == 0) killed.Cancel(); }, cancellationToken: killed.Token));
        var (holder, interrupted) = (await home.Scrubber.FindAsync("default")).ShouldNotBeNull();
        holder.ShouldBeNull();
        interrupted.ShouldNotBeNull().Blobs.ShouldBe(7);

        var first = default(ScrubState);
        var report = await home.ScrubAsync(progress: state => first ??= state);

        first.ShouldNotBeNull().Blobs.ShouldBeInRange(7, 8);
        (report.State!.Pass, report.State.Blobs, report.State.Ended is not null).ShouldBe((1, 20, true));
        (await home.ScrubAsync()).State!.Pass.ShouldBe(2);
    }

    [Fact]
    public async Task Asked_to_stop_it_stops_even_within_a_blob()
    {
        await using var home = new ScrubHome(new MemoryStore());
        home.Settings.CheckpointEvery = TimeSpan.Zero;
        await home.PutAsync("a");
        for (var i = 0; i < 5; i++)
            await home.PutAsync($"{i}{new string('x', 2_000_000)}");
        await home.Scrubber.StopAsync("default");
        var report = await home.ScrubAsync(progress: state =>
        {
            if (state.Blobs == 2)
                home.Scrubber.StopAsync("default").AsTask().GetAwaiter().GetResult();
        });
        report.End.ShouldBe(ScrubEnd.Stopped);
        report.State!.Blobs.ShouldBeInRange(2, 4);
        home.Settings.Every = TimeSpan.FromDays(1);
        (await home.Scrubber.IsDueAsync("default")).ShouldBeFalse("somebody stopped it");
        (await home.ScrubAsync()).End.ShouldBe(ScrubEnd.Completed);
    }

    [Fact]
    public async Task One_at_a_time()
    {
        await using var home = new ScrubHome(new MemoryStore());
        await home.PutAsync("one");
        ScrubReport? other = null;
        await home.ScrubAsync(progress: _ => other ??= home.Scrubber.RunAsync("default").GetAwaiter().GetResult());
        other.ShouldBe(new ScrubReport(ScrubEnd.Busy, null));
    }

    [Fact]
    public async Task So_much_damage_is_rather_a_failing_disk()
    {
        await using var home = new ScrubHome(new FaultyStore(new MemoryStore(), "read: fail IO always"));
        home.Settings.StopAfter = 3;
        for (var i = 0; i < 10; i++)
            await home.PutAsync($"blob {i}");
        (await home.ScrubAsync()).End.ShouldBe(ScrubEnd.TooMuchDamage);
        (await home.Ledger.CountAsync())["default"].ShouldBe(3);
        (await home.ScrubAsync()).End.ShouldBe(ScrubEnd.TooMuchDamage);
    }

    [Fact]
    public async Task A_schedule_is_due_by_the_start_of_the_last_pass()
    {
        await using var home = new ScrubHome(new MemoryStore());
        (await home.Scrubber.IsDueAsync("default")).ShouldBeFalse();
        home.Settings.Every = TimeSpan.FromDays(30);
        (await home.Scrubber.IsDueAsync("default")).ShouldBeTrue();
        await home.ScrubAsync();
        (await home.Scrubber.IsDueAsync("default")).ShouldBeFalse();
        home.Clock.Advance(TimeSpan.FromDays(30));
        (await home.Scrubber.IsDueAsync("default")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"pass":"of a later version"}""")]
    public async Task A_checkpoint_that_cannot_be_read_begins_a_new_pass(string checkpoint)
    {
        var ledger = new Archivolt.Jobs.MemoryJobLedger(TimeProvider.System);
        var lease = (await ledger.TryTakeAsync("scrub/default", "earlier", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        await ledger.RenewAsync(lease, checkpoint, TimeSpan.FromMinutes(1));
        await ledger.ReleaseAsync(lease);
        await using var home = new ScrubHome(new MemoryStore(), works: ledger);
        await home.PutAsync("a");
        (await home.Scrubber.FindAsync("default")).ShouldNotBeNull().State.ShouldBeNull();
        var report = await home.ScrubAsync();
        (report.End, report.State!.Blobs).ShouldBe((ScrubEnd.Completed, 1));
    }

    [Fact]
    public void Every_key_has_a_time_since_which_it_is_verified()
    {
        var last = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var state = new ScrubState { Started = last.AddDays(30), LastStarted = last, After = "m" };
        state.VerifiedSince("a").ShouldBe(state.Started);
        state.VerifiedSince("m").ShouldBe(state.Started);
        state.VerifiedSince("n").ShouldBe(last);
        (state with { LastStarted = null }).VerifiedSince("n").ShouldBeNull();
    }

    private sealed class PlainStore(IBlobStore inner) : StoreLayer(inner)
    {
        public override object? GetService(Type ability) => ability == typeof(IQuarantine) ? null : base.GetService(ability);
    }

    private sealed class KeptOpen(IBlobStore inner) : StoreLayer(inner)
    {
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
