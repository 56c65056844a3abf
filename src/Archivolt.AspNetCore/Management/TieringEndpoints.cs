using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents.Moves;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>The looks at all documents for blobs that belong elsewhere by now.</summary>
internal static class TieringEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("tiering", GetAsync).WithName("GetTiering").WithSummary("The last look at all documents for blobs that belong elsewhere.")
            .ProducesJson("Tiering").ProducesErrors(403);
        management.MapPost("tiering/run", RunAsync).WithName("RunTiering")
            .WithSummary("Looks at all documents in the background and moves every blob that is not where the rules want it.")
            .ProducesJson("Tiering", StatusCodes.Status202Accepted).ProducesErrors(403);
    }

    private static async Task<IResult> GetAsync(TieringScan scan, CancellationToken cancellationToken) =>
        Answer(await scan.StatusAsync(cancellationToken), StatusCodes.Status200OK);

    private static async Task<IResult> RunAsync(TieringScan scan, CancellationToken cancellationToken)
    {
        await scan.AskAsync(cancellationToken);
        return Answer(await scan.StatusAsync(cancellationToken), StatusCodes.Status202Accepted);
    }

    private static EntityResult Answer(TieringStatus status, int code) => new("tiering", writer =>
    {
        writer.WriteBoolean("dependsOnTime"u8, status.DependsOnTime);
        writer.WriteBoolean("asked"u8, status.Asked);
        writer.WriteString("node"u8, status.Node);
        writer.WriteString("next"u8, status.Next is { } next ? JsonDates.Format(next) : null);
        if (status.Progress is not { } progress)
            return;
        writer.WriteStartObject("progress"u8);
        writer.WriteString("started"u8, JsonDates.Format(progress.Started));
        writer.WriteString("seen"u8, JsonDates.Format(progress.Seen));
        writer.WriteString("finished"u8, progress.Finished is { } finished ? JsonDates.Format(finished) : null);
        writer.WriteNumber("documents"u8, progress.Documents);
        writer.WriteNumber("total"u8, progress.Total);
        writer.WriteNumber("blobs"u8, progress.Blobs);
        writer.WriteNumber("queued"u8, progress.Queued);
        writer.WriteNumber("bytes"u8, progress.Bytes);
        writer.WriteEndObject();
    }, code);
}
