using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Health;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Load;
using Archivolt.AspNetCore.Management;
using Archivolt.AspNetCore.Security;
using Archivolt.AspNetCore.Server;
using Archivolt.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore;

/// <summary>
/// Adds Archivolt's endpoints to an application: <c>services.AddArchivoltEndpoints(configuration)</c>, then <c>app.UseArchivolt()</c> and
/// <c>app.MapArchivolt()</c>. Documents, users and audit come from a document package, blobs from <c>AddArchivolt</c>.
/// </summary>
public static class ArchivoltEndpoints
{
    /// <summary>Adds what the endpoints need. <see cref="HttpOptions"/> are read from the section <c>Archivolt</c>.</summary>
    public static IServiceCollection AddArchivoltEndpoints(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSettings(ArchivoltOptions.Section, configuration, (section, options) => section.Bind(options), HttpOptions.Limits);
        services.AddRouting(options => options.ConstraintMap[AdapterConstraint.Name] = typeof(AdapterConstraint));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LoginThrottle>();
        services.TryAddSingleton<JsonMemory>();
        services.TryAddSingleton<OpenHandles>(_ => new OpenHandles());
        services.AddHealthChecks().AddArchivolt();
        services.TryAddSingleton<BlobReaders>();
        services.AddArchivoltDownloads();
        services.AddArchivoltOpenApi();
        return services;
    }

    /// <summary>
    /// Adds error answers, security headers, authentication, and a refusal (503) while the process is short of handles; call it before endpoints are mapped. Authentication covers every request that comes this
    /// far: endpoints of the application that are open to everybody say so with <c>AllowAnonymous()</c>.
    /// </summary>
    public static IApplicationBuilder UseArchivolt(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseClientAddress(app.ApplicationServices.GetRequiredService<IOptions<HttpOptions>>().Value);
        app.Use(next => context =>
        {
            SecurityHeaders.Set(context.Response.Headers);
            return next(context);
        });
        return app.UseMiddleware<ErrorHandling>().UseMiddleware<LoadShedding>().UseMiddleware<Authentication>();
    }

    /// <summary>Maps every endpoint: the platform's below <see cref="HttpOptions.BasePath"/>, health and OpenAPI at the root.</summary>
    public static void MapArchivolt(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var root = endpoints.MapGroup(endpoints.ServiceProvider.GetRequiredService<IOptions<HttpOptions>>().Value.Base);
        var api = root.MapGroup("api/v1");
        var documents = new DocumentRoutes(api);
        DocumentEndpoints.Map(documents);
        ChildrenEndpoints.Map(documents);
        BlobEndpoints.Map(documents);
        AccessEndpoints.Map(documents);
        AuditEndpoints.Map(documents);
        RecordEndpoints.Map(documents);
        ColdStorageEndpoints.Map(documents);
        ServerEndpoints.Map(root, api);
        ManagementEndpoints.Map(api);
        root.MapArchivoltDownloads();
        HealthEndpoints.Map(endpoints);
        endpoints.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }
}
