using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Json;
using Archivolt.Blobs;
using Archivolt.Documents.Integrity;
using Archivolt.Integrity;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>
/// Compares documents with stored content. The answer is one JSON object a line: each finding as it is made, and the summary at the end.
/// Closing the connection stops it.
/// </summary>
internal static class CheckEndpoint
{
    public static void Map(IEndpointRouteBuilder management) => management.MapPost("check", CheckAsync)
        .WithName("Check").WithSummary("Compares what documents refer to with what is stored; body {\"provider\": \"default\"}.")
        .WithDescription("Answers lines of JSON: missing, unreferenced, wrongLength, stray files; a line with 'summary' at the end.")
        .TakesJson("""{"provider": "default"}""").ProducesContent(NdjsonAnswer.MediaType).ProducesErrors(400, 403, 404);

    private static async Task CheckAsync(HttpContext context, BlobManager manager, ConsistencyCheck check, StrayContent strays)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("The request");
        var provider = manager.GetRequired(body).Id;
        var answer = NdjsonAnswer.Begin(context);
        var findings = new Dictionary<Inconsistency, long>();
        BlobException? notListed = null;
        await foreach (var finding in check.RunAsync(provider, cancellationToken: context.RequestAborted).ToldAtEnd(failure => notListed = failure, context.RequestAborted))
        {
            findings[finding.Inconsistency] = findings.GetValueOrDefault(finding.Inconsistency) + 1;
            await answer.WriteAsync(new
            {
                key = finding.Key.ToString(),
                inconsistency = finding.Inconsistency,
                finding.Detail,
                finding.Length,
                finding.Modified,
                finding.Documents,
            });
        }
        var stray = 0L;
        await foreach (var file in strays.ListAsync(provider, context.RequestAborted).ToldAtEnd(failure => notListed ??= failure, context.RequestAborted))
        {
            stray++;
            await answer.WriteAsync(new { stray = file.Path, file.Reason, file.Detail });
        }
        await answer.WriteAsync(new
        {
            summary = new
            {
                provider,
                missing = findings.GetValueOrDefault(Inconsistency.Missing),
                unreferenced = findings.GetValueOrDefault(Inconsistency.Unreferenced),
                wrongLength = findings.GetValueOrDefault(Inconsistency.WrongLength),
                stray,
                notListed = notListed?.Message,
            },
        });
    }
}
