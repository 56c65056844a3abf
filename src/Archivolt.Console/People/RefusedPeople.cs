using Archivolt.AspNetCore.Errors;
using Archivolt.WebConsole.Documents;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.People;

/// <summary>Shows why a form was refused on the page that it stands on.</summary>
/// <param name="pageAsync">Makes the page.</param>
internal sealed class RefusedPeople(Func<HttpContext, Outcome, Task<IResult>> pageAsync) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RequestException refusal)
        {
            return await pageAsync(context.HttpContext, new Outcome(null, refusal.Message, refusal.Status));
        }
    }
}
