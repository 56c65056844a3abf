using System.Globalization;
using Archivolt.Blobs;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Providers;

/// <summary>Reads the values of settings. One that cannot be read is refused with its path, its text and what to use.</summary>
internal static class SettingValues
{
    /// <summary>A truth value, number, time or name from an enumeration; null where it is left out or empty.</summary>
    /// <param name="section">Where the setting is.</param>
    /// <param name="setting">Its name.</param>
    /// <param name="isAllowed">Judges a value; null where any will do.</param>
    /// <param name="use">What to write instead of a wrong value; null for what the type says.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>.</exception>
    public static T? Read<T>(IConfigurationSection section, string setting, Predicate<T>? isAllowed = null, string? use = null) where T : struct
    {
        if (section[setting]?.Trim() is not { Length: > 0 } text)
            return null;
        return Parse(typeof(T), text) is T value && isAllowed?.Invoke(value) is not false ? value : throw Wrong(section, setting, use ?? UseOf(typeof(T))!);
    }

    /// <summary>Refuses a text that a type cannot be read from.</summary>
    /// <param name="section">Where the setting is.</param>
    /// <param name="setting">Its name.</param>
    /// <param name="type">Type of the value; texts and lists are not looked at.</param>
    /// <param name="use">What to write instead of a wrong value; null for what the type says.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>.</exception>
    public static void Check(IConfigurationSection section, string setting, Type type, string? use = null)
    {
        var plain = Nullable.GetUnderlyingType(type);
        if (section[setting]?.Trim() is not { } text || (plain is not null && text.Length == 0))
            return;
        if (UseOf(plain ?? type) is { } usual && Parse(plain ?? type, text) is null)
            throw Wrong(section, setting, use ?? usual);
    }

    /// <summary>The exception for a value that cannot be used.</summary>
    /// <param name="section">Where the setting is.</param>
    /// <param name="setting">Its name.</param>
    /// <param name="use">What to write instead, such as <c>true or false</c>.</param>
    public static BlobException Wrong(IConfigurationSection section, string setting, string use) =>
        new(BlobError.Configuration, $"{section.Path}:{setting} is '{ShownValue.Of(section[setting])}'; use {use}.");

    private static string? UseOf(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a time such as 04:00:00"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(Uri) ? "an address such as http://host:8080"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : null;

    private static object? Parse(Type type, string text)
    {
        if (type == typeof(bool))
            return bool.TryParse(text, out var flag) ? flag : null;
        if (type == typeof(TimeSpan))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large) ? large : null;
        if (type == typeof(Uri))
            return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var address) ? address : null;
        // The binder takes numbers too, which nobody could read.
        return Array.Find(Enum.GetNames(type), known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name) : null;
    }
}
