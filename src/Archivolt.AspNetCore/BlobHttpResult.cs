using System.Reflection;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Archivolt.AspNetCore;

/// <summary>
/// Answers GET and HEAD with a blob: ranges, several at once, and conditions by entity tag and date; 404, 412 and 416 as <c>ProblemDetails</c>. It
/// is sent to be saved unless <c>inline</c> is asked for, and then what could be active is shown in a sandbox. Who may read it, and how long
/// it may be cached, is the endpoint's to say. Other failures of the store are thrown as <see cref="BlobException"/>.
/// </summary>
public sealed class BlobHttpResult : IResult, IEndpointMetadataProvider
{
    private readonly BlobProvider _provider;
    private readonly string _key;
    private readonly bool _inline;

    internal BlobHttpResult(BlobProvider provider, string key, bool inline)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentException.ThrowIfNullOrEmpty(key);
        (_provider, _key, _inline) = (provider, key, inline);
    }

    /// <summary>File name for people; null for the key.</summary>
    public string? FileName { get; init; }

    /// <summary>Media type; null for <c>application/octet-stream</c>.</summary>
    public string? MediaType { get; init; }

    /// <summary>Character encoding of text content.</summary>
    public string? Encoding { get; init; }

    /// <summary>The content's digest, which becomes its entity tag; null to take it from the key, and where that says none to tell states of the
    /// content apart by length and age.</summary>
    public string? Digest { get; init; }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        try
        {
            await _provider.EnsureOpenAsync(httpContext.RequestAborted);
            var blob = new BlobInfo
            {
                Key = new BlobKey(_provider.Id, _key),
                FileName = FileName,
                MediaType = MediaType,
                Encoding = Encoding,
                Digest = Digest ?? _provider.Options.KeyStrategy.DigestOf(_key)?.Hex,
            };
            await ContentSender.SendAsync(new ProviderContent(_provider, blob, _inline), httpContext);
        }
        // The client has gone, and with it whoever could be told.
        catch (Exception exception) when (httpContext.RequestAborted.IsCancellationRequested || exception is ClientLeftException)
        {
            httpContext.Abort();
        }
        catch (RequestException refused)
        {
            await RefuseAsync(refused, httpContext);
        }
        // A key that no store accepts, in a URL that anybody can write, is one that is not here.
        catch (BlobException exception) when (exception.Error is BlobError.NotFound or BlobError.InvalidKey && !httpContext.Response.HasStarted)
        {
            await RefuseAsync(RequestException.NotFound("There is no such content."), httpContext);
        }
        // What may pass is told to the client; the rest is the application's to handle.
        catch (BlobException exception) when (ErrorStatus.Of(exception) is { Status: not StatusCodes.Status500InternalServerError } && !httpContext.Response.HasStarted)
        {
            var (status, message) = ErrorStatus.Of(exception);
            httpContext.Response.Headers.RetryAfter = ErrorStatus.RetryAfter(exception);
            await RefuseAsync(new RequestException(status, message, exception), httpContext);
        }
    }

    /// <inheritdoc/>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        foreach (var status in (int[])[StatusCodes.Status200OK, StatusCodes.Status206PartialContent])
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(Stream), ["application/octet-stream"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified));
        foreach (var status in (int[])[StatusCodes.Status404NotFound, StatusCodes.Status412PreconditionFailed, StatusCodes.Status416RangeNotSatisfiable])
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
    }

    private static Task RefuseAsync(RequestException refused, HttpContext context)
    {
        if (refused.ContentRange is { } range)
            context.Response.Headers.ContentRange = range;
        return TypedResults.Problem(refused.Message, statusCode: refused.Status, title: ErrorStatus.Reason(refused.Status)).ExecuteAsync(context);
    }
}
