using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Jobs;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteWorkLedgerTests() : WorkLedgerContract(new SqliteTestDatabase());

public sealed class PostgresWorkLedgerTests() : WorkLedgerContract(new PostgresTestDatabase());

public abstract class WorkLedgerContract(TestDatabase database) : SqlContract(database)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private IJobLedger Ledger => Node.Get<IJobLedger>();

    [Fact]
    public async Task Only_one_holds_a_work_until_it_is_given_back()
    {
        var other = Database.Open().Get<IJobLedger>();
        var term = (await Ledger.TryTakeAsync("a", "one", Length)).ShouldNotBeNull();
        (await other.TryTakeAsync("a", "two", Length)).ShouldBeNull();
        (await other.TryTakeAsync("b", "two", Length)).ShouldNotBeNull();
        await Ledger.ReleaseAsync(term);
        var next = (await other.TryTakeAsync("a", "two", Length)).ShouldNotBeNull();
        next.Fence.ShouldBeGreaterThan(term.Fence);
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_gets_it()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => Database.Open().Get<IJobLedger>()).ToList();
        for (var round = 0; round < 10; round++)
        {
            var name = $"work-{round}";
            var terms = await Task.WhenAll(nodes.SelectMany(node => Enumerable.Range(0, 4).Select(i =>
                Task.Run(async () => await node.TryTakeAsync(name, "someone", Length)))));
            terms.Count(term => term is not null).ShouldBe(1);
        }
    }

    [Fact]
    public async Task What_is_not_renewed_in_time_is_somebody_elses_with_the_checkpoint()
    {
        var term = (await Ledger.TryTakeAsync("a", "one", Length)).ShouldNotBeNull();
        term.Checkpoint.ShouldBeNull();
        await Ledger.RenewAsync(term, """{"at":1}""", Length);
        await Database.AdvanceAsync(Length - TimeSpan.FromSeconds(1));
        await Ledger.RenewAsync(term, null, Length);
        await Database.AdvanceAsync(Length - TimeSpan.FromSeconds(1));
        (await Ledger.TryTakeAsync("a", "two", Length)).ShouldBeNull();
        await Database.AdvanceAsync(TimeSpan.FromSeconds(1));
        var next = (await Ledger.TryTakeAsync("a", "two", Length)).ShouldNotBeNull();
        next.Checkpoint.ShouldBe("""{"at":1}""");
        (await Should.ThrowAsync<BlobException>(async () => await Ledger.RenewAsync(term, """{"at":2}""", Length))).Error.ShouldBe(BlobError.Conflict);
        await Ledger.ReleaseAsync(term);
        var status = (await Ledger.FindAsync("a")).ShouldNotBeNull();
        status.Holder.ShouldBe("two");
        status.Checkpoint.ShouldBe("""{"at":1}""");
        status.HeldUntil.ShouldBe(Clock.GetUtcNow() + Length);
    }

    [Fact]
    public async Task A_term_given_back_is_not_revived()
    {
        var term = (await Ledger.TryTakeAsync("a", "one", Length)).ShouldNotBeNull();
        await Ledger.ReleaseAsync(term);
        await Should.ThrowAsync<BlobException>(async () => await Ledger.RenewAsync(term, null, Length));
        (await Ledger.FindAsync("a"))!.Holder.ShouldBeNull();
    }

    [Fact]
    public async Task A_request_reaches_the_holder_and_the_next_one_until_it_is_taken_back()
    {
        await Ledger.RequestAsync("a", "pause");
        var term = (await Ledger.TryTakeAsync("a", "one", Length)).ShouldNotBeNull();
        term.Request.ShouldBe("pause");
        await Ledger.RequestAsync("a", null);
        (await Ledger.RenewAsync(term, null, Length)).ShouldBeNull();
        await Ledger.RequestAsync("a", "stop");
        (await Ledger.RenewAsync(term, null, Length)).ShouldBe("stop");
    }

    [Fact]
    public async Task Works_are_listed_by_the_beginning_of_their_names()
    {
        foreach (var name in new[] { "move/b", "move/a", "moves", "MOVE/c" })
            await Ledger.RequestAsync(name, null);
        (await Ledger.ListAsync("move/")).Select(status => status.Work).ShouldBe(["move/a", "move/b"]);
        (await Ledger.ListAsync("")).Count.ShouldBe(4);
        (await Ledger.FindAsync("none")).ShouldBeNull();
    }
}
