using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.Jobs;

namespace Archivolt.Documents.Sql.Tests.Moves;

public sealed class SqliteTieringTests() : TieringContract(new SqliteTestDatabase());

public sealed class PostgresTieringTests() : TieringContract(new PostgresTestDatabase());

public abstract class TieringContract(TestDatabase database) : MovesContract(database)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    protected override IReadOnlyList<DispatchRule> Rules => [new("blob:lastAccess>P90D,blob:length>5", "cold"), new("default", "hot")];

    private TieringScan Sweep => Mover.Get<TieringScan>();

    private IBlobAccess Access => Mover.Get<IBlobAccess>();

    [Fact]
    public async Task Content_that_nobody_uses_goes_to_the_cold_tier_and_comes_back_when_somebody_does()
    {
        var (large, small) = (await CreateAsync("large", "a longer content"), await CreateAsync("small", "tiny"));
        Clock.Advance(91 * Day);
        (await Sweep.RunAsync()).ShouldNotBeNull().Queued.ShouldBe(1);
        await RunAsync();
        (await BlobOfAsync(large)).Key.Provider.ShouldBe("cold");
        (await BlobOfAsync(small)).Key.Provider.ShouldBe("hot");

        await Access.RecordAsync([KeyValuePair.Create((await BlobOfAsync(large)).Key, Clock.GetUtcNow())]);
        Clock.Advance(Day);
        (await Sweep.RunAsync()).ShouldNotBeNull().Queued.ShouldBe(1);
        await RunAsync();
        (await BlobOfAsync(large)).Key.Provider.ShouldBe("hot");
        (await Sweep.RunAsync()).ShouldNotBeNull().Queued.ShouldBe(0, "the copy has the last access of the original");
    }

    [Fact]
    public async Task Content_that_is_used_stays_and_content_that_was_used_while_its_move_waited_stays_too()
    {
        var (used, late) = (await CreateAsync("used", "used content"), await CreateAsync("late", "late content"));
        Clock.Advance(91 * Day);
        await Access.RecordAsync([KeyValuePair.Create((await BlobOfAsync(used)).Key, Clock.GetUtcNow() - Day)]);
        (await Sweep.RunAsync()).ShouldNotBeNull().Queued.ShouldBe(1);
        await Access.RecordAsync([KeyValuePair.Create((await BlobOfAsync(late)).Key, Clock.GetUtcNow())]);
        (await RunAsync()).ShouldNotBeNull().NotNeeded.ShouldBe(1);
        (await BlobOfAsync(late)).Key.Provider.ShouldBe("hot");
    }

    [Fact]
    public async Task A_change_of_a_document_brings_its_content_back_at_once()
    {
        var document = await CreateAsync("a");
        Clock.Advance(91 * Day);
        await Sweep.RunAsync();
        await RunAsync();
        var cold = (await Mover.Documents.FindAsync("default", document.Id))!;
        cold.Properties.Set("dc:title", "touched");
        await Mover.Documents.UpdateAsync(cold);
        (await RunAsync()).ShouldNotBeNull().Moved.ShouldBe(1);
        (await BlobOfAsync(document)).Key.Provider.ShouldBe("hot");
    }

    [Fact]
    public async Task An_earlier_access_changes_nothing_and_accesses_of_forgotten_blobs_are_forgotten()
    {
        var key = (await BlobOfAsync(await CreateAsync("a"))).Key;
        var now = Clock.GetUtcNow();
        await Access.RecordAsync([KeyValuePair.Create(key, now), KeyValuePair.Create(new BlobKey("hot", "nobody's"), now)]);
        await Access.RecordAsync([KeyValuePair.Create(key, now - Day)]);
        (await Access.FindAsync([key, new BlobKey("cold", key.Key)])).ShouldBe([KeyValuePair.Create(key, now)]);
        (await Access.PruneAsync()).ShouldBe(1);
        (await Access.FindAsync([key, new BlobKey("hot", "nobody's")])).Keys.ShouldBe([key]);
    }

    [Fact]
    public async Task A_look_that_was_interrupted_goes_on_where_it_was()
    {
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => CreateAsync($"d{i}", $"content {i}")));
        Clock.Advance(91 * Day);
        using var stop = new CancellationTokenSource();
        var pages = new Pages(stop);
        await Should.ThrowAsync<OperationCanceledException>(() => Sweep.RunAsync(pages, stop.Token));
        (await Sweep.IsDueAsync()).ShouldBeTrue();
        OpenAgain();
        var rest = new Pages(null);
        (await Sweep.RunAsync(rest)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            done => done.Documents.ShouldBe(605), done => done.Total.ShouldBe(605), done => done.Queued.ShouldBe(600));
        rest.Reported[0].Documents.ShouldBe(512);
        (await Queue.CountAsync()).Waiting.ShouldBe(600);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"started":"2026-01-01T00:00:00Z","seen":"2026-01-01T00:00:00Z","repository":"gone","after":"zzz","documents":3,"total":9}""")]
    public async Task A_checkpoint_that_leads_nowhere_begins_a_new_look(string checkpoint)
    {
        await CreateAsync("a", "a longer content");
        Clock.Advance(91 * Day);
        var ledger = Mover.Get<IJobLedger>();
        var lease = (await ledger.TryTakeAsync(TieringScan.Work, "earlier", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        await ledger.RenewAsync(lease, checkpoint, TimeSpan.FromMinutes(1));
        await ledger.ReleaseAsync(lease);
        (await Sweep.IsDueAsync()).ShouldBeTrue();
        (await Sweep.RunAsync()).ShouldNotBeNull().Queued.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_due_by_the_schedule_and_when_somebody_asks()
    {
        (await Sweep.IsDueAsync()).ShouldBeTrue("it never ran");
        await Sweep.RunAsync();
        (await Sweep.IsDueAsync()).ShouldBeFalse();
        await Sweep.AskAsync();
        (await Sweep.IsDueAsync()).ShouldBeTrue();
        await Sweep.RunAsync();
        (await Sweep.IsDueAsync()).ShouldBeFalse();
        Clock.Advance(Day);
        (await Sweep.IsDueAsync()).ShouldBeTrue();
    }

    private sealed class Pages(CancellationTokenSource? stop) : IProgress<TieringProgress>
    {
        public List<TieringProgress> Reported { get; } = [];

        public void Report(TieringProgress value)
        {
            Reported.Add(value);
            stop?.Cancel();
        }
    }
}
