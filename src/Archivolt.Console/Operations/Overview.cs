using Archivolt.Documents.Collection;
using Archivolt.Integrity;
using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Archivolt.WebConsole.Operations;

/// <summary>Looks at the installation: how it is, what stores it has, what works in the background, what is to be deleted or damaged.</summary>
internal sealed class Overview(HealthCheckService health, BlobManager manager, JobCatalog jobs, JobRunner runner, ICondemnedBlobs condemned, Quarantine quarantine)
{
    public async Task<ShownInstallation> LookAsync(CancellationToken cancellationToken)
    {
        var report = await health.CheckHealthAsync(cancellationToken);
        var findings = report.Entries.SelectMany(entry => entry.Value.Data.Count > 0
            ? entry.Value.Data.Select(data => new Finding(data.Key, $"{data.Value}"))
            : [new Finding(entry.Key, entry.Value.Status == HealthStatus.Healthy ? Finding.Ok : entry.Value.Description ?? $"{entry.Value.Status}")]).ToList();
        var damaged = await quarantine.Ledger.CountAsync(cancellationToken);
        var providers = new List<ShownProvider>();
        foreach (var provider in manager.Providers)
        {
            var problem = findings.Find(finding => finding.What == $"provider {provider.Id}")?.Problem;
            providers.Add(new ShownProvider(provider, problem, await condemned.CountAsync(provider.Id, cancellationToken), damaged.GetValueOrDefault(provider.Id)));
        }
        var states = await jobs.ListAsync(cancellationToken);
        return new ShownInstallation(report.Status, findings, providers, [.. states.Select(state => (state, runner.ProblemOf(state.Name)))]);
    }
}

/// <summary>The installation as it is shown.</summary>
/// <param name="Status">How it is on the whole.</param>
/// <param name="Findings">What each check found.</param>
/// <param name="Providers">The blob providers.</param>
/// <param name="Jobs">The jobs, each with what hinders it on this node.</param>
internal sealed record ShownInstallation(
    HealthStatus Status, IReadOnlyList<Finding> Findings, IReadOnlyList<ShownProvider> Providers, IReadOnlyList<(JobState State, string? Problem)> Jobs);

/// <summary>A blob provider as it is shown.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Problem">Why its storage does not answer; null when it does.</param>
/// <param name="Condemned">What of it is to be deleted.</param>
/// <param name="Damaged">How many of its blobs are in quarantine.</param>
internal sealed record ShownProvider(BlobProvider Provider, string? Problem, CondemnedTotals Condemned, long Damaged);
