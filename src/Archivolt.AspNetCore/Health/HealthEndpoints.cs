using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Archivolt.Integrity;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the database and every provider's storage answer, too; <c>degraded</c> when there are damaged blobs. Both are open; what
/// exactly is wrong is told to administrators and the log.
/// </summary>
internal static partial class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health.MapGet("live", () => new Health("live")).WithName("GetLive").WithSummary("The server process answers.");
        health.MapGet("ready", ReadyAsync).WithName("GetReady").WithSummary("Database and storages answer.")
            .Produces<Health>(StatusCodes.Status200OK).Produces<Health>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadyAsync(
        HttpContext context, IDocumentStore documents, BlobManager manager, StorageProbe probe, Quarantine quarantine, ILogger<Health> logger)
    {
        var cancelled = context.RequestAborted;
        var checks = new Dictionary<string, string?> { ["database"] = await DatabaseProblemAsync(documents, cancelled) };
        foreach (var provider in manager.Providers)
            checks[$"provider {provider.Id}"] = await probe.FindProblemAsync(provider, cancelled);
        var isReady = checks.Values.All(problem => problem is null);
        foreach (var (check, problem) in checks.Where(check => check.Value is not null))
            LogNotReady(logger, check, problem);
        var damaged = checks["database"] is null ? (await quarantine.Ledger.CountAsync(cancelled)).Values.Sum() : 0;
        // Damaged blobs hinder nobody else's requests, so the server stays ready, and says that it needs somebody.
        checks["content"] = damaged == 0 ? null : $"degraded: {damaged} damaged blob{(damaged == 1 ? " is" : "s are")} in quarantine";
        var details = context.ActingPrincipal().IsAdministrator ? checks.ToDictionary(check => check.Key, check => check.Value ?? "ok") : null;
        return TypedResults.Json(new Health(!isReady ? "not ready" : damaged > 0 ? "degraded" : "ready", details),
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

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

    [LoggerMessage(110, LogLevel.Warning, "Not ready: {Check}: {Problem}")]
    private static partial void LogNotReady(ILogger logger, string check, string? problem);
}

/// <summary>The state of the server.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c>, <c>degraded</c> (ready, but with damaged blobs) or <c>not ready</c>.</param>
/// <param name="Checks">What each check found; only for administrators.</param>
internal sealed record Health(
    string Status,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyDictionary<string, string>? Checks = null);
