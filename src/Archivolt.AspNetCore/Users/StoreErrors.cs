using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Users;

/// <summary>Tells a client what the stores of users and groups refuse: a taken name is a conflict, an unfit one a bad request.</summary>
internal static class StoreErrors
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (InvalidOperationException exception)
        {
            throw new RequestException(StatusCodes.Status409Conflict, exception.Message, exception);
        }
        catch (ArgumentException exception)
        {
            throw RequestException.BadRequest(exception);
        }
    }
}
