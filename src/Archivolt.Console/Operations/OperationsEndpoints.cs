using Archivolt.AspNetCore.Management;
using Archivolt.AspNetCore.Security;
using Archivolt.WebConsole.Live;
using Archivolt.WebConsole.Migrations;
using Archivolt.WebConsole.Moves;
using Archivolt.WebConsole.Providers;
using Archivolt.WebConsole.Rules;
using Archivolt.WebConsole.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Archivolt.WebConsole.Operations;

/// <summary>The pages about the installation, for administrators.</summary>
internal static class OperationsEndpoints
{
    /// <summary>Adds what they need.</summary>
    public static void AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton<Overview>();
        services.TryAddSingleton<JobsView>();
        services.TryAddSingleton<ShownSettings>();
        services.TryAddSingleton<ProviderView>();
        services.TryAddSingleton<LastChecks>();
        services.TryAddSingleton<ProviderPages>();
        services.TryAddSingleton<MovesView>();
        services.TryAddSingleton<MovePages>();
        services.TryAddSingleton<MigrationsView>();
        services.TryAddSingleton<MigrationPages>();
        services.TryAddSingleton<RulePages>();
        services.TryAddSingleton<UploadPages>();
        services.TryAddSingleton<LiveRegions>();
        services.TryAddSingleton<LiveWatch>();
        services.TryAddSingleton<LiveEndpoint>();
    }

    public static void Map(IEndpointRouteBuilder pages)
    {
        var operations = pages.MapGroup("").AddEndpointFilter(RequireAdministratorAsync).AddEndpointFilter(AdministratorErrors.InvokeAsync);
        OverviewEndpoint.Map(operations);
        JobEndpoints.Map(operations);
        CondemnedEndpoints.Map(operations);
        QuarantineEndpoints.Map(operations);
        AuditEndpoint.Map(operations);
        ProviderPages.Map(operations);
        RulePages.Map(operations);
        MovePages.Map(operations);
        MigrationPages.Map(operations);
        UploadPages.Map(operations);
        LiveEndpoint.Map(operations);
    }

    private static ValueTask<object?> RequireAdministratorAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        AdministratorEndpoints.Require(context.HttpContext);
        return next(context);
    }
}
