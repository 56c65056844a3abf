using System.Globalization;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Design;

/// <summary>Values as people read them.</summary>
internal static class Shown
{
    private const int Thousand = 1000;

    private const char Mark = '\uFFFD';

    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>Stands where there is no value.</summary>
    public static Html Nothing => Html.Of($"""<span class="nothing" aria-label="{Phrase.Of("none")}">–</span>""");

    /// <summary>A number of bytes; the exact one is its title.</summary>
    public static Html Size(long? bytes) => bytes is { } known ? Html.Of($"""<span title="{Phrase.Count(known, "{0} byte", "{0} bytes")}">{SizeText(known)}</span>""") : Nothing;

    /// <summary>An instant in UTC; a script writes it in the reader's zone and language.</summary>
    public static Html Time(DateTimeOffset? instant) => instant is { } known
        ? Html.Of($"""<time datetime="{known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}">{known.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}</time>""")
        : Nothing;

    /// <summary>A name in its own direction.</summary>
    public static Html Name(string? name) => Html.Of($"<bdi>{Plain(name)}</bdi>");

    /// <summary>A text in which a mark stands for each character that turns the direction of others, so that nobody takes one ending for another.</summary>
    public static string Plain(string? text) => text is null ? "" : string.Create(text.Length, text, (shown, given) =>
    {
        for (var i = 0; i < shown.Length; i++)
            shown[i] = TurnsDirection(given[i]) ? Mark : given[i];
    });

    /// <summary>A length of time, in its two largest units: “2 days 3 h”.</summary>
    public static string TimeText(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => Two((long)time.TotalDays, Phrase.Of("days"), time.Hours, "h"),
        { TotalHours: >= 1 } => Two((long)time.TotalHours, "h", time.Minutes, "min"),
        { TotalMinutes: >= 1 } => Two(time.Minutes, "min", time.Seconds, "s"),
        _ => $"{Math.Max(0, time.Seconds)} s",
    };

    public static string SizeText(long bytes)
    {
        var (amount, unit) = ((double)bytes, 0);
        while (amount >= Thousand && unit < Units.Length - 1)
            (amount, unit) = (amount / Thousand, unit + 1);
        return string.Create(Language.Current.Numbers, $"{(unit == 0 || amount >= 100 ? Math.Round(amount) : Math.Round(amount, 1))} {Units[unit]}");
    }

    private static string Two(long large, string unit, long small, string smaller) => small == 0 ? $"{large} {unit}" : $"{large} {unit} {small} {smaller}";

    // Embeddings, overrides and isolates.
    private static bool TurnsDirection(char character) => character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
