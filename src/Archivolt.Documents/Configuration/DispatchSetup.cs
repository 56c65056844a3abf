using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Configuration;

/// <summary>Makes a dispatcher of one configured type from rules (<see cref="DocumentRegistration.AddDispatcherType"/>).</summary>
/// <param name="Type">The value of <c>Type</c>, or the class name in an XML contribution.</param>
/// <param name="Create">Makes the dispatcher; throws <see cref="BlobException"/> with <see cref="BlobError.Configuration"/>.</param>
public sealed record BlobDispatcherFactory(string Type, Func<IServiceProvider, IReadOnlyList<DispatchRule>, IBlobDispatcher> Create);

/// <summary>The dispatcher that the configuration, or the application, asks for.</summary>
internal sealed record ConfiguredDispatcher(IBlobDispatcher Dispatcher);

/// <summary>Rules as configured, whatever they are written in.</summary>
internal sealed record ConfiguredRules(IReadOnlyList<DispatchRule> Rules, string? Type);

/// <summary>Makes the dispatcher from configured rules.</summary>
internal static class DispatchSetup
{
    public static IBlobDispatcher Create(IServiceProvider services)
    {
        var (rules, type) = services.GetRequiredService<ConfiguredRules>();
        var providers = services.GetRequiredService<BlobManager>().Providers.Select(provider => provider.Id).ToList();
        if (type is not null)
            return Custom(services, rules, type, providers);
        return new RuleDispatcher(rules, services.GetRequiredService<RuleDispatcherOptions>(), services.GetService<ILogger<RuleDispatcher>>());
    }

    /// <summary>What rules are judged against in this installation.</summary>
    public static RuleDispatcherOptions OptionsOf(IServiceProvider services) => new()
    {
        Repositories = DocumentRegistration.RepositoriesOf(services),
        Providers = [.. services.GetRequiredService<BlobManager>().Providers.Select(provider => provider.Id)],
        Schemas = services.GetRequiredService<SchemaRegistry>(),
        Lenient = services.GetRequiredService<IOptions<ArchivoltOptions>>().Value.Lenient,
    };

    /// <summary>
    /// Reads section <c>Dispatch</c>: <c>Rules</c>, a list of <c>When</c> and <c>Provider</c>; <c>Default</c>; and <c>Type</c> for a
    /// dispatcher of one's own.
    /// </summary>
    public static ConfiguredRules Read(IConfigurationSection section)
    {
        // A misspelt setting would silently weaken the rules.
        SettingCheck.Refuse(section, ["Rules", "Default", "Type", nameof(RuleOptions.Fixed)]);
        var rules = section.GetSection("Rules").GetChildren().Select(ReadRule).ToList();
        if (section["Default"] is { } provider)
            rules.Add(new DispatchRule(DispatchRule.Default, provider, $"{section.Path}:Default"));
        return new ConfiguredRules(rules, section["Type"]);
    }

    private static DispatchRule ReadRule(IConfigurationSection section)
    {
        SettingCheck.Refuse(section, ["When", "Provider"]);
        return section["When"] is { } when && section["Provider"] is { } provider
            ? new DispatchRule(when, provider, section.Path)
            : throw new BlobException(BlobError.Configuration,
                $"{section.Path} is no dispatch rule; write {{ \"When\": \"dc:format=video\", \"Provider\": \"videos\" }}.");
    }

    private static IBlobDispatcher Custom(IServiceProvider services, IReadOnlyList<DispatchRule> rules, string type, List<string> providers)
    {
        var factory = services.GetServices<BlobDispatcherFactory>().LastOrDefault(factory => factory.Type == type)
            ?? throw new BlobException(BlobError.Configuration,
                $"There is no dispatcher '{type}'; register it with AddDispatcherType, or leave it out for the default one.");
        var dispatcher = factory.Create(services, rules);
        return dispatcher.ProviderIds.FirstOrDefault(id => !providers.Contains(id, StringComparer.Ordinal)) is { } unknown
            ? throw new BlobException(BlobError.Configuration,
                $"The dispatcher '{type}' may answer '{unknown}', but there is no such provider. Known: {string.Join(", ", providers)}.")
            : dispatcher;
    }
}
