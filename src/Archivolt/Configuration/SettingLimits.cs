using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Archivolt.Configuration;

/// <summary>
/// Checks the values of a section before the binder reads them, whose own message does not say what is allowed, and the limits afterwards. The one
/// exception of Archivolt names the path, the value and what to use.
/// </summary>
internal static class SettingValues
{
    /// <summary>Reads a section into an object of settings.</summary>
    /// <param name="section">The section.</param>
    /// <param name="settings">Takes the values.</param>
    /// <param name="bind">Calls the binder; a call for each type, so that code for it is generated.</param>
    /// <param name="limits">What is allowed.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>.</exception>
    public static T Bind<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        IConfigurationSection section, T settings, Action<IConfigurationSection, T> bind, params IReadOnlyList<SettingLimit<T>> limits)
    {
        foreach (var property in typeof(T).GetProperties())
        {
            if (section[property.Name] is { } text && Needs(property.PropertyType, text) is { } use)
                throw BlobStoreContext.Wrong(section, property.Name, limits.FirstOrDefault(limit => limit.Setting == property.Name)?.Use ?? use);
        }
        bind(section, settings);
        foreach (var limit in limits)
        {
            if (section[limit.Setting] is not null && limit.ValueOf(settings) is { } value && !limit.IsAllowed(value))
                throw BlobStoreContext.Wrong(section, limit.Setting, limit.Use);
        }
        return settings;
    }

    // What to use in place of a text that a type cannot be read from.
    private static string? Needs(Type type, string text)
    {
        var plain = Nullable.GetUnderlyingType(type);
        if (plain is not null && text.Length == 0)
            return null;
        plain ??= type;
        if (plain == typeof(bool))
            return bool.TryParse(text, out _) ? null : "true or false";
        if (plain == typeof(TimeSpan))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _) ? null : "a time such as 04:00:00";
        if (plain == typeof(int) || plain == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && (plain == typeof(long) || number is >= int.MinValue and <= int.MaxValue) ? null : "a whole number";
        // The binder takes numbers too, which nobody could read.
        return plain.IsEnum && !Enum.GetNames(plain).Contains(text, StringComparer.OrdinalIgnoreCase)
            ? $"one of {string.Join(", ", Enum.GetNames(plain))}"
            : null;
    }
}

/// <summary>Refuses options out of their limits, wherever they were set, at the start of a host or at the first use.</summary>
internal sealed class SettingLimits<T>(string section, IReadOnlyList<SettingLimit<T>> limits) : IValidateOptions<T> where T : class
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, T options)
    {
        foreach (var limit in limits)
        {
            if (limit.ValueOf(options) is { } value && !limit.IsAllowed(value))
            {
                // One exception for all that is wrong with a configuration, with a sentence that names the setting.
                throw new BlobException(BlobError.Configuration,
                    $"{section}:{limit.Setting} is '{Convert.ToString(value, CultureInfo.InvariantCulture)}'; use {limit.Use}.");
            }
        }
        return ValidateOptionsResult.Success;
    }
}
