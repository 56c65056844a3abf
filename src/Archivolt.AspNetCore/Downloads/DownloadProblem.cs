using Archivolt.Blobs;
using Archivolt.Downloads;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>Refused and failed downloads as <c>ProblemDetails</c> (RFC 9457).</summary>
internal static class DownloadProblem
{
    /// <summary>Writes a problem whose detail is a sentence for people.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
    }

    /// <summary>Writes a refusal. Not knowing, not understanding and not being allowed to know are all 404, as on the platform.</summary>
    public static Task WriteAsync(HttpContext context, DownloadException refusal) => WriteAsync(context, refusal.Error switch
    {
        DownloadError.AuthenticationNeeded => StatusCodes.Status401Unauthorized,
        DownloadError.Denied => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status404NotFound,
    }, refusal.Message);

    /// <summary>Writes a store's failure; what it says of stores and keys is for the log.</summary>
    public static Task WriteAsync(HttpContext context, BlobException failure) => failure.IsTransient
        ? WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The content cannot be reached at the moment; ask again in a while.")
        : WriteAsync(context, StatusCodes.Status500InternalServerError, "The content cannot be read from its store; tell the administrator.");
}
