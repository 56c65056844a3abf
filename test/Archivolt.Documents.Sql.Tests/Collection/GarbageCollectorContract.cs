using Archivolt.Blobs;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Dispatch;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Documents.Sql.Tests.Collection;

public sealed class SqliteGarbageCollectorTests() : GarbageCollectorContract(new SqliteTestDatabase());

public sealed class PostgresGarbageCollectorTests() : GarbageCollectorContract(new PostgresTestDatabase());

/// <summary>Plan, condemn, grace, purge, restore, and everything that goes wrong between.</summary>
public abstract class GarbageCollectorContract(TestDatabase database) : CollectionContract(database)
{
    [Fact]
    public async Task What_nothing_refers_to_is_condemned_when_old_and_deleted_after_the_grace()
    {
        var node = Open();
        var collector = node.Get<GarbageCollector>();
        await StoreAsync(node, "kept");
        await PutAsync("old", 10);
        await Database.AdvanceAsync(Day);
        await PutAsync("young", 5);

        var plan = await collector.PlanAsync(Request() with { Measure = true });
        (await plan.ToListAsync()).ShouldBe([new CollectionCandidate("old", 10, Clock.GetUtcNow() - Day)]);
        plan.Tally.ShouldBe(new CollectionTally
        {
            Referenced = 1,
            ReferencedBytes = 4,
            Young = 1,
            YoungBytes = 5,
            Unreferenced = 1,
            UnreferencedBytes = 10,
        });
        (await collector.FindStatusAsync("default")).Condemned.ShouldBe(new CondemnedTotals(0, 0, 0));

        var condemning = await collector.CondemnAsync(Request());
        (condemning.Condemned, condemning.CondemnedBytes, condemning.Phase).ShouldBe((1, 10, CollectionPhase.Done));
        (await collector.PurgeAsync(Request())).Purged.ShouldBe(0);
        // Condemned and readable.
        (await Memory.StatAsync("old")).ShouldNotBeNull();
        (await collector.FindStatusAsync("default")).Condemned.ShouldBe(new CondemnedTotals(1, 10, 0));

        await Database.AdvanceAsync(Day);
        var purging = await collector.PurgeAsync(Request());
        (purging.Purged, purging.PurgedBytes).ShouldBe((1, 10));
        (await KeysAsync()).ShouldBe([KeyOf("kept"), "young"], ignoreOrder: true);
        (await collector.FindStatusAsync("default")).Condemned.ShouldBe(new CondemnedTotals(0, 0, 0));
    }

    [Fact]
    public async Task A_whole_run_closes_abandoned_uploads_condemns_and_purges()
    {
        var node = Open();
        var collector = node.Get<GarbageCollector>();
        await WriteAsync(node, "abandoned");
        await PutAsync("orphan");
        await Database.AdvanceAsync(Day);
        var first = await collector.RunAsync(Request());
        (first.Abandoned, first.Condemned, first.Purged).ShouldBe((1, 1, 0));
        await Database.AdvanceAsync(Day);
        var second = await collector.RunAsync(Request());
        (second.Abandoned, second.Condemned, second.Purged).ShouldBe((0, 0, 2));
        (await KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Condemned_blobs_are_restored_all_or_by_key()
    {
        var node = Open();
        var collector = node.Get<GarbageCollector>();
        foreach (var key in new[] { "a", "b", "c" })
            await PutAsync(key);
        await Database.AdvanceAsync(Day);
        await collector.CondemnAsync(Request());
        (await collector.RestoreAsync("default", ["b", "nope"])).ShouldBe(1);
        (await collector.ListCondemnedAsync("default").Select(blob => blob.Key).ToListAsync()).ShouldBe(["a", "c"]);
        (await collector.RestoreAsync("default")).ShouldBe(2);
        await Database.AdvanceAsync(Day);
        await collector.PurgeAsync(Request());
        (await KeysAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_write_or_a_document_takes_a_condemned_blob_back()
    {
        var node = Open();
        var collector = node.Get<GarbageCollector>();
        var blob = await WriteAsync(node, "content");
        await WriteAsync(node, "other");
        await Database.AdvanceAsync(Day);
        (await collector.RunAsync(Request())).Abandoned.ShouldBe(2);
        (await CondemnedAsync(node)).Count.ShouldBe(2);
        await CreateAsync(node, blob);
        await WriteAsync(node, "other");
        (await CondemnedAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task References_from_every_repository_count()
    {
        var node = Open(null, null, "default", "archive");
        var collector = node.Get<GarbageCollector>();
        var blob = await WriteAsync(node, "content");
        await CreateAsync(node, blob with { Key = new BlobKey("default", blob.Key.Key) }, "archive");
        await Database.AdvanceAsync(Day);
        var plan = await collector.PlanAsync(Request());
        (await plan.ToListAsync()).ShouldBeEmpty();
        plan.Tally.Referenced.ShouldBe(1);
    }

    [Fact]
    public async Task A_records_blob_goes_with_its_document()
    {
        var node = Open();
        var document = await node.CreateAsync(await node.RootAsync(), "record");
        var provider = node.Get<Archivolt.Providers.BlobManager>()["records"];
        var blob = await provider.WriteAsync(BlobSource.FromText("x"), new Archivolt.Providers.BlobOwner("default", document.Id, "content"));
        document.Properties.Set("file:content", blob);
        await node.Documents.UpdateAsync(document);
        await Database.AdvanceAsync(Day);
        var collector = node.Get<GarbageCollector>();
        (await collector.CondemnAsync(Request("records"))).Condemned.ShouldBe(0);
        await node.Documents.DeleteAsync("default", document.Id);
        (await collector.CondemnAsync(Request("records"))).Condemned.ShouldBe(1);
        await Database.AdvanceAsync(Day);
        (await collector.PurgeAsync(Request("records"))).Purged.ShouldBe(1);
        (await provider.StatAsync(document.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_is_collected_from_content_of_others()
    {
        var collector = Open().Get<GarbageCollector>();
        (await Should.ThrowAsync<BlobException>(() => collector.RunAsync(Request("folder")))).Error.ShouldBe(BlobError.Unsupported);
        (await collector.FindStatusAsync("folder")).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_database_that_refers_to_nothing_condemns_nothing_unless_that_is_meant()
    {
        var collector = Open().Get<GarbageCollector>();
        await collector.CondemnAsync(new CollectionRequest("default"));
        await PutAsync("a");
        await Database.AdvanceAsync(Day);
        (await Should.ThrowAsync<BlobException>(() => collector.CondemnAsync(new CollectionRequest("default")))).Error.ShouldBe(BlobError.Conflict);
        (await collector.CondemnAsync(Request())).Condemned.ShouldBe(1);
    }

    [Fact]
    public async Task A_blob_that_cannot_be_deleted_stays_condemned_and_is_tried_again()
    {
        var node = Open(store => new FaultyStore(store, "delete: fail IO once"));
        var collector = node.Get<GarbageCollector>();
        await PutAsync("a");
        await Database.AdvanceAsync(Day);
        await collector.CondemnAsync(Request() with { Grace = TimeSpan.Zero });
        (await collector.PurgeAsync(Request())).Failed.ShouldBe(1);
        (await KeysAsync()).ShouldBe(["a"]);
        (await collector.PurgeAsync(Request())).Purged.ShouldBe(1);
        (await KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deletion_without_answer_keeps_writers_waiting_until_it_cannot_happen_any_more()
    {
        var node = Open(store => new FaultyStore(store, "delete: fail Timeout once"));
        var collector = node.Get<GarbageCollector>();
        await PutAsync("a");
        await Database.AdvanceAsync(Day);
        await collector.CondemnAsync(Request() with { Grace = TimeSpan.Zero });
        (await collector.PurgeAsync(Request())).Failed.ShouldBe(1);
        (await collector.PurgeAsync(Request())).ShouldSatisfyAllConditions(run => run.Purged.ShouldBe(0), run => run.Failed.ShouldBe(0));
        var waits = Database.Clock.WhenSomebodyWaits();
        var announcing = Task.Run(async () => await node.Get<IUploadLedger>().ReserveAsync("default", "a"));
        (await Task.WhenAny(waits, announcing)).ShouldBeSameAs(waits);
        (await collector.ListCondemnedAsync("default").SingleAsync()).IsBeingDeleted.ShouldBeTrue();
        await Database.AdvanceAsync(TimeSpan.FromMinutes(2));
        await announcing;
        (await CondemnedAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_collector_that_died_in_a_deletion_is_followed_by_the_next_run()
    {
        var node = Open();
        var collector = node.Get<GarbageCollector>();
        await PutAsync("a");
        await Database.AdvanceAsync(Day);
        await collector.CondemnAsync(Request() with { Grace = TimeSpan.Zero });
        (await node.Get<ICondemnedBlobs>().BeginPurgeAsync("default", ["a"], TimeSpan.FromMinutes(2))).Single().Purge.ShouldNotBeNull();
        (await collector.PurgeAsync(Request())).Purged.ShouldBe(0);
        await Database.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await collector.PurgeAsync(Request())).Purged.ShouldBe(1);
        (await KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_another_program_wrote_again_is_taken_back()
    {
        var node = Open();
        var collector = node.Get<GarbageCollector>();
        await PutAsync("a");
        await Database.AdvanceAsync(Day);
        await collector.CondemnAsync(Request());
        await Database.AdvanceAsync(Day);
        await PutAsync("a");
        (await collector.PurgeAsync(Request())).Restored.ShouldBe(1);
        (await KeysAsync()).ShouldBe(["a"]);
        (await CondemnedAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blob_without_age_is_left_alone()
    {
        var node = Open(store => new Ageless(store));
        await PutAsync("a");
        var run = await node.Get<GarbageCollector>().CondemnAsync(Request());
        (run.Condemned, run.Found.Ageless).ShouldBe((0, 1));
    }

    [Fact]
    public async Task One_node_collects_at_a_time()
    {
        var (node, other) = (Open(), Open());
        await using (await node.Get<JobLeases>().TryTakeAsync(GarbageCollector.WorkOf("default")))
        {
            (await Should.ThrowAsync<BlobException>(() => other.Get<GarbageCollector>().RunAsync(Request()))).Error.ShouldBe(BlobError.Conflict);
            (await other.Get<GarbageCollector>().FindStatusAsync("default")).Holder.ShouldBe(JobLeases.Holder);
        }
        await other.Get<GarbageCollector>().RunAsync(Request());
    }

    [Fact]
    public async Task A_listing_that_fails_midway_goes_on_where_it_was_on_another_node()
    {
        var (node, other) = (Open(store => new FailsAt(store, "k5000")), Open());
        await StoreAsync(node, "referenced");
        for (var i = 0; i < 6000; i++)
            await PutAsync($"k{i:0000}");
        await Database.AdvanceAsync(Day);
        await Should.ThrowAsync<BlobException>(() => node.Get<GarbageCollector>().RunAsync(Request()));
        var left = (await other.Get<GarbageCollector>().FindStatusAsync("default")).Run!;
        (left.Phase, left.Finished).ShouldBe((CollectionPhase.Condemning, null));
        left.Condemned.ShouldBeInRange(4000, 5000);

        var run = await other.Get<GarbageCollector>().RunAsync(Request());
        run.Started.ShouldBe(left.Started);
        run.Found.ShouldBe(new CollectionTally { Referenced = 1, Unreferenced = 6000, UnreferencedBytes = 6000 });
        run.Condemned.ShouldBe(6000);
        (await CondemnedAsync(other)).Count.ShouldBe(6000);
    }

    [Fact]
    public async Task A_node_that_is_gone_is_replaced_within_the_lease_time()
    {
        var (node, other) = (Open(), Open());
        await PutAsync("a");
        await Database.AdvanceAsync(Day);
        var ledger = node.Get<IJobLedger>();
        (await ledger.TryTakeAsync(GarbageCollector.WorkOf("default"), "gone", TimeSpan.FromSeconds(30))).ShouldNotBeNull();
        await Should.ThrowAsync<BlobException>(() => other.Get<GarbageCollector>().RunAsync(Request()));
        await Database.AdvanceAsync(TimeSpan.FromSeconds(30));
        (await other.Get<GarbageCollector>().RunAsync(Request())).Condemned.ShouldBe(1);
    }

    private sealed class Ageless(IBlobStore inner) : StoreLayer(inner)
    {
        public override async IAsyncEnumerable<BlobStat> ListAsync(
            string? after = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var stat in Inner.ListAsync(after, cancellationToken))
                yield return stat with { Modified = DateTimeOffset.UnixEpoch };
        }
    }

    private sealed class FailsAt(IBlobStore inner, string key) : StoreLayer(inner)
    {
        public override async IAsyncEnumerable<BlobStat> ListAsync(
            string? after = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var stat in Inner.ListAsync(after, cancellationToken))
                yield return stat.Key == key ? throw new BlobException(BlobError.IO, "The disk is gone.", Traits.Name) : stat;
        }
    }
}
