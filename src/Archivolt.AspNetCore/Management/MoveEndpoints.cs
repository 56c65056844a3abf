using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>The blobs that are on their way to another provider.</summary>
internal static class MoveEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("moves", GetAsync).WithName("GetMoves").WithSummary("Blobs that are to be moved to another provider, and how far that is.")
            .WithDescription("failed=true lists only those whose last attempt failed; limit is 50 unless given, 1000 at most.")
            .ProducesJson("BlobMoves").ProducesErrors(400, 403);
        management.MapPost("moves/retry", RetryAsync).WithName("RetryMoves").WithSummary("Tries every failed move again at once.")
            .ProducesJson("RetriedMoves").ProducesErrors(403);
        management.MapPost("moves/pause", (MoveRun run, CancellationToken cancellationToken) => PauseAsync(run, pause: true, cancellationToken))
            .WithName("PauseMoves").WithSummary("Moves nothing on any node until resumed; what is being copied is finished.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403);
        management.MapPost("moves/resume", (MoveRun run, CancellationToken cancellationToken) => PauseAsync(run, pause: false, cancellationToken))
            .WithName("ResumeMoves").WithSummary("Goes on moving.").Produces(StatusCodes.Status204NoContent).ProducesErrors(403);
    }

    private static async Task<IResult> GetAsync(IBlobMoves moves, MoveRun run, CancellationToken cancellationToken, bool failed = false, int limit = 50)
    {
        Paging.CheckLimit(limit);
        var status = await run.StatusAsync(cancellationToken);
        var entries = await moves.ListAsync(failed, cancellationToken).Take(limit).ToListAsync(cancellationToken);
        return new EntityResult("blobMoves", writer =>
        {
            WriteStatus(writer, status);
            writer.WriteEntries(entries, Write);
        });
    }

    private static async Task<IResult> RetryAsync(IBlobMoves moves, CancellationToken cancellationToken)
    {
        var retried = await moves.RetryAsync(cancellationToken);
        return new EntityResult("blobMoves", writer => writer.WriteNumber("retried"u8, retried));
    }

    private static async Task<IResult> PauseAsync(MoveRun run, bool pause, CancellationToken cancellationToken)
    {
        await run.PauseAsync(pause, cancellationToken);
        return TypedResults.NoContent();
    }

    private static void WriteStatus(Utf8JsonWriter writer, MoveStatus status)
    {
        writer.WriteNumber("waiting"u8, status.Totals.Waiting);
        writer.WriteNumber("failed"u8, status.Totals.Failed);
        writer.WriteNumber("bytes"u8, status.Totals.Bytes);
        writer.WriteBoolean("paused"u8, status.Paused);
        writer.WriteString("node"u8, status.Node);
        if (status.Progress is not { } progress)
            return;
        writer.WriteStartObject("progress"u8);
        writer.WriteString("started"u8, JsonDates.Format(progress.Started));
        writer.WriteString("seen"u8, JsonDates.Format(progress.Seen));
        writer.WriteNumber("moved"u8, progress.Moved);
        writer.WriteNumber("bytes"u8, progress.Bytes);
        writer.WriteNumber("notNeeded"u8, progress.NotNeeded);
        writer.WriteNumber("failed"u8, progress.Failed);
        if (progress.Rate is { } rate)
            writer.WriteNumber("bytesPerSecond"u8, (long)rate);
        if (status.Node is not null && progress.EndOf(status.Totals.Bytes) is { } end)
            writer.WriteString("expectedEnd"u8, JsonDates.Format(end));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BlobMove move)
    {
        writer.WriteString("repository"u8, move.Repository);
        writer.WriteString("documentId"u8, move.DocumentId);
        writer.WriteString("xpath"u8, move.Path.ToString());
        writer.WriteString("key"u8, move.Key.ToString());
        writer.WriteString("source"u8, move.Source);
        writer.WriteString("target"u8, move.Target);
        writer.WriteString("rule"u8, move.Rule);
        if (move.Length is { } length)
            writer.WriteNumber("length"u8, length);
        writer.WriteString("queued"u8, JsonDates.Format(move.Queued));
        writer.WriteNumber("attempts"u8, move.Attempts);
        writer.WriteString("due"u8, JsonDates.Format(move.Due));
        writer.WriteString("problem"u8, move.Problem);
    }
}
