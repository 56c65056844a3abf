using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>Damaged blobs, the documents that lose them, and their release.</summary>
internal static class QuarantineEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("quarantine", ListAsync)
            .WithName("ListQuarantine").WithSummary("Damaged blobs with the documents that lose them, one JSON object a line.")
            .WithDescription("provider limits it to one; all=true lists the cases that ended, too.")
            .ProducesContent(NdjsonAnswer.MediaType).ProducesErrors(403, 404);
        management.MapPost("quarantine/release", ReleaseAsync)
            .WithName("ReleaseQuarantined").WithSummary("Ends a case: body {\"key\": \"default:2c26…\", \"acceptLoss\": false}.")
            .WithDescription("What is sound by now is served again. What is damaged still stays, unless its loss is accepted; then only the case is closed.")
            .TakesJson("""{"key!": "default:2c26b46b68ffc68ff99b453c1d304134", "acceptLoss": false}""").ProducesJson("ReleasedBlob").ProducesErrors(400, 403, 404, 409);
    }

    private static async Task ListAsync(HttpContext context, BlobManager manager, Quarantine quarantine, string? provider, string? all)
    {
        var id = provider is null ? null : manager.GetRequired(provider).Id;
        var answer = NdjsonAnswer.Begin(context);
        await foreach (var blob in quarantine.Ledger.ListAsync(id, all == "true", context.RequestAborted))
            await answer.WriteAsync(QuarantinedLine.Of(blob, await quarantine.DocumentsOfAsync(blob.Provider, blob.Key, context.RequestAborted)));
    }

    private static async Task<IResult> ReleaseAsync(HttpContext context, BlobManager manager, Quarantine quarantine)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("The request");
        if (!BlobKey.TryParse(body.Text("key"), out var key) || key.Provider is null)
            throw RequestException.BadRequest("Name the blob with its provider: {\"key\": \"default:2c26…\"}.");
        var provider = manager.GetRequired(key.Provider).Id;
        if (await quarantine.Ledger.FindAsync(provider, key.Key, context.RequestAborted) is null)
            throw RequestException.NotFound($"'{key}' is not in quarantine.");
        var outcome = await quarantine.ReleaseAsync(provider, key.Key, body.TryGetProperty("acceptLoss", out var accept) && accept.ValueKind == JsonValueKind.True, context.RequestAborted);
        if (outcome == ReleaseOutcome.StillDamaged)
            throw new RequestException(StatusCodes.Status409Conflict, "The content is damaged still; upload it again, restore it from a backup, or accept its loss.");
        return TypedResults.Json(new { key = key.ToString(), outcome = outcome.ToString() });
    }
}

/// <summary>A damaged blob as it is answered.</summary>
internal sealed record QuarantinedLine(
    string Key, string Damage, string Detail, long Length, DateTimeOffset Found, string? Place, string? End, DateTimeOffset? Ended,
    IReadOnlyList<DamagedDocument> Documents)
{
    public static QuarantinedLine Of(QuarantinedBlob blob, IReadOnlyList<DamagedDocument> documents) => new(
        new BlobKey(blob.Provider, blob.Key).ToString(), blob.Damage.ToString(), blob.Detail, blob.Length, blob.Found, blob.Place,
        blob.End?.ToString(), blob.Ended, documents);
}
