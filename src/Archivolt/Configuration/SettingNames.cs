using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.Configuration;

/// <summary>Declares which settings a package reads below <c>Archivolt</c>; any other is refused at start.</summary>
public static class SettingNames
{
    private const DynamicallyAccessedMemberTypes Bound =
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor;

    /// <summary>Declares the settable properties of an options class as the settings of a section.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">Full path of the section, <c>Archivolt</c> or below.</param>
    public static IServiceCollection AddSettings<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
        this IServiceCollection services, string section) =>
        services.AddSettings(section, [.. typeof(TOptions).GetProperties()
            .Where(property => property.CanWrite || property.PropertyType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(IList<>))
            .Select(property => property.Name)]);

    /// <summary>
    /// Declares the settings of a section, reads them into options, and refuses values that cannot be: at the start of a host, or when the options
    /// are used first. The section is that of the configuration given to <c>AddArchivolt</c>, otherwise of the application's. Adding it twice does
    /// no harm.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">Full path of the section, <c>Archivolt</c> or below.</param>
    /// <param name="bind">Calls the binder.</param>
    /// <param name="limits">What is allowed.</param>
    internal static IServiceCollection AddSettings<[DynamicallyAccessedMembers(Bound)] TOptions>(
        this IServiceCollection services, string section, Action<IConfigurationSection, TOptions> bind, params IReadOnlyList<SettingLimit<TOptions>> limits)
        where TOptions : class =>
        services.AddSettings(section, configuration: null, bind, limits);

    /// <summary>The same with a configuration of its own; null for the one that <c>AddArchivolt</c> was given, otherwise the application's.</summary>
    internal static IServiceCollection AddSettings<[DynamicallyAccessedMembers(Bound)] TOptions>(
        this IServiceCollection services, string section, IConfiguration? configuration, Action<IConfigurationSection, TOptions> bind,
        params IReadOnlyList<SettingLimit<TOptions>> limits)
        where TOptions : class
    {
        if (services.Any(service => service.ImplementationInstance is SettingLimits<TOptions>))
            return services;
        var limited = new SettingLimits<TOptions>(section, limits);
        services.AddSingleton<IValidateOptions<TOptions>>(limited);
        services.AddOptions<TOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            if ((configuration ?? provider.GetService<ConfiguredSections>()?.Root ?? provider.GetService<IConfiguration>())?.GetSection(section) is not { } settings)
                return;
            limited.CheckTexts(settings);
            bind(settings, options);
        }).ValidateOnStart();
        return services.AddSettings<TOptions>(section);
    }

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
