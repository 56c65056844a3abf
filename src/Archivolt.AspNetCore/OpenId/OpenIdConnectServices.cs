using Archivolt.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.OpenId;

/// <summary>What people and tokens of an identity provider need.</summary>
internal static class OpenIdConnectServices
{
    public static void AddOpenIdConnect(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings(OpenIdConnectOptions.Section, configuration, OpenIdConnectOptions.Bind, OpenIdConnectOptions.Limits);
        services.AddOptions<OpenIdConnectOptions>().PostConfigure<IOptions<ArchivoltOptions>>((options, archivolt) => options.TakeSecret(archivolt.Value));
        services.TryAddSingleton<ProviderHttp>();
        services.TryAddSingleton<ProviderMetadata>();
        services.TryAddSingleton<ProviderTokens>();
        services.TryAddSingleton<ProviderPeople>();
        services.TryAddSingleton<BearerTokens>();
        services.TryAddSingleton<CodeExchange>();
    }
}
