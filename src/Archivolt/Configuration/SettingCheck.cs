using Archivolt.Blobs;
using Archivolt.Layers;
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

    /// <summary>Checks the section of a provider, and the sections in it that describe other stores.</summary>
    /// <param name="section">The section.</param>
    /// <param name="services">The application's.</param>
    /// <param name="further">Settings that belong to the layer which brings the store in.</param>
    public static void CheckStore(IConfigurationSection section, IServiceProvider services, params IReadOnlyList<string> further)
    {
        var layers = services.GetServices<LayerRegistration>().ToList();
        if (ProviderSetup.FactoryOf(section, services).Settings is { } own)
            Refuse(section, [.. own, .. further, .. OfEveryProvider, .. layers.Select(layer => layer.Section)]);
        foreach (var layer in layers.Where(layer => layer.Settings is not null && section.GetSection(layer.Section).Exists()))
        {
            if (layer.DescribesStore)
                CheckStore(section.GetSection(layer.Section), services, layer.Settings!);
            else
                Refuse(section.GetSection(layer.Section), layer.Settings!);
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
            : $"{section.Path} has none.";
        throw new BlobException(BlobError.Configuration, $"{unknown.Path} is no setting; {hint}");
    }
}
