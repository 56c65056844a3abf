using System.Runtime.CompilerServices;
using Archivolt.Documents;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Integrity;
using Archivolt.Documents.Ownership;
using Archivolt.Integrity;
using Archivolt.Providers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Archivolt.AspNetCore.Health;

/// <summary>
/// Asks every provider's storage, and the database where there are documents. The data of the result say of each what is wrong, or <c>ok</c>.
/// What hinders nobody's reading, such as damaged blobs or a full database, makes the result degraded: somebody is needed.
/// </summary>
internal sealed class ArchivoltHealthCheck(
    BlobManager manager, StorageProbe storage, Quarantine quarantine, TimeProvider clock, IDocumentStore? documents = null, IInstallationLedger? installation = null,
    MissingProviders? missing = null, DownloadService? downloads = null, RulesInUse? rules = null) : IHealthCheck
{
    private readonly DatabaseProbe? _database = documents is null || installation is null ? null : new DatabaseProbe(documents, installation, clock);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var findings = new Dictionary<string, object>(StringComparer.Ordinal);
        var (problems, warnings) = (new List<string>(), new List<string>());
        await foreach (var (what, problem, isFatal) in FindAsync(cancellationToken))
        {
            findings[what] = problem is null ? "ok" : isFatal ? problem : $"degraded: {problem}";
            if (problem is not null)
                (isFatal ? problems : warnings).Add(isFatal ? $"{what}: {problem}" : problem);
        }
        return problems.Count > 0 ? new HealthCheckResult(context.Registration.FailureStatus, string.Join(' ', problems), data: findings)
            : warnings.Count > 0 ? HealthCheckResult.Degraded(string.Join(' ', warnings), data: findings)
            : HealthCheckResult.Healthy(data: findings);
    }

    private async IAsyncEnumerable<Finding> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = _database?.FindProblemAsync(cancellationToken);
        var providers = manager.Providers.Select(provider => (provider.Id, Problem: storage.FindProblemAsync(provider, cancellationToken))).ToList();
        var problem = asked is null ? null : await asked;
        if (asked is not null)
            yield return new Finding("database", problem?.Message, problem is { IsRead: false });
        foreach (var (id, answer) in providers)
            yield return new Finding($"provider {id}", await answer, IsFatal: true);
        // What follows is read from the database.
        var isRead = problem is null or { IsRead: true };
        var damaged = isRead ? (await quarantine.Ledger.CountAsync(cancellationToken)).Values.Sum() : 0;
        yield return new Finding("content", damaged == 0 ? null : $"{damaged} damaged blob{(damaged == 1 ? " is" : "s are")} in quarantine.");
        if (isRead && missing is not null && await missing.DescribeAsync(cancellationToken) is { } unknown)
            yield return new Finding("providers", unknown);
        if (rules is not null)
            yield return new Finding("rules", rules.Problem);
        if (downloads?.Unrecorded is > 0 and var late)
            yield return new Finding("audit", $"{late} downloads are not in the audit log yet, since the database cannot be written.");
    }

    private readonly record struct Finding(string What, string? Problem, bool IsFatal = false);
}
