using Archivolt.AspNetCore.Load;
using Archivolt.AspNetCore.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Archivolt.AspNetCore.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: every health check of the application, the database and every provider's storage
/// among them; <c>degraded</c> when there are damaged blobs or the database takes no changes. Both are open; what exactly is wrong is told to administrators and the log.
/// </summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health.MapGet("live", Live).WithMetadata(new AlwaysAnswered()).WithName("GetLive").WithSummary("The server process answers.");
        health.MapGet("ready", ReadyAsync).WithName("GetReady").WithSummary("Database and storages answer.")
            .Produces<Health>(StatusCodes.Status200OK).Produces<Health>(StatusCodes.Status503ServiceUnavailable);
    }

    private static Health Live() => new("live");

    private static async Task<IResult> ReadyAsync(HttpContext context, HealthCheckService checks)
    {
        var report = await checks.CheckHealthAsync(context.RequestAborted);
        var status = report.Status switch
        {
            HealthStatus.Healthy => "ready",
            HealthStatus.Degraded => "degraded",
            _ => "not ready",
        };
        return TypedResults.Json(new Health(status, context.ActingPrincipal().IsAdministrator ? Details(report) : null),
            statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    // What a check found of each thing it looked at, or the check itself where it does not say.
    private static Dictionary<string, string> Details(HealthReport report)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, entry) in report.Entries)
        {
            foreach (var (what, finding) in entry.Data)
                details[what] = $"{finding}";
            if (entry.Data.Count == 0)
                details[name] = entry.Description ?? (entry.Status == HealthStatus.Healthy ? "ok" : entry.Status.ToString());
        }
        return details;
    }
}

/// <summary>The state of the server.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c>, <c>degraded</c> (ready, but somebody is needed) or <c>not ready</c>.</param>
/// <param name="Checks">What each check found; only for administrators.</param>
internal sealed record Health(
    string Status,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyDictionary<string, string>? Checks = null);
