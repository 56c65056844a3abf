using Archivolt.AspNetCore.Management;
using Archivolt.AspNetCore.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Operations;

/// <summary>The pages about the installation, for administrators.</summary>
internal static class OperationsEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        var operations = pages.MapGroup("").AddEndpointFilter(RequireAdministratorAsync).AddEndpointFilter(AdministratorErrors.InvokeAsync);
        OverviewEndpoint.Map(operations);
        JobEndpoints.Map(operations);
        CondemnedEndpoints.Map(operations);
        QuarantineEndpoints.Map(operations);
        AuditEndpoint.Map(operations);
    }

    private static ValueTask<object?> RequireAdministratorAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        AdministratorEndpoints.Require(context.HttpContext);
        return next(context);
    }
}
