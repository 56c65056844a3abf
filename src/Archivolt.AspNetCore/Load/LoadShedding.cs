using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Load;

/// <summary>Answers 503 to requests for which the process has no handles left, so that those under way, and the server itself, go on.</summary>
internal sealed class LoadShedding(RequestDelegate next, OpenHandles handles)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (!handles.TryBegin() && context.GetEndpoint()?.Metadata.GetMetadata<AlwaysAnswered>() is null)
            {
                throw new RequestException(StatusCodes.Status503ServiceUnavailable, "The server has too many files and connections open at the moment; try again later.")
                {
                    RetryAfter = Soon,
                };
            }
            await next(context);
        }
        finally
        {
            handles.End();
        }
    }
}
