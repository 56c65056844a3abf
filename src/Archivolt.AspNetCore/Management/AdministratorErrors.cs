using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Management;

/// <summary>
/// Tells administrators why something is refused. Elsewhere the sentences of <see cref="BlobException"/> are for the log only, since those of stores
/// name their place; here those that no store wrote are the answer.
/// </summary>
internal static class AdministratorErrors
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (BlobException exception) when (StatusOf(exception) is { } status && !invocation.HttpContext.Response.HasStarted)
        {
            throw new RequestException(status, exception.Message, exception);
        }
    }

    /// <summary>What an administrator is told of a failure; null where it is told as to everybody.</summary>
    public static RequestException? Told(Exception exception) =>
        exception is BlobException blob && StatusOf(blob) is { } status ? new RequestException(status, blob.Message, blob) : null;

    private static int? StatusOf(BlobException exception) => exception.Store is not null ? null : exception.Error switch
    {
        BlobError.NotFound => StatusCodes.Status404NotFound,
        BlobError.Conflict or BlobError.ReadOnly => StatusCodes.Status409Conflict,
        BlobError.Configuration => StatusCodes.Status400BadRequest,
        BlobError.Unsupported => StatusCodes.Status501NotImplemented,
        _ => null,
    };
}
