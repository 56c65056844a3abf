using System.Text.RegularExpressions;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Tests.Languages;

/// <summary>All that the console says can be said in each language.</summary>
public sealed partial class PhraseTests
{
    [Fact]
    public void No_text_is_in_HTML_beside_phrases() => ConsoleSource.TextInHtml().ShouldBeEmpty();

    [Fact]
    public void No_text_is_in_code_beside_phrases() => ConsoleSource.TextInLiterals().ShouldBeEmpty();

    [Fact]
    public void Values_stand_in_German_as_in_English()
    {
        foreach (var (english, german) in Language.German.Phrases.Concat(ConsoleSource.ScriptPhrases("de")))
            Places(german).ShouldBe(Places(english), english);
    }

    // Any other brace would fail where the phrase is said.
    [Fact]
    public void Braces_stand_around_numbers_of_values_only() => ConsoleSource.Phrases().Where(phrase => Place().Replace(phrase, "").AsSpan().ContainsAny('{', '}')).ShouldBeEmpty();

    [Fact]
    public void Every_phrase_of_a_script_is_there_in_German_and_nothing_else_is() => ConsoleSource.ScriptPhrases("de").Keys.Order(StringComparer.Ordinal).ShouldBe(ConsoleSource.ScriptPhrases().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_phrase_is_there_in_German_and_nothing_else_is() => Language.German.Phrases.Keys.Order(StringComparer.Ordinal).ShouldBe(ConsoleSource.Phrases().Order(StringComparer.Ordinal));

    // Values and tags, which a translation may put in another order and not leave out.
    private static IEnumerable<string> Places(string phrase) => Place().Matches(phrase).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex("""\{\d\}|<[^>]*>""")]
    private static partial Regex Place();
}
