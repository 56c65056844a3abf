using System.Globalization;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Documents.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Uploads;

/// <summary>
/// Uploads by tus 1.0, below <c>tus</c>: core, creation, creation-with-upload, checksum, termination, expiration and concatenation. A finished upload is a file of a batch, which the
/// headers <c>Upload-Batch</c> and <c>Upload-FileId</c> name.
/// </summary>
internal static class TusEndpoints
{
    private const string Version = "1.0.0";
    private const string ContentType = "application/offset+octet-stream";
    private const int ChecksumMismatch = 460;

    public static void Map(IEndpointRouteBuilder api)
    {
        var tus = api.MapGroup("tus").WithTags("Uploads").AddEndpointFilter(CheckVersionAsync);
        tus.MapMethods("", [HttpMethods.Options], Describe).WithName("DescribeTus").WithSummary("What the server offers of tus.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors();
        tus.MapPost("", CreateAsync).WithName("CreateTusUpload").WithSummary("Begins an upload (tus creation, creation-with-upload, concatenation).")
            .Produces(StatusCodes.Status201Created).ProducesErrors(400, 404, 412, 413);
        tus.MapMethods("{batch}/{index:int}", [HttpMethods.Head], GetOffsetAsync).WithName("GetTusOffset").WithSummary("How much of an upload has arrived.")
            .Produces(StatusCodes.Status200OK).ProducesErrors(404, 412);
        tus.MapMethods("{batch}/{index:int}", [HttpMethods.Patch], AppendAsync).WithName("AppendTus").WithSummary("Appends to an upload at Upload-Offset.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 404, 409, 412, 413, 415, ChecksumMismatch);
        tus.MapMethods("{batch}/{index:int}", [HttpMethods.Delete], TerminateAsync).WithName("TerminateTusUpload").WithSummary("Gives an upload up.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(404, 412);
        tus.MapPost("{batch}/{index:int}", OverriddenAsync).ExcludeFromDescription();
    }

    private static async ValueTask<object?> CheckVersionAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var (request, response) = (invocation.HttpContext.Request, invocation.HttpContext.Response);
        response.Headers["Tus-Resumable"] = Version;
        if (!HttpMethods.IsOptions(request.Method) && request.Headers["Tus-Resumable"] != Version)
        {
            response.Headers["Tus-Version"] = Version;
            response.StatusCode = StatusCodes.Status412PreconditionFailed;
            return TypedResults.Empty;
        }
        return await next(invocation);
    }

    private static NoContent Describe(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["Tus-Version"] = Version;
        headers["Tus-Extension"] = "creation,creation-with-upload,checksum,termination,expiration,concatenation";
        headers["Tus-Checksum-Algorithm"] = TusHeaders.ChecksumAlgorithms;
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(HttpContext context, UploadSessions sessions)
    {
        var headers = context.Request.Headers;
        var (principal, file) = (context.ActingPrincipal(), TusHeaders.FileOf(headers));
        if (TusHeaders.FinalOf(headers) is { } urls)
        {
            var made = await sessions.ConcatenateAsync(principal, file, [.. urls.Select(AddressOf)], context.RequestAborted);
            return await CreatedAsync(context, sessions, made, offset: null);
        }
        if (file.Length is null)
            throw RequestException.BadRequest("An upload needs the header Upload-Length; a length that is told later is not offered.");
        var body = context.Request.ContentType is { Length: > 0 } ? ContentOf(context) : null;
        var batch = await sessions.BeginAsync(principal, file, context.RequestAborted);
        if (body is null)
            return await CreatedAsync(context, sessions, batch, 0);
        SetLocation(context, batch);
        return await CreatedAsync(context, sessions, batch, await StoreAsync(sessions.AppendAsync(principal, batch, 0, 0, body, context.RequestAborted)));
    }

    private static async Task<IResult> GetOffsetAsync(string batch, int index, HttpContext context, UploadSessions sessions)
    {
        var file = await sessions.GetFileAsync(context.ActingPrincipal(), batch, index, context.RequestAborted);
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers["Upload-Offset"] = Text(await sessions.OffsetOfAsync(file, context.RequestAborted));
        headers["Upload-Length"] = Text(file.Length ?? file.ArrivedLength);
        headers["Upload-Metadata"] = file.Metadata;
        headers["Upload-Concat"] = file.Concatenation;
        await DescribeAsync(context, sessions, batch, index);
        return TypedResults.Ok();
    }

    private static async Task<IResult> AppendAsync(string batch, int index, HttpContext context, UploadSessions sessions)
    {
        var content = ContentOf(context);
        var offset = TusHeaders.NumberOf(context.Request.Headers, "Upload-Offset") ?? throw RequestException.BadRequest("Appending needs the header Upload-Offset.");
        var arrived = await StoreAsync(sessions.AppendAsync(context.ActingPrincipal(), batch, index, offset, content, context.RequestAborted));
        context.Response.Headers["Upload-Offset"] = Text(arrived);
        await DescribeAsync(context, sessions, batch, index);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> TerminateAsync(string batch, int index, HttpContext context, UploadSessions sessions)
    {
        var principal = context.ActingPrincipal();
        if (!await sessions.RemoveAsync(principal, batch, index, context.RequestAborted))
            throw RequestException.NotFound($"The upload batch has no file {index}.");
        if ((await sessions.GetAsync(principal, batch, context.RequestAborted)).Files.Count == 0)
            await sessions.DropAsync(principal, batch, context.RequestAborted);
        return TypedResults.NoContent();
    }

    // For clients behind what lets only GET and POST through.
    private static Task<IResult> OverriddenAsync(string batch, int index, HttpContext context, UploadSessions sessions) =>
        context.Request.Headers["X-HTTP-Method-Override"].ToString().ToUpperInvariant() switch
        {
            "PATCH" => AppendAsync(batch, index, context, sessions),
            "HEAD" => GetOffsetAsync(batch, index, context, sessions),
            "DELETE" => TerminateAsync(batch, index, context, sessions),
            _ => throw new RequestException(StatusCodes.Status405MethodNotAllowed, "An upload takes HEAD, PATCH and DELETE, or POST with X-HTTP-Method-Override."),
        };

    private static async Task<IResult> CreatedAsync(HttpContext context, UploadSessions sessions, string batch, long? offset)
    {
        SetLocation(context, batch);
        if (offset is { } arrived)
            context.Response.Headers["Upload-Offset"] = Text(arrived);
        await DescribeAsync(context, sessions, batch, index: 0);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    private static void SetLocation(HttpContext context, string batch) => context.Response.Headers.Location =
        $"{BaseUrl.Of(context.Request, context.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value)}api/v1/tus/{batch}/0";

    private static async Task DescribeAsync(HttpContext context, UploadSessions sessions, string batch, int index)
    {
        var headers = context.Response.Headers;
        headers["Upload-Expires"] = (await sessions.GetAsync(context.ActingPrincipal(), batch, context.RequestAborted)).Expires.ToString("R", CultureInfo.InvariantCulture);
        headers["Upload-Batch"] = batch;
        headers["Upload-FileId"] = Text(index);
    }

    private static BlobSource ContentOf(HttpContext context)
    {
        var request = context.Request;
        if (!string.Equals(request.ContentType, ContentType, StringComparison.OrdinalIgnoreCase))
            throw new RequestException(StatusCodes.Status415UnsupportedMediaType, $"The body of an upload has the type {ContentType}.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        return BlobSource.FromStream(request.Body, request.ContentLength).With(expectedDigest: TusHeaders.ChecksumOf(request.Headers));
    }

    private static async Task<long> StoreAsync(Task<long> appending)
    {
        try
        {
            return await appending;
        }
        catch (BlobException exception) when (exception.Error == BlobError.Damaged)
        {
            throw new RequestException(ChecksumMismatch, exception.Message, exception);
        }
    }

    // A URL of this server, absolute or not: only its end counts.
    private static (string Batch, int Index) AddressOf(string url) =>
        url.TrimEnd('/').Split('/') is [.., "tus", var batch, var index] && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (batch, number)
            : throw RequestException.BadRequest($"'{url}' is no upload of this server.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
