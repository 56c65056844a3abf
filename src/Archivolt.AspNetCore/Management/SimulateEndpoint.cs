using Archivolt.AspNetCore.OpenApi;
using Archivolt.Documents.Dispatch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>
/// What would move if the rules in the body were in use, as lines of JSON: each blob where details are asked for, progress, and the sums at the end.
/// Closing the connection stops it.
/// </summary>
internal static class SimulateEndpoint
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder management) => management.MapPost("simulate", SimulateAsync)
        .WithName("Simulate").WithSummary("What would move if other rules were in use; nothing is changed.")
        .WithDescription("""
            Body: rules as JSON, {"Rules": [{"When": "…", "Provider": "…"}], "Default": "…"}, or as an XML contribution. Answers lines of JSON: with details=true each blob that
            would move, 'progress' about every second, 'warnings' about the rules first if there are any, and a line with 'summary' at the end.
            """)
        .TakesJson("""{"Rules": [{"When": "blob:length>1000000", "Provider": "default"}], "Default": "default"}""", "text/xml").ProducesContent(NdjsonAnswer.MediaType).ProducesErrors(400, 403);

    private static async Task SimulateAsync(HttpContext context, RuleSimulation simulation, TimeProvider clock, bool details = false)
    {
        var proposed = await ProposedAsync(context, simulation);
        var answer = NdjsonAnswer.Begin(context);
        if (proposed.Findings.Count > 0)
            await answer.WriteAsync(new { warnings = proposed.Findings.Select(finding => finding.ToString()) });
        var tally = new SimulationTally();
        var shown = clock.GetTimestamp();
        await foreach (var moves in simulation.RunAsync(proposed, tally, context.RequestAborted))
        {
            foreach (var move in details ? moves : [])
                await answer.WriteAsync(move, flush: false);
            if (clock.GetElapsedTime(shown) < ProgressEvery)
                continue;
            await answer.WriteAsync(new { progress = tally });
            shown = clock.GetTimestamp();
        }
        await answer.WriteAsync(new { summary = tally });
    }

    private static async Task<RuleDispatcher> ProposedAsync(HttpContext context, RuleSimulation simulation)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        return simulation.Propose(text, "The request");
    }
}
