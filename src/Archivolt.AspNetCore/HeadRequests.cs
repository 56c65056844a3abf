using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore;

/// <summary>HEAD wherever there is GET (RFC 9110 §9.1): the handler is the same, and the server sends no body. Not where GET changes something, as the platform's clients want it.</summary>
internal static class HeadRequests
{
    /// <summary>A group whose endpoints for GET answer HEAD too.</summary>
    public static RouteGroupBuilder MapWithHead(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("");
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (!endpoint.Metadata.OfType<ChangesByGet>().Any() && endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods is [var only] && HttpMethods.IsGet(only))
                endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
        });
        return group;
    }

    /// <summary>An endpoint that changes something by GET: HEAD, which is safe, is refused.</summary>
    public static RouteHandlerBuilder WithoutHead(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new ChangesByGet());

    private sealed class ChangesByGet;
}
