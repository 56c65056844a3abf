using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Testing;
using Microsoft.Extensions.Options;

namespace Archivolt.Tests.Jobs;

public sealed class JobLeaseTests
{
    private readonly TestClock _clock = new();
    private readonly MemoryJobLedger _ledger;
    private readonly JobLeases _leases;

    public JobLeaseTests()
    {
        _ledger = new MemoryJobLedger(_clock);
        _leases = Leases(_ledger);
    }

    [Fact]
    public async Task A_lease_renews_itself_for_as_long_as_the_work_takes()
    {
        await using var lease = (await _leases.TryTakeAsync("a")).ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromHours(1));
        lease.Lost.IsCancellationRequested.ShouldBeFalse();
        (await _leases.TryTakeAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_given_back_leaves_its_checkpoint_to_the_next()
    {
        await using (var lease = (await _leases.TryTakeAsync("a")).ShouldNotBeNull())
            await lease.SaveAsync("""{"at":1}""");
        await using var next = (await _leases.TryTakeAsync("a")).ShouldNotBeNull();
        next.Checkpoint.ShouldBe("""{"at":1}""");
    }

    [Fact]
    public async Task A_lease_is_lost_to_its_holder_before_anybody_else_can_take_it()
    {
        var unreachable = new UnreachableLedger(_ledger);
        await using var lease = (await Leases(unreachable).TryTakeAsync("a")).ShouldNotBeNull();
        unreachable.Down = true;
        for (var second = 0; second < 40; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await using var other = await _leases.TryTakeAsync("a");
            if (other is null)
                continue;
            lease.Lost.IsCancellationRequested.ShouldBeTrue();
            return;
        }
        Assert.Fail("Nobody could take over the work.");
    }

    [Fact]
    public async Task A_passing_fault_of_the_ledger_costs_nothing()
    {
        var unreachable = new UnreachableLedger(_ledger);
        await using var lease = (await Leases(unreachable).TryTakeAsync("a")).ShouldNotBeNull();
        unreachable.Down = true;
        _clock.Advance(TimeSpan.FromSeconds(15));
        unreachable.Down = false;
        _clock.Advance(TimeSpan.FromMinutes(5));
        lease.Lost.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_holder_whose_work_was_taken_over_learns_it_when_it_saves()
    {
        await using var lease = (await _leases.TryTakeAsync("a")).ShouldNotBeNull();
        await _ledger.ReleaseAsync(new Lease("a", lease.Fence, null, null));
        await using var other = (await _leases.TryTakeAsync("a")).ShouldNotBeNull();
        (await Should.ThrowAsync<BlobException>(() => lease.SaveAsync("{}"))).Error.ShouldBe(BlobError.Conflict);
        lease.Lost.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_request_is_seen_at_the_next_renewal()
    {
        await using var lease = (await _leases.TryTakeAsync("a")).ShouldNotBeNull();
        lease.Request.ShouldBeNull();
        await _ledger.RequestAsync("a", "pause");
        _clock.Advance(TimeSpan.FromSeconds(11));
        lease.Request.ShouldBe("pause");
    }

    [Fact]
    public async Task A_lease_that_was_given_back_saves_nothing_and_keeps_nobody_waiting()
    {
        var lease = (await _leases.TryTakeAsync("a")).ShouldNotBeNull();
        await lease.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => lease.SaveAsync("{}").WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_lease_too_short_to_be_renewed_is_refused()
    {
        var leases = new JobLeases(_ledger, Options.Create(new ArchivoltOptions { LeaseTime = TimeSpan.FromMilliseconds(10) }), _clock);
        (await Should.ThrowAsync<BlobException>(async () => await leases.TryTakeAsync("a"))).Message.ShouldContain("Archivolt:LeaseTime");
    }

    private JobLeases Leases(IJobLedger ledger) => new(ledger, Options.Create(new ArchivoltOptions()), _clock);

    private sealed class UnreachableLedger(IJobLedger inner) : IJobLedger
    {
        public bool Down { get; set; }

        public ValueTask<Lease?> TryTakeAsync(string work, string holder, TimeSpan length, CancellationToken cancellationToken = default) =>
            Reach().TryTakeAsync(work, holder, length, cancellationToken);

        public ValueTask<string?> RenewAsync(Lease term, string? checkpoint, TimeSpan length, CancellationToken cancellationToken = default) =>
            Reach().RenewAsync(term, checkpoint, length, cancellationToken);

        public ValueTask ReleaseAsync(Lease term, CancellationToken cancellationToken = default) => Reach().ReleaseAsync(term, cancellationToken);

        public ValueTask RequestAsync(string work, string? request, CancellationToken cancellationToken = default) =>
            Reach().RequestAsync(work, request, cancellationToken);

        public ValueTask<JobStatus?> FindAsync(string work, CancellationToken cancellationToken = default) => Reach().FindAsync(work, cancellationToken);

        public Task<IReadOnlyList<JobStatus>> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
            Reach().ListAsync(prefix, cancellationToken);

        private IJobLedger Reach() => Down ? throw new BlobException(BlobError.Unavailable, "The database is out of reach.") : inner;
    }
}
