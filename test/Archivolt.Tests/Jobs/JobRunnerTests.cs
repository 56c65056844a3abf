using System.Text.Json.Serialization;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Jobs;
using Archivolt.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Archivolt.Tests.Jobs;

public sealed partial class JobRunnerTests : IAsyncDisposable
{
    private readonly TestClock _clock = new();
    private readonly MemoryJobLedger _ledger;
    private readonly List<JobRunner> _runners = [];

    public JobRunnerTests() => _ledger = new MemoryJobLedger(_clock);

    [Fact]
    public async Task A_job_that_is_due_runs_and_leaves_its_checkpoint()
    {
        var job = new TestJob("count/a", run => run.SaveAsync(new Count(7), CountJson.Default.Count));
        var runner = await StartAsync(job);
        await job.RanAsync(1);
        await runner.StopAsync(default);
        var state = await Catalog(job).FindAsync("count/a");
        (state.IsRunning, state.Progress?.Items).ShouldBe((false, 7));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(BlobException))]
    [InlineData(typeof(System.Text.Json.JsonException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task No_exception_of_a_job_ends_another_one_or_the_host(Type type)
    {
        var failing = new TestJob("a", _ => throw (type == typeof(BlobException) ? new BlobException(BlobError.IO, "The disk fails.") : (Exception)Activator.CreateInstance(type)!));
        var sound = new TestJob("b", _ => Task.CompletedTask);
        var runner = await StartAsync(failing, sound);
        await failing.RanAsync(1);
        await sound.RanAsync(1);
        await AdvanceUntilAsync(failing.RanAsync(3), TimeSpan.FromSeconds(1));
        runner.ExecuteTask!.IsCompleted.ShouldBeFalse();
        runner.ProblemOf("a").ShouldNotBeNull();
    }

    [Fact]
    public async Task The_end_waits_for_a_scheduled_job_that_is_being_stopped()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = new TestJob("a", async run =>
        {
            await Task.Delay(Timeout.Infinite, run.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await gate.Task;
        });
        var runner = await StartAsync(job);
        await job.RanAsync(1);
        _runners.Remove(runner);
        var ending = runner.DisposeAsync().AsTask();
        ending.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        await ending;
        job.EndedAsync(1).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_job_whose_due_time_cannot_be_told_ends_nothing_either()
    {
        var failing = new TestJob("a", _ => Task.CompletedTask) { IsDue = _ => throw new InvalidOperationException("An unreadable checkpoint.") };
        var runner = await StartAsync(failing);
        await AdvanceUntilAsync(failing.AskedAsync(3), TimeSpan.FromSeconds(1));
        (failing.Runs, runner.ExecuteTask!.IsCompleted).ShouldBe((0, false));
    }

    [Fact]
    public async Task A_failing_job_waits_as_long_as_the_store_asks_for()
    {
        var began = _clock.GetUtcNow();
        var times = new List<TimeSpan>();
        var job = new TestJob("a", _ =>
        {
            times.Add(_clock.GetUtcNow() - began);
            throw new BlobException(BlobError.Unavailable, "Slow down.") { RetryAfter = TimeSpan.FromMinutes(20) };
        });
        await StartAsync(job);
        await job.RanAsync(1);
        await AdvanceUntilAsync(job.RanAsync(2), TimeSpan.FromMinutes(1));
        times[1].ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task A_stop_cancels_the_run_and_holds_until_somebody_starts_it()
    {
        var job = new TestJob("a", run => Task.Delay(Timeout.Infinite, run.Token));
        await StartAsync(job);
        await job.RanAsync(1);
        var catalog = Catalog(job);
        await catalog.StopAsync("a");
        await AdvanceUntilAsync(job.EndedAsync(1), TimeSpan.FromSeconds(5));
        for (var i = 0; i < 20; i++)
            _clock.Advance(TimeSpan.FromMinutes(1));
        job.Runs.ShouldBe(1);
        (await catalog.FindAsync("a")).IsStopped.ShouldBeTrue();

        await catalog.StartAsync("a");
        await AdvanceUntilAsync(job.RanAsync(2), TimeSpan.FromMinutes(1));
        (await catalog.FindAsync("a")).IsStopped.ShouldBeFalse();
    }

    [Fact]
    public async Task A_job_that_is_not_due_runs_when_somebody_asks_for_it()
    {
        var job = new TestJob("a", _ => Task.CompletedTask) { IsDue = _ => false };
        await StartAsync(job);
        await job.AskedAsync(1);
        await Catalog(job).StartAsync("a");
        await AdvanceUntilAsync(job.RanAsync(1), TimeSpan.FromMinutes(1));
        (await _ledger.FindAsync("a"))!.Request.ShouldBeNull();
    }

    [Fact]
    public async Task What_a_node_left_another_one_goes_on_with()
    {
        var gone = (await _ledger.TryTakeAsync("count/a", "another node", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        await _ledger.RenewAsync(gone, """{"Value":41}""", TimeSpan.FromMinutes(1));
        var seen = new List<long>();
        var job = new TestJob("count/a", run =>
        {
            seen.Add(run.Read(CountJson.Default.Count)!.Value);
            return Task.CompletedTask;
        });
        await StartAsync(job);
        await AdvanceUntilAsync(job.RanAsync(1), TimeSpan.FromSeconds(10));
        seen[0].ShouldBe(41);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"Value":{"of":"a later version"}}""")]
    public async Task A_checkpoint_that_cannot_be_read_is_reported_and_the_job_starts_afresh(string checkpoint)
    {
        await PutAsync("count/a", checkpoint);
        var read = new List<Count?>();
        var job = new TestJob("count/a", run =>
        {
            read.Add(run.Read(CountJson.Default.Count));
            return Task.CompletedTask;
        });
        var runner = await StartAsync(job);
        await job.RanAsync(1);
        read.ShouldBe([null]);
        runner.ProblemOf("count/a").ShouldNotBeNull().ShouldContain("starts afresh");
        (await Catalog(job).ListAsync()).ShouldHaveSingleItem().Progress.ShouldBeNull();
    }

    [Fact]
    public async Task On_a_read_only_installation_no_job_runs()
    {
        var job = new TestJob("a", _ => Task.CompletedTask);
        var options = new ArchivoltOptions { ReadOnly = true };
        var runner = Runner(options, job);
        await ((IHostedService)runner).StartAsync(default);
        await runner.ExecuteTask!;
        (await Should.ThrowAsync<BlobException>(() => runner.StartAsync("a", (JobRunOptions?)null))).Error.ShouldBe(BlobError.ReadOnly);
        job.Runs.ShouldBe(0);
    }

    [Fact]
    public async Task A_caller_who_gives_up_leaves_no_lease_behind()
    {
        var job = new TestJob("a", _ => Task.CompletedTask) { IsDue = _ => false };
        using var hangsUp = new CancellationTokenSource();
        var ledger = new HangingUp(_ledger, hangsUp);
        var catalog = new JobCatalog(Services(job), new JobLeases(ledger, Options.Create(new ArchivoltOptions()), _clock), Options.Create(new ArchivoltOptions()));
        using var runner = new JobRunner(catalog, ledger, Options.Create(new ArchivoltOptions()), _clock, NullLogger<JobRunner>.Instance);
        await _ledger.RequestAsync("a", JobRequest.Stop);
        await Should.ThrowAsync<OperationCanceledException>(() => runner.StartAsync("a", run: null, hangsUp.Token));
        _clock.Advance(TimeSpan.FromHours(1));
        (await _ledger.FindAsync("a"))!.Holder.ShouldBeNull();
    }

    [Fact]
    public async Task What_runs_already_is_not_begun_again()
    {
        var job = new TestJob("a", run => Task.Delay(Timeout.Infinite, run.Token)) { IsDue = _ => false };
        var runner = Runner(new ArchivoltOptions(), job);
        await runner.StartAsync("a", (JobRunOptions?)null);
        (await Should.ThrowAsync<BlobException>(() => runner.StartAsync("a", (JobRunOptions?)null))).Error.ShouldBe(BlobError.Conflict);
        await runner.StopAsync(default);
        (await _ledger.FindAsync("a"))!.Holder.ShouldBeNull();
    }

    [Fact]
    public async Task Work_of_each_node_is_done_once_more_when_the_host_stops()
    {
        var job = new TestJob("a", _ => Task.CompletedTask) { When = new JobSchedule(TimeSpan.FromMinutes(1)) { FirstAfter = TimeSpan.FromMinutes(1), IsOnEveryNode = true } };
        var runner = await StartAsync(job);
        await runner.StopAsync(default);
        (job.Runs, await _ledger.FindAsync("a")).ShouldBe((1, null));
    }

    [Fact]
    public async Task Services_without_a_host_start_no_job()
    {
        var job = new TestJob("a", _ => Task.CompletedTask);
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddArchivolt(archivolt => archivolt.AddProvider("default", _ => new Archivolt.Stores.MemoryStore()));
        services.AddSingleton<IJobSource>(new Source(job));
        await using var provider = services.BuildServiceProvider();
        (await provider.GetRequiredService<JobCatalog>().ListAsync()).Select(state => state.Name).ShouldBe(["a", "scrub/default"]);
        provider.GetServices<IHostedService>().ShouldBeEmpty();
        provider.GetRequiredService<JobRunner>().ExecuteTask.ShouldBeNull();
        _clock.Advance(TimeSpan.FromHours(1));
        job.Runs.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners)
        {
            await runner.StopAsync(default);
            runner.Dispose();
        }
    }

    private async Task<JobRunner> StartAsync(params Job[] jobs)
    {
        var runner = Runner(new ArchivoltOptions(), jobs);
        await ((IHostedService)runner).StartAsync(default);
        return runner;
    }

    private JobRunner Runner(ArchivoltOptions options, params Job[] jobs)
    {
        var catalog = new JobCatalog(Services(jobs), Leases(), Options.Create(options));
        var runner = new JobRunner(catalog, _ledger, Options.Create(options), _clock, NullLogger<JobRunner>.Instance);
        _runners.Add(runner);
        return runner;
    }

    private JobCatalog Catalog(params Job[] jobs) => new(Services(jobs), Leases(), Options.Create(new ArchivoltOptions()));

    private JobLeases Leases() => new(_ledger, Options.Create(new ArchivoltOptions()), _clock);

    private static ServiceProvider Services(params Job[] jobs) => new ServiceCollection().AddSingleton<IJobSource>(new Source(jobs)).BuildServiceProvider();

    private async Task PutAsync(string work, string checkpoint)
    {
        var lease = (await _ledger.TryTakeAsync(work, "earlier", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        await _ledger.RenewAsync(lease, checkpoint, TimeSpan.FromMinutes(1));
        await _ledger.ReleaseAsync(lease);
    }

    // The clock goes on for as long as it takes the runner to come to its next wait.
    private async Task AdvanceUntilAsync(Task happened, TimeSpan step)
    {
        while (!happened.IsCompleted)
        {
            _clock.Advance(step);
            await Task.Yield();
        }
        await happened;
    }

    private sealed class Source(params Job[] jobs) : IJobSource
    {
        public ValueTask<IEnumerable<Job>> GetJobsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IEnumerable<Job>>(jobs);
    }

    private sealed class TestJob(string name, Func<JobRun, Task> run) : Job
    {
        private readonly Milestones _asked = new(), _ran = new(), _ended = new();

        public int Runs => _ran.Count;

        public Func<JobStatus?, bool> IsDue { get; init; } = _ => true;

        public JobSchedule When { get; init; } = new(TimeSpan.FromMinutes(1));

        public override string Name => name;

        public override JobSchedule Schedule => When;

        public Task AskedAsync(int times) => _asked.ReachedAsync(times);

        public Task RanAsync(int times) => _ran.ReachedAsync(times);

        public Task EndedAsync(int times) => _ended.ReachedAsync(times);

        public override ValueTask<bool> IsDueAsync(JobStatus? status, CancellationToken cancellationToken)
        {
            _asked.Add();
            return ValueTask.FromResult(IsDue(status));
        }

        public override async Task RunAsync(JobRun job)
        {
            try
            {
                var work = run(job);
                _ran.Add();
                await work;
            }
            catch
            {
                if (_ran.Count == _ended.Count)
                    _ran.Add();
                throw;
            }
            finally
            {
                _ended.Add();
            }
        }

        public override JobProgress? ProgressOf(string checkpoint) =>
            Checkpoint.ReadOrNull(checkpoint, CountJson.Default.Count) is { } count ? new JobProgress { Items = count.Value } : null;
    }

    private sealed class Milestones
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<int, TaskCompletionSource> _waiting = [];

        public int Count { get; private set; }

        public void Add()
        {
            lock (_lock)
                At(++Count).TrySetResult();
        }

        public Task ReachedAsync(int count)
        {
            lock (_lock)
            {
                if (Count >= count)
                    return Task.CompletedTask;
                return At(count).Task;
            }
        }

        private TaskCompletionSource At(int count)
        {
            if (!_waiting.TryGetValue(count, out var reached))
                _waiting.Add(count, reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return reached;
        }
    }

    /// <summary>Its caller hangs up as soon as a work is taken.</summary>
    private sealed class HangingUp(IJobLedger inner, CancellationTokenSource caller) : IJobLedger
    {
        public async ValueTask<Lease?> TryTakeAsync(string work, string holder, TimeSpan length, CancellationToken cancellationToken = default)
        {
            var lease = await inner.TryTakeAsync(work, holder, length, cancellationToken);
            await caller.CancelAsync();
            return lease;
        }

        public ValueTask<string?> RenewAsync(Lease term, string? checkpoint, TimeSpan length, CancellationToken cancellationToken = default) =>
            inner.RenewAsync(term, checkpoint, length, cancellationToken);

        public ValueTask ReleaseAsync(Lease term, CancellationToken cancellationToken = default) => inner.ReleaseAsync(term, cancellationToken);

        public ValueTask RequestAsync(string work, string? request, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return inner.RequestAsync(work, request, cancellationToken);
        }

        public ValueTask<JobStatus?> FindAsync(string work, CancellationToken cancellationToken = default) => inner.FindAsync(work, cancellationToken);

        public Task<IReadOnlyList<JobStatus>> ListAsync(string prefix, CancellationToken cancellationToken = default) => inner.ListAsync(prefix, cancellationToken);
    }

    private sealed record Count(long Value);

    [JsonSerializable(typeof(Count))]
    private sealed partial class CountJson : JsonSerializerContext;
}
