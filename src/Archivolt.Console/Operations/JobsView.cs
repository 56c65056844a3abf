using Archivolt.Jobs;

namespace Archivolt.WebConsole.Operations;

/// <summary>Looks at what works in the background.</summary>
internal sealed class JobsView(JobCatalog catalog, JobRunner runner)
{
    public async Task<ShownJobs> LookAsync(CancellationToken cancellationToken)
    {
        var states = await catalog.ListAsync(cancellationToken);
        var unstoppable = (await catalog.GetJobsAsync(cancellationToken)).Where(job => job.Schedule.IsOnEveryNode).Select(job => job.Name).ToHashSet(StringComparer.Ordinal);
        return new ShownJobs([.. states.Select(state => (state, runner.ProblemOf(state.Name)))], unstoppable);
    }
}

/// <summary>The jobs as they are shown.</summary>
/// <param name="Jobs">The jobs, each with what hinders it on this node.</param>
/// <param name="Unstoppable">Names of those that every node does for itself.</param>
internal sealed record ShownJobs(IReadOnlyList<(JobState State, string? Problem)> Jobs, IReadOnlySet<string> Unstoppable);
