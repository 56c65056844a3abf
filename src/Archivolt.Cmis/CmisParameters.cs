using System.Globalization;

namespace Archivolt.Cmis;

/// <summary>The parameters of a service, by name, wherever the request has them: in a form, or in the query of its URL.</summary>
internal sealed class CmisParameters(Func<string, string?> find)
{
    /// <summary>A text; null where it is not given or empty.</summary>
    public string? Text(string name) => find(name) is { Length: > 0 } text ? text : null;

    /// <summary>A text that must be given.</summary>
    public string Required(string name) => Text(name) ?? throw CmisException.InvalidArgument($"The parameter '{name}' is missing.");

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool otherwise = false) => Text(name) switch
    {
        null => otherwise,
        var text when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        var text when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        var text => throw CmisException.InvalidArgument($"The parameter '{name}' is true or false, not '{Shortened(text)}'."),
    };

    /// <summary>A whole number; the least that is given is 0, and one that no number here can hold is the greatest. Null where it is not given.</summary>
    public long? Number(string name) => Text(name) switch
    {
        null => null,
        var text when text.Length > 20 || !text.All(char.IsAsciiDigit) => throw CmisException.InvalidArgument($"The parameter '{name}' is a whole number from 0, not '{Shortened(text)}'."),
        var text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue,
    };

    /// <summary>Which page is wanted: <c>maxItems</c> and <c>skipCount</c>.</summary>
    public CmisPage Page(CmisOptions options)
    {
        const int furthest = 10_000_000;
        var (most, skipped) = (Number("maxItems") ?? options.UsualItems, Number("skipCount") ?? 0);
        return skipped <= furthest
            ? new CmisPage((int)skipped, (int)Math.Min(most, options.MaxItems))
            : throw CmisException.InvalidArgument($"The parameter 'skipCount' is at most {furthest}.");
    }

    /// <summary>How deep an answer about what is below goes: <c>depth</c>, -1 for all of it.</summary>
    public int Depth(int otherwise = 1) => Text("depth") switch
    {
        null => otherwise,
        "-1" => int.MaxValue,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) && depth > 0 => depth,
        var text => throw CmisException.InvalidArgument($"The parameter 'depth' is -1 or a whole number from 1, not '{Shortened(text)}'."),
    };

    /// <summary>How deep an answer about types goes; of all types nothing is left out (§2.2.2.4).</summary>
    public int TypeDepth() => Text("typeId") is null ? int.MaxValue : Depth(int.MaxValue);

    private static string Shortened(string text) => text.Length > 60 ? string.Concat(text.AsSpan(0, 60), "…") : text;
}

/// <summary>A page of a list.</summary>
/// <param name="Skipped">How many items are left out before it.</param>
/// <param name="Most">Most items on it.</param>
internal sealed record CmisPage(int Skipped, int Most);

/// <summary>What is on a page.</summary>
/// <param name="Items">The items.</param>
/// <param name="HasMore">True where others follow.</param>
/// <param name="Total">How many there are on all pages; null where nobody counted them.</param>
internal sealed record CmisList<T>(IReadOnlyList<T> Items, bool HasMore, long? Total);
