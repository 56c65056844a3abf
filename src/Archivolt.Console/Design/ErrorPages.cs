using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Design;

/// <summary>Shows refusals as pages. What fails otherwise goes the way of all endpoints, which logs it.</summary>
internal static class ErrorPages
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (ErrorStatus.Of(exception).Status < StatusCodes.Status500InternalServerError)
        {
            var (status, message) = ErrorStatus.Of(exception);
            return new ErrorPage(status, message);
        }
    }
}
