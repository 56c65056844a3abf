using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Enrichment;

/// <summary>The list of enrichers.</summary>
internal static class EnrichmentServices
{
    public static void AddEnrichers(this IServiceCollection services)
    {
        services.AddSingleton<DocumentEnricher, AclsEnricher>();
        services.AddSingleton<DocumentEnricher, PermissionsEnricher>();
        services.AddSingleton<DocumentEnricher, RenditionsEnricher>();
        services.AddSingleton<DocumentEnricher, FolderChildEnricher>();
        services.AddSingleton<DocumentEnricher>(provider => new LinkEnricher("thumbnail", "@rendition/thumbnail", provider.GetRequiredService<IOptions<HttpOptions>>()));
        services.AddSingleton<DocumentEnricher>(provider => new LinkEnricher("preview", "@preview/", provider.GetRequiredService<IOptions<HttpOptions>>()));
    }
}
