using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Archivolt.WebConsole.Languages;

/// <summary>
/// A language of the pages. English stands in the code; a file of each other language, <c>Languages/de.json</c>, gives for each English phrase what it is there.
/// Not a culture of the process: servers run without cultures, so that nothing but the pages depends on a language.
/// </summary>
internal sealed class Language
{
    public static readonly Language English = new("en", "English", FrozenDictionary<string, string>.Empty, NumberFormatInfo.InvariantInfo);

    public static readonly Language German = new("de", "Deutsch", Read("de"), new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." });

    private static readonly AsyncLocal<Language?> Chosen = new();

    private Language(string tag, string name, FrozenDictionary<string, string> phrases, NumberFormatInfo numbers)
    {
        Tag = tag;
        Name = name;
        Phrases = phrases;
        Numbers = numbers;
    }

    public static IReadOnlyList<Language> All { get; } = [English, German];

    /// <summary>The language of whoever waits for the answer that is being made.</summary>
    public static Language Current
    {
        get => Chosen.Value ?? English;
        set => Chosen.Value = value;
    }

    /// <summary>Its tag, as in BCP 47.</summary>
    public string Tag { get; }

    /// <summary>What those who speak it call it.</summary>
    public string Name { get; }

    /// <summary>What each English phrase is in it; nothing for English.</summary>
    public FrozenDictionary<string, string> Phrases { get; }

    /// <summary>How it writes numbers.</summary>
    public NumberFormatInfo Numbers { get; }

    /// <summary>The language that a browser's settings ask for: the first that there is, English without one.</summary>
    public static Language Asked(HttpRequest request)
    {
        var wanted = StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var accepted) ? accepted : [];
        return wanted.Where(language => language.Quality is not 0).OrderByDescending(language => language.Quality ?? 1).Select(language => Find(language.Value.Value)).FirstOrDefault(language => language is not null) ?? English;
    }

    /// <summary>The language of a tag or of its first part; null for one that there is not.</summary>
    public static Language? Find(string? tag)
    {
        var primary = tag?.Split('-')[0];
        return All.FirstOrDefault(language => language.Tag.Equals(primary, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What an English phrase is in it; the phrase itself where the file lacks it.</summary>
    public string Of(string english) => Phrases.GetValueOrDefault(english, english);

    private static FrozenDictionary<string, string> Read(string tag)
    {
        using var stream = typeof(Language).Assembly.GetManifestResourceStream($"{tag}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
