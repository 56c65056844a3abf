using Archivolt.Jobs;

namespace Archivolt.Layers.Migration;

/// <summary>Works on what somebody asked of a migration (<see cref="ProviderMigrations.AskAsync"/>), and on what another process left undone.</summary>
internal sealed class MigrationJob(string provider, ProviderMigrations migrations) : Job
{
    public override string Name { get; } = MigrationStatus.WorkOf(provider);

    public override JobSchedule Schedule { get; } = new(TimeSpan.FromSeconds(1));

    public override ValueTask<bool> IsDueAsync(JobStatus? status, CancellationToken cancellationToken) =>
        ValueTask.FromResult(MigrationStatus.Parse(provider, status?.Checkpoint) is { IsWorking: true, IsHalted: false });

    public override async Task RunAsync(JobRun run)
    {
        var status = await migrations.RunAsync(provider, run);
        if (status is { IsHalted: true, LastProblem: { } problem })
            run.Report(problem);
    }

    public override JobProgress? ProgressOf(string checkpoint) =>
        Checkpoint.ReadOrNull(checkpoint, MigrationJson.Default.MigrationStatus)?.ToProgress();
}

/// <summary>One migration for each provider that leaves a store.</summary>
internal sealed class MigrationJobs(ProviderMigrations migrations) : IJobSource
{
    public async ValueTask<IEnumerable<Job>> GetJobsAsync(CancellationToken cancellationToken) =>
        (await migrations.GetProvidersAsync(cancellationToken)).Select(provider => new MigrationJob(provider, migrations));
}
