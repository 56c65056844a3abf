using Archivolt.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.Jobs;

/// <summary>The jobs of this installation: what is known of each, what people ask of them, and runs in the foreground.</summary>
public sealed class JobCatalog
{
    private readonly IServiceProvider _services;
    private readonly JobLeases _leases;
    private readonly ArchivoltOptions _options;
    private SortedDictionary<string, Job>? _jobs;

    /// <summary>Finds the jobs that are registered; their sources are asked at the first use.</summary>
    public JobCatalog(IServiceProvider services, JobLeases leases, IOptions<ArchivoltOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_services, _leases, _options) = (services, leases, options.Value);
    }

    /// <summary>The jobs, by name.</summary>
    public async ValueTask<IReadOnlyCollection<Job>> GetJobsAsync(CancellationToken cancellationToken = default) =>
        (await AllAsync(cancellationToken)).Values;

    /// <summary>The job of a name.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>: there is none.</exception>
    public async ValueTask<Job> GetJobAsync(string name, CancellationToken cancellationToken = default)
    {
        var jobs = await AllAsync(cancellationToken);
        return jobs.TryGetValue(name, out var job)
            ? job
            : throw new BlobException(BlobError.NotFound, $"There is no job '{name}'; there are {string.Join(", ", jobs.Keys)}.");
    }

    /// <summary>What is known of every job.</summary>
    public async Task<IReadOnlyList<JobState>> ListAsync(CancellationToken cancellationToken = default)
    {
        var known = (await _leases.Ledger.ListAsync("", cancellationToken)).ToDictionary(status => status.Work, StringComparer.Ordinal);
        return [.. (await GetJobsAsync(cancellationToken)).Select(job => StateOf(job, known.GetValueOrDefault(job.Name)))];
    }

    /// <summary>What is known of a job.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>: there is no such job.</exception>
    public async Task<JobState> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        var job = await GetJobAsync(name, cancellationToken);
        return StateOf(job, await _leases.Ledger.FindAsync(name, cancellationToken));
    }

    /// <summary>Asks for a run, which the first node that looks begins; a stop that was asked for before counts no more.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>: no such job; <see cref="BlobError.ReadOnly"/>: no job runs here.</exception>
    public async Task StartAsync(string name, CancellationToken cancellationToken = default) =>
        await _leases.Ledger.RequestAsync((await RunnableAsync(name, cancellationToken)).Name, JobRequest.Run, cancellationToken);

    /// <summary>Asks the node that does the job to stop, and all not to begin it again until somebody starts it.</summary>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.NotFound"/>: there is no such job; <see cref="BlobError.Conflict"/>: every node does it for itself, and none stops (<see cref="JobSchedule.IsOnEveryNode"/>).
    /// </exception>
    public async Task StopAsync(string name, CancellationToken cancellationToken = default)
    {
        if ((await GetJobAsync(name, cancellationToken)).Schedule.IsOnEveryNode)
            throw new BlobException(BlobError.Conflict, $"The job '{name}' is done by every node for itself, and cannot be stopped.");
        await _leases.Ledger.RequestAsync(name, JobRequest.Pause, cancellationToken);
    }

    /// <summary>Takes a request back: a stopped job runs again when it is due.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>: there is no such job.</exception>
    public async Task ResumeAsync(string name, CancellationToken cancellationToken = default) =>
        await _leases.Ledger.RequestAsync((await GetJobAsync(name, cancellationToken)).Name, null, cancellationToken);

    /// <summary>Does a job here and now, until it is done or somebody stops it; false while another node does it.</summary>
    /// <param name="name">Name of the job.</param>
    /// <param name="options">How; null for the configured way.</param>
    /// <param name="progress">Hears how far it is, at every checkpoint.</param>
    /// <param name="cancellationToken">Stops it; the next run goes on from the last checkpoint.</param>
    /// <exception cref="BlobException">As the job fails; <see cref="BlobError.NotFound"/>: no such job; <see cref="BlobError.ReadOnly"/>: no job runs here.</exception>
    public async Task<bool> RunAsync(
        string name, JobRunOptions? options = null, IProgress<JobProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var job = await RunnableAsync(name, cancellationToken);
        options = (options ?? new JobRunOptions()) with { IsOrdered = true };
        if (progress is not null)
        {
            options = options with
            {
                Saved = json =>
                {
                    if (job.ProgressOf(json) is { } done)
                        progress.Report(done);
                },
            };
        }
        await using var run = await BeginAsync(job, options, cancellationToken);
        if (run is null)
            return false;
        try
        {
            await job.RunAsync(run);
        }
        catch (OperationCanceledException) when (run.IsStopAsked && !run.StepToken.IsCancellationRequested)
        {
            // Stopped by somebody; the next run goes on.
        }
        return true;
    }

    internal async ValueTask<JobRun?> BeginAsync(Job job, JobRunOptions options, CancellationToken running, CancellationToken taking = default) =>
        job.Schedule.IsOnEveryNode
            ? new JobRun(job.Name, lease: null, options, running)
            : await _leases.TryRunAsync(job.Name, options, running, taking);

    internal ValueTask<Job> RunnableAsync(string name, CancellationToken cancellationToken) => _options.ReadOnly
        ? throw new BlobException(BlobError.ReadOnly, "This installation is read-only, so no job runs here.")
        : GetJobAsync(name, cancellationToken);

    // Who asks at the same time asks too; the first answer counts.
    private async ValueTask<SortedDictionary<string, Job>> AllAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _jobs) is { } known)
            return known;
        var jobs = new SortedDictionary<string, Job>(StringComparer.Ordinal);
        foreach (var source in _services.GetServices<IJobSource>())
        {
            foreach (var job in await source.GetJobsAsync(cancellationToken))
                jobs.Add(job.Name, job);
        }
        return Interlocked.CompareExchange(ref _jobs, jobs, null) ?? jobs;
    }

    private static JobState StateOf(Job job, JobStatus? status) => new(job.Name, status?.Holder, status?.HeldUntil, status?.Request, status?.Changed)
    {
        Progress = status?.Checkpoint is { } checkpoint ? job.ProgressOf(checkpoint) : null,
        Due = status is { Holder: not null } or { Request: not null } ? null : job.DueAt(status),
    };
}

/// <summary>What is known of a job, on whichever node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Holder">Who does it now; null when nobody does.</param>
/// <param name="HeldUntil">When the holder loses it without renewing; null when nobody does it.</param>
/// <param name="Request">What was asked of it; null for nothing.</param>
/// <param name="Changed">When it was last taken, saved or given back; null when it never ran.</param>
public sealed record JobState(string Name, string? Holder, DateTimeOffset? HeldUntil, string? Request, DateTimeOffset? Changed)
{
    /// <summary>True while somebody does it.</summary>
    public bool IsRunning => Holder is not null;

    /// <summary>True when somebody stopped it; it runs again when somebody starts it.</summary>
    public bool IsStopped => JobRequest.IsStop(Request);

    /// <summary>How far it came; null before its first checkpoint, and where that cannot be told.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>When it runs next; null while it runs, was stopped or asked to run, and where that is no matter of time.</summary>
    public DateTimeOffset? Due { get; init; }
}
