using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Errors;

/// <summary>Writes the body of an error answer in the shape of the place where it happened.</summary>
internal sealed class ErrorBody(HttpOptions options)
{
    private readonly PathString[] _platform = [options.Base + "/api", options.Base + "/site", options.Base + "/json"];

    public async Task WriteAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
            Challenge.Add(context);
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var path = context.Request.Path;
        if (Array.Exists(_platform, prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase)))
            await ExceptionEntity(status, message).ExecuteAsync(context);
        else
            await TypedResults.Problem(message, statusCode: status, title: ErrorStatus.Reason(status)).ExecuteAsync(context);
    }

    private static EntityResult ExceptionEntity(int status, string message) => new("exception", writer =>
    {
        writer.WriteNumber("status"u8, status);
        writer.WriteString("message"u8, message);
    }, status);
}
