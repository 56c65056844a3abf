using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Integrity;
using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>Scrubs in the background: one node does it, every node starts, watches and stops it.</summary>
internal static class ScrubEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapPost("scrub", StartAsync)
            .WithName("StartScrub").WithSummary("Reads all content of a provider again; body {\"provider\": \"default\", \"bytesPerSecond\": 50000000}.")
            .WithDescription("Goes on where it was stopped. Damaged blobs go into quarantine, or are healed from a mirror; bytesPerSecond may be left out.")
            .TakesJson("""{"provider": "default", "bytesPerSecond": 50000000}""").ProducesJson("StartedScrub", StatusCodes.Status202Accepted).ProducesErrors(400, 403, 404, 409);
        management.MapGet("scrub", ListAsync)
            .WithName("GetScrubs").WithSummary("How far the scrub of each provider came.").ProducesJson("Scrubs").ProducesErrors(403);
        management.MapDelete("scrub/{provider}", StopAsync)
            .WithName("StopScrub").WithSummary("Asks the scrub of a provider to stop; it can be started again.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403, 404);
    }

    private static async Task<IResult> StartAsync(HttpContext context, BlobManager manager, Scrubber scrubber, JobRunner runner)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("The request");
        var id = manager.GetRequired(body).Id;
        if (await scrubber.FindAsync(id, context.RequestAborted) is { Holder: { } holder })
            throw new RequestException(StatusCodes.Status409Conflict, $"Provider '{id}' is scrubbed already, by {holder}.");
        await runner.StartAsync(Scrubber.WorkOf(id), new JobRunOptions { BytesPerSecond = BytesPerSecond(body) }, context.RequestAborted);
        return TypedResults.Json(new { provider = id, isRunning = true }, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(BlobManager manager, Scrubber scrubber, CancellationToken cancellationToken)
    {
        var found = new List<(string Provider, string? Holder, ScrubState? State)>();
        foreach (var provider in manager.Providers)
        {
            var status = await scrubber.FindAsync(provider.Id, cancellationToken);
            found.Add((provider.Id, status?.Holder, status?.State));
        }
        return new EntityResult("scrubs", writer => writer.WriteEntries(found, (entry, scrub) =>
        {
            entry.WriteString("provider"u8, scrub.Provider);
            entry.WriteBoolean("isRunning"u8, scrub.Holder is not null);
            entry.WriteString("holder"u8, scrub.Holder);
            if (scrub.State is { } state)
                Write(entry, state);
        }));
    }

    private static void Write(Utf8JsonWriter writer, ScrubState state)
    {
        writer.WriteNumber("pass"u8, state.Pass);
        writer.WriteString("started"u8, JsonDates.Format(state.Started));
        if (state.Ended is { } ended)
            writer.WriteString("ended"u8, JsonDates.Format(ended));
        if (state.LastStarted is { } last)
            writer.WriteString("lastStarted"u8, JsonDates.Format(last));
        writer.WriteNumber("blobs"u8, state.Blobs);
        writer.WriteNumber("totalBlobs"u8, state.TotalBlobs);
        writer.WriteNumber("bytes"u8, state.Bytes);
        writer.WriteNumber("totalBytes"u8, state.TotalBytes);
        writer.WriteNumber("damaged"u8, state.Damaged);
        writer.WriteNumber("healed"u8, state.Healed);
        writer.WriteNumber("notChecked"u8, state.NotChecked);
        writer.WriteNumber("unverifiable"u8, state.Unverifiable);
        writer.WriteNumber("bytesPerSecond"u8, Math.Round(state.BytesPerSecond));
        if (state.Remaining is { } remaining)
            writer.WriteNumber("remainingSeconds"u8, Math.Round(remaining.TotalSeconds));
    }

    private static async Task<IResult> StopAsync(string provider, BlobManager manager, Scrubber scrubber, CancellationToken cancellationToken)
    {
        await scrubber.StopAsync(manager.GetRequired(provider).Id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static long? BytesPerSecond(JsonElement body)
    {
        if (!body.TryGetProperty("bytesPerSecond", out var rate) || rate.ValueKind == JsonValueKind.Null)
            return null;
        return rate.ValueKind == JsonValueKind.Number && rate.TryGetInt64(out var bytes) && bytes > 0
            ? bytes
            : throw RequestException.BadRequest("'bytesPerSecond' is to be a whole number from 1.");
    }
}
