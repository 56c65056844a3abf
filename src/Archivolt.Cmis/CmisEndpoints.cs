using Archivolt.AspNetCore;
using Archivolt.Cmis.Access;
using Archivolt.Cmis.Atom;
using Archivolt.Cmis.Browser;
using Archivolt.Cmis.Changes;
using Archivolt.Cmis.Objects;
using Archivolt.Cmis.Query;
using Archivolt.Cmis.Types;
using Archivolt.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Archivolt.Cmis;

/// <summary>
/// Adds OASIS CMIS 1.1 in its browser binding and its AtomPub binding to an application that has Archivolt's endpoints: <c>services.AddArchivoltCmis(configuration)</c>, then
/// <c>app.MapArchivoltCmis()</c>.
/// </summary>
public static class CmisEndpoints
{
    /// <summary>Adds what CMIS needs. <see cref="CmisOptions"/> are read from the section <c>Archivolt:Cmis</c>.</summary>
    public static IServiceCollection AddArchivoltCmis(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSettings(CmisOptions.Section, configuration, (section, options) => section.Bind(options), CmisOptions.Limits);
        services.TryAddSingleton<TypeCatalog>();
        services.TryAddSingleton<ObjectFinder>();
        services.TryAddSingleton<FolderContents>();
        services.TryAddSingleton<ObjectVersions>();
        services.TryAddSingleton<ObjectViews>();
        services.TryAddSingleton<ObjectAccess>();
        services.TryAddSingleton<AllowableActions>();
        services.TryAddSingleton<CmisRenditions>();
        services.TryAddSingleton<ContentStreams>();
        services.TryAddSingleton<ObjectSearch>();
        services.TryAddSingleton<Places>();
        services.TryAddSingleton<ObjectCreation>();
        services.TryAddSingleton<ObjectChanges>();
        services.TryAddSingleton<ContentChanges>();
        services.TryAddSingleton<ObjectDeletion>();
        services.TryAddSingleton<RepositorySelectors>();
        services.TryAddSingleton<ObjectSelectors>();
        services.TryAddSingleton<ObjectActions>();
        services.TryAddSingleton<BrowserBinding>();
        services.TryAddSingleton<AtomBinding>();
        services.TryAddSingleton<AtomReading>();
        services.TryAddSingleton<AtomWriting>();
        return services;
    }

    /// <summary>
    /// Maps both bindings below <see cref="HttpOptions.BasePath"/>, AtomPub also for clients of CMIS 1.0. Maps nothing where CMIS is not enabled. What is not an exception of CMIS, such as the
    /// request to sign in, is answered by <see cref="ArchivoltEndpoints.UseArchivolt"/>.
    /// </summary>
    public static void MapArchivoltCmis(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<CmisOptions>>().Value;
        if (!options.Enabled)
            return;
        var http = endpoints.ServiceProvider.GetRequiredService<IOptions<HttpOptions>>().Value;
        Map(options.BrowserPath, context => context.RequestServices.GetRequiredService<BrowserBinding>().AnswerAsync(context));
        Map(options.AtomPath, context => context.RequestServices.GetRequiredService<AtomBinding>().AnswerAsync(context, isOld: false));
        Map(AtomBinding.OldPath(options), context => context.RequestServices.GetRequiredService<AtomBinding>().AnswerAsync(context, isOld: true));

        // Before the list of repositories that there is without CMIS at the usual path.
        void Map(string path, RequestDelegate answer) => endpoints.Map($"{CmisUrl.Local(http, path)}/{{**path}}", answer).ExcludeFromDescription().WithOrder(-1);
    }
}
