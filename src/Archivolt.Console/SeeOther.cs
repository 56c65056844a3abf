using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole;

/// <summary>Leads from a form that was sent to the page that shows what came of it (303).</summary>
/// <param name="url">The page.</param>
internal sealed class SeeOther(string url) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = url;
        return Task.CompletedTask;
    }
}
