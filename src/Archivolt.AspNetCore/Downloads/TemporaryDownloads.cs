using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>What was made for somebody to fetch later: <c>nxbigblob/KEY</c>, its older alias <c>nxbigzipfile</c>, and <c>nxblobstatus/KEY</c>.</summary>
internal static class TemporaryDownloads
{
    /// <summary>The first segment of such an address.</summary>
    public const string Family = "nxbigblob";

    private const string Alias = "nxbigzipfile";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        foreach (var family in (string[])[Family, Alias])
        {
            var endpoint = endpoints.MapMethods($"/{family}/{{key}}", methods, SendAsync).WithTags("Downloads").WithSummary("What was made for you to fetch, once.")
                .WithDescription("202 while it is made. It is gone when all of it was sent in one answer, and an hour after it was made.")
                .ProducesContent("application/octet-stream").Produces(StatusCodes.Status202Accepted).ProducesProblems(404, 416, 500);
            if (family == Family)
                endpoint.WithName("GetTemporaryBlob");
            else
                endpoint.ExcludeFromDescription();
        }
        endpoints.MapMethods("/nxblobstatus/{key}", methods, GetStatusAsync).WithTags("Downloads").WithName("GetTemporaryBlobStatus").WithSummary("Whether it is made.")
            .ProducesJson("TemporaryBlobStatus").ProducesProblems(404, 500);
    }

    private static async Task SendAsync(string key, HttpContext context)
    {
        var blob = await FindAsync(key, context);
        if (!blob.IsCompleted)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.Headers.CacheControl = "private, no-store";
            return;
        }
        var inline = context.Request.Query.TryGetValue("inline", out var asked) && asked != "false";
        try
        {
            await ContentSender.SendAsync(new TemporaryContent(ServiceOf(context), blob, context.ActingPrincipal(), inline), context);
        }
        // Nothing is lost: it is there to be fetched again.
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested || exception is ClientLeftException || context.Response.HasStarted)
        {
            context.Abort();
        }
    }

    private static async Task<IResult> GetStatusAsync(string key, HttpContext context)
    {
        var blob = await FindAsync(key, context);
        return new JsonAnswer(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, blob.Key.ToString());
            writer.WriteBoolean("completed"u8, blob.IsCompleted);
            writer.WriteNumber("progress"u8, blob.IsCompleted ? 100 : -1);
            writer.WriteEndObject();
        });
    }

    private static async Task<TemporaryBlob> FindAsync(string key, HttpContext context)
    {
        var blob = Guid.TryParse(key, out var id) ? await ServiceOf(context).FindAsync(context.ActingPrincipal(), id, context.RequestAborted) : null;
        if (blob is null)
            throw RequestException.NotFound("There is nothing to fetch here: nothing was made for you with this key, or it was fetched or has expired.");
        return blob.Error is { } error ? throw new RequestException(StatusCodes.Status500InternalServerError, $"It could not be made: {error}") : blob;
    }

    // Not a parameter: an application may map downloads and keep its documents where no uploads are.
    private static TemporaryBlobs ServiceOf(HttpContext context) => context.RequestServices.GetService<TemporaryBlobs>() ?? throw RequestException.NotFound("This server keeps nothing to be fetched later.");
}
