using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>The uploads of everybody that no document took yet.</summary>
internal static class UploadManagement
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("upload-batches", ListAsync).WithName("GetUploadBatches").WithSummary("Uploads that no document took yet, whoever makes them, the newest first.")
            .WithDescription("limit is 50 unless given, 1000 at most. 'isOver' is true for one that ended and only waits to be taken away.")
            .ProducesJson("UploadBatches").ProducesErrors(400, 403);
        management.MapDelete("upload-batches/{batch}", DropAsync).WithName("DropUploadBatch").WithSummary("Drops an upload with its files, whoever makes it.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403, 404);
    }

    private static async Task<IResult> ListAsync(UploadOversight oversight, CancellationToken cancellationToken, int limit = 50)
    {
        Paging.CheckLimit(limit);
        var uploads = limit == 0 ? [] : await oversight.ListAsync(limit, cancellationToken);
        return new EntityResult("uploadBatches", writer => writer.WriteEntries(uploads, Write));
    }

    private static async Task<IResult> DropAsync(string batch, HttpContext context, UploadOversight oversight)
    {
        await oversight.DropAsync(batch, context.ActingPrincipal().Name, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static void Write(Utf8JsonWriter writer, OpenUpload upload)
    {
        writer.WriteString("batchId"u8, upload.Id);
        writer.WriteString("owner"u8, upload.Owner);
        writer.WriteString("created"u8, JsonDates.Format(upload.Created));
        writer.WriteString("expires"u8, JsonDates.Format(upload.Expires));
        writer.WriteBoolean("isOver"u8, upload.IsOver);
        writer.WriteNumber("files"u8, upload.Files);
        writer.WriteString("fileName"u8, upload.FileName);
        writer.WriteNumber("arrived"u8, upload.Arrived);
        if (upload.Announced is { } announced)
            writer.WriteNumber("announced"u8, announced);
    }
}
