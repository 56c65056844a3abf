using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Configuration;

/// <summary>Declares which settings a package reads below <c>Archivolt</c>; any other is refused at start.</summary>
public static class SettingNames
{
    /// <summary>Declares the settable properties of an options class as the settings of a section.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">Full path of the section, <c>Archivolt</c> or below.</param>
    public static IServiceCollection AddSettings<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
        this IServiceCollection services, string section) =>
        services.AddSettings(section, [.. typeof(TOptions).GetProperties()
            .Where(property => property.CanWrite || property.PropertyType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(IList<>))
            .Select(property => property.Name)]);

    /// <summary>Declares settings of a section by their names. What is below one of them is not looked at, unless it is declared as a section too.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">Full path of the section, <c>Archivolt</c> or below.</param>
    /// <param name="names">Names of settings; letter case does not matter.</param>
    public static IServiceCollection AddSettings(this IServiceCollection services, string section, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton(new DeclaredSettings(section, names));
    }
}

/// <summary>The settings of one section that somebody reads.</summary>
internal sealed record DeclaredSettings(string Section, IReadOnlyList<string> Names);
