using Archivolt.AspNetCore.Archives;
using Archivolt.AspNetCore.Automation;
using Archivolt.AspNetCore.Automation.Drive;
using Archivolt.AspNetCore.Comments;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Directories;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Enrichment;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Health;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Linked;
using Archivolt.AspNetCore.Load;
using Archivolt.AspNetCore.Management;
using Archivolt.AspNetCore.OAuth2;
using Archivolt.AspNetCore.OpenId;
using Archivolt.AspNetCore.Renditions;
using Archivolt.AspNetCore.Requests;
using Archivolt.AspNetCore.Search;
using Archivolt.AspNetCore.Security;
using Archivolt.AspNetCore.Server;
using Archivolt.AspNetCore.Uploads;
using Archivolt.AspNetCore.Users;
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
        services.AddSettings(OffloadOptions.Section, configuration, (section, options) => section.Bind(options), OffloadOptions.Limits);
        services.AddSettings(OAuth2Options.Section, configuration, (section, options) => section.Bind(options), OAuth2Options.Limits);
        services.AddOpenIdConnect(configuration);
        services.AddRouting(options => options.ConstraintMap[AdapterConstraint.Name] = typeof(AdapterConstraint));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LoginThrottle>();
        services.TryAddSingleton<PasswordCheck>();
        services.TryAddSingleton<SessionCookie>();
        services.TryAddSingleton<JsonMemory>();
        services.TryAddSingleton<OpenHandles>(_ => new OpenHandles());
        services.AddHealthChecks().AddArchivolt();
        services.TryAddSingleton<BlobReaders>();
        services.TryAddSingleton<ReadableDocuments>();
        services.TryAddSingleton<DocumentArchive>();
        services.TryAddSingleton<DocumentCopies>();
        services.TryAddSingleton<LinkedJson>();
        services.TryAddSingleton<FileNames>();
        services.AddOperations();
        services.AddEnrichers();
        services.AddCors();
        services.AddArchivoltDownloads();
        services.AddArchivoltOpenApi();
        return services;
    }

    /// <summary>
    /// Adds error answers, security headers, authentication, requests that are carried out once for a key, and a refusal (503) while the process is short of handles; call it before endpoints are mapped. Authentication covers every request that comes this
    /// far: endpoints of the application that are open to everybody say so with <c>AllowAnonymous()</c>.
    /// </summary>
    public static IApplicationBuilder UseArchivolt(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var http = app.ApplicationServices.GetRequiredService<IOptions<HttpOptions>>().Value;
        app.UseClientAddress(http);
        app.Use(next => context =>
        {
            SecurityHeaders.Set(context.Response.Headers);
            return next(context);
        });
        return app.UseMiddleware<ErrorHandling>().UseMiddleware<LoadShedding>().UseCrossOrigins(http).UseMiddleware<Authentication>().UseMiddleware<RepeatedRequests>();
    }

    /// <summary>Maps every endpoint: the platform's below <see cref="HttpOptions.BasePath"/>, health and OpenAPI at the root.</summary>
    public static void MapArchivolt(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var address = endpoints.ServiceProvider.GetRequiredService<IOptions<HttpOptions>>().Value.Base;
        var mapped = new FurtherAddresses(endpoints, [($"{address}/api/v1/", $"{address}/site/api/v1/"), ($"{address}/api/v1/automation", $"{address}/site/automation")]);
        endpoints.DataSources.Add(mapped);
        var all = mapped.MapWithHead();
        var root = all.MapGroup(address);
        MapApi(root.MapGroup("api/v1"));
        ServerEndpoints.Map(root);
        OAuth2Endpoints.Map(root);
        DeviceTokens.Map(root);
        LinkedCallback.Map(root);
        root.MapArchivoltDownloads();
        HealthEndpoints.Map(all);
        all.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }

    private static void MapApi(RouteGroupBuilder api)
    {
        var documents = new DocumentRoutes(api);
        DocumentEndpoints.Map(documents);
        ChildrenEndpoints.Map(documents);
        BlobEndpoints.Map(documents);
        AccessEndpoints.Map(documents);
        CommentEndpoints.Map(documents);
        AuditEndpoints.Map(documents);
        RecordEndpoints.Map(documents);
        ColdStorageEndpoints.Map(documents);
        BatchEndpoints.Map(api);
        TusEndpoints.Map(api);
        AutomationEndpoints.Map(documents);
        AutomationEndpoints.Map(api.MapGroup("automation"));
        AutomationEndpoints.MapOnUploads(api.MapGroup("upload"));
        DriveEndpoints.Map(api);
        AccountEndpoints.Map(api);
        ConversionEndpoints.Map(documents, api);
        PreviewEndpoints.Map(documents);
        RenditionEndpoints.Map(documents);
        GroupEndpoints.Map(api);
        DirectoryEndpoints.Map(api);
        SearchEndpoints.Map(api);
        ManagementEndpoints.Map(api);
        LinkedEndpoints.Map(api);
    }
}
