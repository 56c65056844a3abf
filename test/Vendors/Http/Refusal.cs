using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Http;

/// <summary>An answer that is an error, in the vendor's own shape: JSON, or text where there is none.</summary>
internal sealed class Refusal(int status, JsonObject? body, string text = "") : Exception($"{status} {body?.ToJsonString() ?? text}")
{
    /// <summary>How long the caller is asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = status;
        if (RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = $"{Math.Ceiling(wait.TotalSeconds):0}";
        if (body is null)
            await context.Response.WriteAsync(text);
        else
            await context.Response.WriteAsJsonAsync(body);
    }
}
