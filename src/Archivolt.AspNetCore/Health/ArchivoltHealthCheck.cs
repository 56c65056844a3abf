using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Integrity;
using Archivolt.Integrity;
using Archivolt.Providers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Archivolt.AspNetCore.Health;

/// <summary>
/// Asks every provider's storage, and the database where there are documents. The data of the result say of each what is wrong, or <c>ok</c>.
/// Damaged blobs hinder nobody else's requests: the result is degraded then, and says that somebody is needed.
/// </summary>
internal sealed class ArchivoltHealthCheck(
    BlobManager manager, StorageProbe probe, Quarantine quarantine, IDocumentStore? documents = null, MissingProviders? missing = null,
    DownloadService? downloads = null) : IHealthCheck
{
    private const string Database = "database";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var answers = await Task.WhenAll(Answers(cancellationToken));
        var problems = answers.Where(answer => answer.Problem is not null).Select(answer => $"{answer.What}: {answer.Problem}").ToList();
        var findings = answers.ToDictionary(answer => answer.What, object (answer) => answer.Problem ?? "ok", StringComparer.Ordinal);
        // The quarantine is kept in the database.
        var damaged = problems.Exists(problem => problem.StartsWith(Database, StringComparison.Ordinal))
            ? 0
            : (await quarantine.Ledger.CountAsync(cancellationToken)).Values.Sum();
        var unknown = problems.Exists(problem => problem.StartsWith(Database, StringComparison.Ordinal)) || missing is null ? null : await missing.DescribeAsync(cancellationToken);
        if (unknown is not null)
            findings["providers"] = $"degraded: {unknown}";
        var damage = $"{damaged} damaged blob{(damaged == 1 ? " is" : "s are")} in quarantine";
        findings["content"] = damaged == 0 ? "ok" : $"degraded: {damage}";
        if (downloads?.Unrecorded is > 0 and var late)
            findings["audit"] = $"degraded: {late} downloads are not in the audit log yet, since the database cannot be written";
        if (problems.Count > 0)
            return new HealthCheckResult(context.Registration.FailureStatus, string.Join(" ", problems), data: findings);
        string?[] degraded = [damaged > 0 ? $"{damage}." : null, unknown, downloads?.Unrecorded > 0 ? "The database cannot be written." : null];
        return degraded.Any(reason => reason is not null)
            ? HealthCheckResult.Degraded(string.Join(' ', degraded.Where(reason => reason is not null)), data: findings)
            : HealthCheckResult.Healthy(data: findings);
    }

    private IEnumerable<Task<(string What, string? Problem)>> Answers(CancellationToken cancellationToken)
    {
        if (documents is not null)
            yield return AskAsync(Database, DatabaseProblemAsync(documents, cancellationToken));
        foreach (var provider in manager.Providers)
            yield return AskAsync($"provider {provider.Id}", probe.FindProblemAsync(provider, cancellationToken));
    }

    private static async Task<(string, string?)> AskAsync(string what, Task<string?> problem) => (what, await problem);

    private static async Task<string?> DatabaseProblemAsync(IDocumentStore documents, CancellationToken cancellationToken)
    {
        try
        {
            return await documents.FindByPathAsync(documents.Repositories[0], "/", cancellationToken) is null ? "The repository has no root." : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return $"The database does not answer: {exception.Message}";
        }
    }
}
