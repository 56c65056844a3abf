using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Renditions;

/// <summary>Conversions of blobs: <c>…/@convert</c>, <c>…/@blob/{xpath}/@convert</c>, and those that somebody scheduled.</summary>
internal static class ConversionEndpoints
{
    /// <summary>The adapter.</summary>
    public const string Adapter = "@convert";

    public static void Map(DocumentRoutes routes, IEndpointRouteBuilder api)
    {
        routes.At(Adapter).MapGet("", (DocumentRequest request, DownloadSender sender, DocumentRenditions renditions) => ConvertAsync(request, null, sender, renditions))
            .WithName("ConvertDocument").WithSummary("The document's main blob, converted.")
            .WithDescription("One of converter, type and format says what is wanted; the rest of the query are parameters of the converter.")
            .TakesQuery("converter", "The name of a converter.").TakesQuery("type", "A media type.").TakesQuery("format", "The ending of a file name.")
            .ProducesContent("application/octet-stream").ProducesErrors(400, 404, 413, 422, 503);
        routes.At(Adapter).MapPost("", (DocumentRequest request, DownloadSender sender, DownloadService downloads, DocumentRenditions renditions, IOptions<HttpOptions> options) =>
                PostAsync(request, null, sender, downloads, renditions, options))
            .WithName("ScheduleConversion").WithSummary("Converts the document's main blob, at once or with async=true in the background.")
            .TakesForm("""{"converter": "any2pdf", "async": true}""").ProducesJson("ConversionScheduled", 202).ProducesErrors(400, 404, 413, 422, 503);
        api.MapGet("conversions/{id}/poll", PollAsync).WithTags("Renditions").WithName("PollConversion").WithSummary("How far a scheduled conversion is.")
            .ProducesJson("ConversionStatus").ProducesErrors(404, 422);
        api.MapMethods("conversions/{id}/result", ["GET", "HEAD"], ResultAsync).WithTags("Renditions").WithName("GetConversion").WithSummary("What a scheduled conversion made.")
            .ProducesContent("application/octet-stream").ProducesErrors(404);
        api.MapGet("conversions", List).WithTags("Renditions").WithName("ListConverters").WithSummary("The converters, and which of them cannot run here.")
            .ProducesJson("Converters").ProducesErrors();
    }

    /// <summary>Answers with the conversion of a blob.</summary>
    /// <param name="request">The document.</param>
    /// <param name="xpath">Which blob; null for the main one.</param>
    /// <param name="sender">Sends it.</param>
    /// <param name="renditions">Make it.</param>
    public static Task ConvertAsync(DocumentRequest request, string? xpath, DownloadSender sender, DocumentRenditions renditions)
    {
        var query = ConversionQuery.Of(request.Context.Request);
        return sender.SendAsync(RequestFor(request, xpath), request.Context,
            (ticket, stop) => renditions.GetAsync(ticket, query.RecipeFor(ticket, renditions.Converters), stop));
    }

    /// <summary>The same by a form, which may ask for it to be made in the background.</summary>
    public static async Task PostAsync(
        DocumentRequest request, string? xpath, DownloadSender sender, DownloadService downloads, DocumentRenditions renditions, IOptions<HttpOptions> options)
    {
        var context = request.Context;
        var form = await FormAsync(context);
        var query = ConversionQuery.Of(context.Request, form);
        if (!string.Equals(form?["async"], "true", StringComparison.OrdinalIgnoreCase) && context.Request.Query["async"] != "true")
        {
            await sender.SendAsync(RequestFor(request, xpath), context, (made, stop) => renditions.GetAsync(made, query.RecipeFor(made, renditions.Converters), stop));
            return;
        }
        var ticket = await downloads.AuthorizeAsync(RequestFor(request, xpath), context.RequestAborted);
        var recipe = query.RecipeFor(ticket, renditions.Converters);
        await renditions.BeginAsync(ticket, recipe, context.RequestAborted);
        var id = new ConversionId(ticket.Document.Repository, ticket.Document.Id, ticket.Path.ToString(), recipe).ToString();
        var address = $"{BaseUrl.Of(context.Request, options.Value)}api/v1/conversions/{id}";
        context.Response.Headers.Location = $"{address}/poll";
        await new EntityResult("conversionScheduled", writer =>
        {
            writer.WriteString("conversionId"u8, id);
            writer.WriteString("pollingURL"u8, $"{address}/poll");
            writer.WriteString("resultURL"u8, $"{address}/result");
        }, StatusCodes.Status202Accepted).ExecuteAsync(context);
    }

    private static async Task<IFormCollection?> FormAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        }
        catch (Exception exception) when (exception is InvalidDataException
            || (exception is IOException and not (BadHttpRequestException or ConnectionResetException) && !context.RequestAborted.IsCancellationRequested))
        {
            throw RequestException.BadRequest("The form cannot be read: it is cut off, or has too many or too long fields.", exception);
        }
    }

    private static async Task<IResult> PollAsync(string id, HttpContext context, DownloadService downloads, DocumentRenditions renditions, IOptions<HttpOptions> options)
    {
        var conversion = Parse(id, renditions);
        var ticket = await downloads.AuthorizeAsync(RequestFor(conversion, context), context.RequestAborted);
        var isDone = await renditions.FindAsync(ticket, conversion.Recipe, context.RequestAborted) is not null;
        // The process that had it may be gone.
        if (!isDone)
            await renditions.BeginAsync(ticket, conversion.Recipe, context.RequestAborted);
        return new EntityResult("conversionStatus", writer =>
        {
            writer.WriteString("conversionId"u8, id);
            writer.WriteString("status"u8, isDone ? "completed" : "running");
            writer.WriteString("resultURL"u8, $"{BaseUrl.Of(context.Request, options.Value)}api/v1/conversions/{id}/result");
        });
    }

    private static Task ResultAsync(string id, HttpContext context, DownloadSender sender, DocumentRenditions renditions)
    {
        var conversion = Parse(id, renditions);
        return sender.SendAsync(RequestFor(conversion, context), context, async (ticket, stop) =>
            await renditions.FindAsync(ticket, conversion.Recipe, stop) ?? throw RequestException.NotFound("The conversion is not ready; ask its polling URL."));
    }

    private static EntityResult List(ConverterRegistry converters) => new("converters", writer =>
    {
        writer.WriteStartArray("entries"u8);
        foreach (var converter in converters.Converters)
        {
            var obstacle = converter.FindObstacle();
            writer.WriteStartObject();
            writer.WriteString("name"u8, converter.Name);
            writer.WriteString("result"u8, converter.Result);
            writer.WriteBoolean("available"u8, obstacle is null);
            if (obstacle is not null)
                writer.WriteString("obstacle"u8, obstacle);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    private static ConversionId Parse(string id, DocumentRenditions renditions) =>
        ConversionId.Parse(id, renditions.Converters) ?? throw RequestException.NotFound("There is no conversion with this id.");

    private static DownloadRequest RequestFor(DocumentRequest request, string? xpath) => new()
    {
        Principal = request.Principal,
        Repository = request.Document.Repository,
        DocumentId = request.Document.Id,
        Document = request.Document,
        XPath = xpath,
    };

    private static DownloadRequest RequestFor(ConversionId conversion, HttpContext context) => new()
    {
        Principal = context.ActingPrincipal(),
        Repository = conversion.Repository,
        DocumentId = conversion.DocumentId,
        XPath = conversion.XPath,
    };
}
