using Archivolt.Blobs;
using Archivolt.Layers;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Configuration;

/// <summary>Refuses settings that nobody reads, naming the nearest one that somebody does. What a setting holds is never printed.</summary>
internal static class SettingCheck
{
    private static readonly string[] OfEveryProvider = ["Type", "KeyStrategy", "PreventUserUpdate", "MaxLength"];

    /// <summary>Checks the section <c>Archivolt</c> and the sections that packages have declared in it.</summary>
    public static void CheckSections(IConfiguration configuration, IServiceProvider services)
    {
        var declared = services.GetServices<DeclaredSettings>()
            .ToLookup(settings => settings.Section, settings => settings.Names, StringComparer.OrdinalIgnoreCase);
        foreach (var section in declared)
        {
            var below = $"{section.Key}:";
            var sections = declared.Select(other => other.Key).Where(path => path.StartsWith(below, StringComparison.OrdinalIgnoreCase))
                .Select(path => path[below.Length..].Split(':')[0]);
            Refuse(configuration.GetSection(section.Key), [.. section.SelectMany(names => names).Concat(sections).Distinct(StringComparer.OrdinalIgnoreCase)]);
        }
    }

    /// <summary>Checks the settings of a provider, and the sections in it that describe other stores.</summary>
    public static void CheckStore(BlobStoreContext provider) =>
        CheckStore(provider, [.. provider.Services.GetRequiredService<LayerRegistry>().Layers], []);

    private static void CheckStore(BlobStoreContext store, LayerRegistration[] layers, IReadOnlyList<string>? further)
    {
        var section = store.Section;
        CheckPackages(section, layers);
        if (further is not null && OwnOf(store) is { } own)
            Refuse(section, [.. own, .. further, .. layers.Select(layer => layer.Section)]);
        foreach (var layer in layers.Where(layer => section.GetSection(layer.Section).Exists()))
        {
            var below = section.GetSection(layer.Section);
            if (layer.DescribesStore)
            {
                RefuseOfProvider(below, layers);
                CheckStore(store with { Section = below }, layers, layer.Settings);
            }
            else if (layer.Settings is not null)
            {
                Refuse(below, layer.Settings);
            }
        }
    }

    // A store that is opened in code has its options from there.
    private static IReadOnlyList<string>? OwnOf(BlobStoreContext store) => store.Given<StoreOpener>("Type") is not null ? ["Type"]
        : ProviderSetup.FactoryOf(store.Section, store.Services).Settings is { } own ? [.. own, .. OfEveryProvider]
        : null;

    // Content meant to be encrypted must not be stored in clear because a package is missing.
    private static void CheckPackages(IConfigurationSection store, LayerRegistration[] layers)
    {
        if (store.GetSection("Encryption") is var section && section.Exists() && layers.All(layer => layer.Order != LayerOrder.Encrypted))
        {
            throw new BlobException(BlobError.Configuration,
                $"{section.Path} needs the package Archivolt.Encryption: reference it and call AddEncryption().");
        }
    }

    // Where it would do nothing.
    private static void RefuseOfProvider(IConfigurationSection store, LayerRegistration[] layers)
    {
        if (layers.FirstOrDefault(layer => layer.Order > LayerOrder.Mirrored && store.GetSection(layer.Section).Exists()) is { } layer)
        {
            throw new BlobException(BlobError.Configuration,
                $"{store.Path}:{layer.Section} is for a whole provider, and {store.Path} is one of its stores; move it to the provider's own section.");
        }
    }

    /// <summary>Refuses a setting of a section that is not among the known ones.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming the nearest known one.</exception>
    public static void Refuse(IConfigurationSection section, IReadOnlyList<string> known)
    {
        if (section.GetChildren().FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is not { } unknown)
            return;
        var hint = NearestName.Of(unknown.Key, known) is { } near ? $"did you mean {near}?"
            : known.Count > 0 ? $"use {string.Join(", ", known)}."
            : $"{section.Path} has no settings.";
        throw new BlobException(BlobError.Configuration, $"{unknown.Path} is not a setting; {hint}");
    }
}
