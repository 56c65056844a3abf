using Archivolt.AspNetCore.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.WebConsole.People;

/// <summary>Users and groups, for administrators.</summary>
internal static class PeopleEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        var people = pages.MapGroup("").AddEndpointFilter(RequireAdministratorAsync);
        pages.ServiceProvider.GetRequiredService<UserEndpoints>().Map(people);
        pages.ServiceProvider.GetRequiredService<GroupEndpoints>().Map(people);
    }

    private static ValueTask<object?> RequireAdministratorAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        AdministratorEndpoints.Require(context.HttpContext);
        return next(context);
    }
}
