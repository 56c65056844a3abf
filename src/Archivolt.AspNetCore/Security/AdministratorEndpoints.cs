using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Security;

/// <summary>Protects endpoints of an application like Archivolt's own management.</summary>
public static class AdministratorEndpoints
{
    /// <summary>
    /// Lets only administrators in; others are answered 401 or 403 by <see cref="ArchivoltEndpoints.UseArchivolt"/>, before anything of the request
    /// is read.
    /// </summary>
    public static TBuilder RequireAdministrator<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
    {
        builder.Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is not { } next)
                return;
            endpoint.RequestDelegate = context =>
            {
                Require(context);
                return next(context);
            };
        });
        return builder;
    }

    internal static void Require(HttpContext context)
    {
        var principal = context.ActingPrincipal();
        if (principal.IsAnonymous)
            throw RequestException.Unauthorized("Sign in as an administrator to do this.");
        if (!principal.IsAdministrator)
            throw RequestException.Forbidden("Only administrators may do this.");
    }
}
