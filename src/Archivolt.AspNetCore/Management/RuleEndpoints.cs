using System.Globalization;
using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Dispatch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Management;

/// <summary>The rules in use, and others taken into use while the servers run. The entity tag is the number of the newest applied rules.</summary>
internal static class RuleEndpoints
{
    private const int MostShown = 100;

    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("rules", (HttpContext context, LiveDispatcher dispatcher, RulesInUse rules) => Answer(context, dispatcher, rules))
            .WithName("GetRules").WithSummary("The rules in use on this server, who applied them, and what is odd about them.")
            .WithDescription("'number' is 0 and 'source' is configuration where none were applied. 'problem' says why the newest ones cannot be used on this server.")
            .ProducesJson("Rules").ProducesErrors(403);
        management.MapPut("rules", ApplyAsync).WithName("ApplyRules").WithSummary("Takes rules into use on all servers, without moving what is stored.")
            .WithDescription("""
                Body: rules as JSON, {"Rules": [{"When": "…", "Provider": "…"}], "Default": "…"}, or as an XML contribution. Another server notices within five seconds. If-Match with the
                entity tag of GET refuses (412) where somebody applied others meanwhile. A look at all documents (POST jobs/tiering/start) then moves what belongs elsewhere.
                """)
            .TakesJson("""{"Rules": [{"When": "blob:length>1000000", "Provider": "default"}], "Default": "default"}""", "text/xml").ProducesJson("Rules").ProducesErrors(400, 403, 412);
        management.MapDelete("rules", ReturnAsync).WithName("ReturnToConfiguredRules").WithSummary("Takes the rules of the configuration into use again.")
            .ProducesJson("Rules").ProducesErrors(400, 403, 412);
        management.MapGet("rules/history", ListAsync).WithName("GetAppliedRules").WithSummary("The rules that were applied so far, the newest first; 100 at most.")
            .ProducesJson("AppliedRules").ProducesErrors(403);
    }

    private static async Task<IResult> ApplyAsync(HttpContext context, LiveDispatcher dispatcher, RulesInUse rules)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        await rules.ApplyAsync(text, "The request", Expected(context, rules), context.ActingPrincipal(), context.RequestAborted);
        return Answer(context, dispatcher, rules);
    }

    private static async Task<IResult> ReturnAsync(HttpContext context, LiveDispatcher dispatcher, RulesInUse rules)
    {
        await rules.ReturnAsync(Expected(context, rules), context.ActingPrincipal(), context.RequestAborted);
        return Answer(context, dispatcher, rules);
    }

    private static async Task<IResult> ListAsync(RulesInUse rules, CancellationToken cancellationToken)
    {
        var applied = await rules.ListAsync(MostShown, cancellationToken);
        return new EntityResult("appliedRules", writer => writer.WriteEntries(applied, (entry, version) =>
        {
            WriteApplied(entry, version);
            if (version.Rules is { } used)
                WriteRules(entry, used);
        }));
    }

    private static EntityResult Answer(HttpContext context, LiveDispatcher dispatcher, RulesInUse rules)
    {
        var (applied, used) = (rules.Applied, dispatcher.Current as RuleDispatcher);
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{rules.Number}\"");
        return new EntityResult("rules", writer =>
        {
            writer.WriteString("source"u8, applied is null ? "configuration" : "applied");
            if (applied is null)
                writer.WriteNumber("number"u8, rules.Number);
            else
                WriteApplied(writer, applied);
            writer.WriteString("problem"u8, rules.Problem);
            writer.WriteString("fixedBecause"u8, rules.Refusal);
            WriteRules(writer, used?.Rules ?? []);
            writer.WriteStartArray("warnings"u8);
            foreach (var finding in used?.Findings ?? [])
                writer.WriteStringValue(finding.ToString());
            writer.WriteEndArray();
        });
    }

    private static void WriteApplied(Utf8JsonWriter writer, AppliedRules applied)
    {
        writer.WriteNumber("number"u8, applied.Number);
        writer.WriteString("by"u8, applied.By);
        writer.WriteString("applied"u8, JsonDates.Format(applied.Applied));
    }

    private static void WriteRules(Utf8JsonWriter writer, IReadOnlyList<DispatchRule> rules)
    {
        writer.WriteStartArray("rules"u8);
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            writer.WriteString("when"u8, rule.When);
            writer.WriteString("provider"u8, rule.Provider);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    // RFC 9110, section 13.1.1: one of the strong tags has to be the one in use.
    private static long? Expected(HttpContext context, RulesInUse rules)
    {
        if (context.Request.Headers.IfMatch.Count == 0)
            return null;
        var tags = context.Request.GetTypedHeaders().IfMatch;
        if (tags.Count == 0)
            throw RequestException.BadRequest("If-Match is no list of entity tags; send the ETag that GET management/rules answered, with its quotes.");
        if (tags.Contains(EntityTagHeaderValue.Any))
            return null;
        var numbers = tags.Where(tag => !tag.IsWeak)
            .Select(tag => long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        return numbers.Contains(rules.Number) ? rules.Number : numbers.FirstOrDefault(-1);
    }
}
