using System.Globalization;
using System.Xml;

namespace Archivolt.Documents.Dispatch;

/// <summary>Texts and numbers the way the platform's language writes and reads them; rules were written against these.</summary>
internal static class PlatformText
{
    private const NumberStyles DoubleStyle =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly string[] InstantFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>A double: <c>555.0</c>, <c>1.0E7</c> from 10⁷ on and below 10⁻³.</summary>
    public static string Of(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (Math.Abs(value) is 0 or (>= 1e-3 and < 1e7))
            return shortest.Contains('.', StringComparison.Ordinal) ? shortest : shortest + ".0";
        var digits = shortest.Split('E')[0].Replace(".", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Trim('0');
        var exponent = int.Parse(value.ToString("E16", CultureInfo.InvariantCulture).Split('E')[1], CultureInfo.InvariantCulture);
        var mantissa = $"{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}";
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

    /// <summary>A 64-bit integer: an optional sign and digits, no blanks.</summary>
    public static long? ParseInteger(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>
    /// A double: exponents, blanks around it, <c>NaN</c>, <c>Infinity</c> and a suffix <c>d</c> or <c>f</c>; no hexadecimal.
    /// </summary>
    public static double? ParseDouble(string text)
    {
        var trimmed = text.Trim();
        switch (trimmed)
        {
            case "NaN" or "+NaN" or "-NaN":
                return double.NaN;
            case "Infinity" or "+Infinity":
                return double.PositiveInfinity;
            case "-Infinity":
                return double.NegativeInfinity;
        }
        if (trimmed.Length > 1 && trimmed[^1] is 'd' or 'D' or 'f' or 'F' && trimmed[^2] is (>= '0' and <= '9') or '.')
            trimmed = trimmed[..^1];
        // .NET's own spellings of the three special values are no numbers here.
        return trimmed.Any(char.IsAsciiDigit) && double.TryParse(trimmed, DoubleStyle, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
    }

    /// <summary>An ISO instant with seconds and zone, as UTC ticks.</summary>
    public static long? ParseInstant(string text) =>
        text.Length > 19 && DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(), InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) && HasZone(text)
            ? value.UtcTicks
            : null;

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

    private static bool HasZone(string text) => text[^1] is 'Z' or 'z' || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
