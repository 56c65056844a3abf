using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Archivolt.Configuration;

/// <summary>Refuses options out of their limits, wherever they were set, at the start of a host or at the first use.</summary>
internal sealed class SettingLimits<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
    string section, IReadOnlyList<SettingLimit<T>> limits) : IValidateOptions<T> where T : class
{
    /// <summary>Refuses texts that the binder cannot read, whose own message does not say what is allowed.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>.</exception>
    public void CheckTexts(IConfigurationSection settings)
    {
        foreach (var property in typeof(T).GetProperties())
            SettingValues.Check(settings, property.Name, property.PropertyType, limits.FirstOrDefault(limit => limit.Setting == property.Name)?.Use);
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, T options)
    {
        foreach (var limit in limits)
        {
            if (limit.ValueOf(options) is { } value && !limit.IsAllowed(value))
            {
                // One exception for all that is wrong with a configuration, with a sentence that names the setting.
                throw new BlobException(BlobError.Configuration,
                    $"{section}:{limit.Setting} is '{ShownValue.Of(Convert.ToString(value, CultureInfo.InvariantCulture))}'; use {limit.Use}.");
            }
        }
        return ValidateOptionsResult.Success;
    }
}
