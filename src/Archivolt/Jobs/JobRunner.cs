using System.Collections.Concurrent;
using Archivolt.Blobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Jobs;

/// <summary>
/// Runs the jobs for as long as the host does: each when it is due, on one node at a time. A job that fails is tried again after a wait;
/// no exception of a job ends another one or the host. Where the installation is read-only it runs nothing.
/// </summary>
public sealed partial class JobRunner(
    JobCatalog catalog, IJobLedger ledger, IOptions<ArchivoltOptions> options, TimeProvider clock, ILogger<JobRunner> logger)
    : BackgroundService, IAsyncDisposable
{
    private static readonly Backoff Backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private int _disposed;

    /// <summary>Begins a job on this node at once, whether it is due or not. It goes on though the caller gives up.</summary>
    /// <param name="name">Name of the job.</param>
    /// <param name="run">How; null for the configured way.</param>
    /// <param name="cancellationToken">Cancels the beginning only.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Conflict"/>: it is being done already; <see cref="BlobError.NotFound"/>: there is no such job;
    /// <see cref="BlobError.ReadOnly"/>: no job runs here.
    /// </exception>
    public async Task StartAsync(string name, JobRunOptions? run = null, CancellationToken cancellationToken = default)
    {
        var job = await catalog.RunnableAsync(name, cancellationToken);
        var begun = await catalog.BeginAsync(job, Heard(job, run ?? new JobRunOptions()) with { IsOrdered = true }, _stopping.Token, cancellationToken)
            ?? throw new BlobException(BlobError.Conflict, $"The job '{name}' is being done already.");
        _running[name] = Task.Run(() => AttemptAsync(job, () => DoAsync(job, begun)), CancellationToken.None);
    }

    /// <summary>Why the last run of a job on this node failed; null when it did not.</summary>
    public string? ProblemOf(string name) => _problems.GetValueOrDefault(name);

    /// <summary>Ends when no run that was started here goes on.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_running.Values);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
        // Each keeps where it is before the database is closed.
        await WhenIdleAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ExecuteTask is null || options.Value.ReadOnly)
            return;
        foreach (var job in (await JobsOrNoneAsync(cancellationToken)).Where(job => job.Schedule.IsOnEveryNode))
            await AttemptAsync(job, () => RunOnceAsync(job, cancellationToken));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _stopping.Cancel();
        _stopping.Dispose();
        base.Dispose();
    }

    /// <summary>Stops what runs here, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await WhenIdleAsync();
        if (ExecuteTask is { } scheduled)
            await scheduled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.ReadOnly)
            return;
        // Everything that waits ends by the same token as what was started by hand.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _stopping.Token);
        if (await JobsOrNoneAsync(stop.Token) is { Count: > 0 } jobs)
            await Task.WhenAll(jobs.Select(job => WatchAsync(job, stop.Token)));
    }

    // A host that cannot open its stores says so itself.
    private async Task<IReadOnlyCollection<Job>> JobsOrNoneAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await catalog.GetJobsAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
                LogNoJobs(exception);
            return [];
        }
    }

    private async Task WatchAsync(Job job, CancellationToken stopping)
    {
        await Task.Delay(job.Schedule.FirstAfter, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var failures = 0; !stopping.IsCancellationRequested;)
        {
            var failure = await AttemptAsync(job, () => RunIfDueAsync(job, stopping));
            failures = failure is null ? 0 : failures + 1;
            var wait = failure is not null ? Task.Delay(Backoff.After(failures, failure), clock, stopping)
                : job.Schedule.Signal is { } signal ? signal.WaitAsync(job.Schedule.Every, stopping)
                : Task.Delay(job.Schedule.Every, clock, stopping);
            await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunIfDueAsync(Job job, CancellationToken cancellationToken)
    {
        if (!job.Schedule.IsOnEveryNode)
        {
            var status = await ledger.FindAsync(job.Name, cancellationToken);
            if (status?.Holder is not null || JobRequest.IsStop(status?.Request))
                return;
            if (status?.Request != JobRequest.Run && !await job.IsDueAsync(status, cancellationToken))
                return;
        }
        await RunOnceAsync(job, cancellationToken);
    }

    private async Task RunOnceAsync(Job job, CancellationToken cancellationToken)
    {
        if (await catalog.BeginAsync(job, Heard(job, new JobRunOptions()), cancellationToken, cancellationToken) is { } run)
            await DoAsync(job, run);
    }

    private async Task DoAsync(Job job, JobRun run)
    {
        await using var held = run;
        var began = clock.GetTimestamp();
        Exception? failure = null;
        try
        {
            await job.RunAsync(run);
            if (!run.HasProblem)
                _problems.TryRemove(job.Name, out _);
        }
        catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
        {
            // Stopped, lost or shut down: the next run goes on from the checkpoint.
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            JobTelemetry.Ran(job.Name, clock.GetElapsedTime(began), failure);
        }
    }

    // The one place where exceptions of jobs end.
    private async Task<Exception?> AttemptAsync(Job job, Func<Task> attempt)
    {
        try
        {
            await attempt();
            return null;
        }
        catch (OperationCanceledException) when (_disposed != 0 || _stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            _problems[job.Name] = exception.Message;
            LogFailed(exception, job.Name);
            return exception;
        }
    }

    private JobRunOptions Heard(Job job, JobRunOptions run) => run with
    {
        Problem = problem =>
        {
            // What every look finds again is logged once.
            if (_problems.GetValueOrDefault(job.Name) != problem)
                LogProblem(job.Name, problem);
            _problems[job.Name] = problem;
            run.Problem?.Invoke(problem);
        },
    };

    [LoggerMessage(1, LogLevel.Error, "The job {Job} failed; it goes on from its checkpoint when it is due again.")]
    private partial void LogFailed(Exception exception, string job);

    [LoggerMessage(2, LogLevel.Warning, "In the job {Job}: {Problem}")]
    private partial void LogProblem(string job, string problem);

    [LoggerMessage(3, LogLevel.Error, "No job runs, since the jobs cannot be found out.")]
    private partial void LogNoJobs(Exception exception);
}
