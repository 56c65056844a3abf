using System.Globalization;
using System.Xml;

namespace Archivolt.Documents.Dispatch;

/// <summary>Texts and numbers the way the platform's language writes and reads them; rules were written against these.</summary>
internal static class PlatformText
{
    /// <summary>A double: <c>555.0</c>, <c>1.0E7</c> from 10⁷ on and below 10⁻³.</summary>
    public static string Of(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        // The smallest of all is 4.9E-324, not 5.0E-324: of two digits, the nearer.
        var shortest = Math.Abs(value) == double.Epsilon ? value.ToString("E1", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
        if (Math.Abs(value) is 0 or (>= 1e-3 and < 1e7))
            return shortest.Contains('.', StringComparison.Ordinal) ? shortest : shortest + ".0";
        var parts = shortest.TrimStart('-').Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var index ? index : parts[0].Length;
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        var exponent = point - 1 - (digits.Length - significant.Length)
            + (parts is [_, var scale] ? int.Parse(scale, CultureInfo.InvariantCulture) : 0);
        significant = significant.TrimEnd('0');
        var mantissa = $"{significant[0]}.{(significant.Length > 1 ? significant[1..] : "0")}";
        return string.Create(CultureInfo.InvariantCulture, $"{(value < 0 ? "-" : "")}{mantissa}E{exponent}");
    }

    /// <summary>An instant: <c>2020-01-02T03:04:05Z</c>, with a fraction of 3, 6 or 9 digits where there is one.</summary>
    public static string OfInstant(long utcTicks)
    {
        var instant = new DateTime(utcTicks, DateTimeKind.Utc);
        var fraction = (utcTicks % TimeSpan.TicksPerSecond) switch
        {
            0 => "",
            var ticks when ticks % TimeSpan.TicksPerMillisecond == 0 => ".fff",
            var ticks when ticks % TimeSpan.TicksPerMicrosecond == 0 => ".ffffff",
            _ => ".fffffff'00'",
        };
        return instant.ToString($"yyyy-MM-dd'T'HH:mm:ss{fraction}'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Any other value: a complex value is <c>{name=value}</c>, and a list has no text of its items that a rule could match.
    /// </summary>
    public static string Of(object? value) => value switch
    {
        List<object?> => "[List]",
        Dictionary<string, object?> fields =>
            $"{{{string.Join(", ", fields.Select(field => $"{field.Key}={Fact.OfProperty(field.Value).Text}"))}}}",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "null",
    };

    /// <summary>A 64-bit integer, or null: an optional sign and decimal digits of any script, no blanks.</summary>
    public static long? ParseInteger(string text)
    {
        var isNegative = text.StartsWith('-');
        var digits = isNegative || text.StartsWith('+') ? text.AsSpan(1) : text;
        if (digits.IsEmpty)
            return null;
        // Counted below zero, where there is room for one more.
        var value = 0L;
        foreach (var character in digits)
        {
            var digit = CharUnicodeInfo.GetDecimalDigitValue(character);
            if (digit < 0 || value < (long.MinValue + digit) / 10)
                return null;
            value = value * 10 - digit;
        }
        return isNegative ? value : value == long.MinValue ? null : -value;
    }

    /// <summary>An ISO 8601 duration, such as <c>P90D</c> or <c>PT12H</c>; a month has 30 days and a year 365. Archivolt's own.</summary>
    public static TimeSpan? ParseDuration(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null;
        }
    }
}
