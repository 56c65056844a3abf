using Archivolt.Documents.Dispatch.Patterns;

namespace Archivolt.Documents.Tests.Dispatch.Patterns;

/// <summary>Expressions over characters beyond U+FFFF, with what a JDK 17 answers: a character is a code point.</summary>
public class CodePointRegexTests
{
    [Theory]
    [InlineData(".", "\U0001F600", true)]
    [InlineData("..", "\U0001F600", false)]
    [InlineData("a.c", "a\U0001F600c", true)]
    [InlineData(".", "\n", false)]
    [InlineData("(?s).", "\U0001F600", true)]
    [InlineData("(?s).", "\n", true)]
    [InlineData("[^a]", "\U0001F600", true)]
    [InlineData("[^a][^a]", "\U0001F600", false)]
    [InlineData(@"\W", "\U0001F600", true)]
    [InlineData(@"\S+", "\U0001F600\U0001F601", true)]
    [InlineData(@"\d", "\U0001D7D2", false)]
    [InlineData("\U0001F600+", "\U0001F600\U0001F600", true)]
    [InlineData("\\Q\U0001F600\\E+", "\U0001F600\U0001F600", true)]
    [InlineData("[\U0001F600-\U0001F60E]", "\U0001F601", true)]
    [InlineData("[\U0001F600-\U0001F60E]", "\U0001F60F", false)]
    [InlineData("[\U0001F3FF-\U0001F601]", "\U0001F400", true)]
    [InlineData("[\U0001F3FF-\U0001F601]", "\U0001F602", false)]
    [InlineData("[\U00010401-\U00012002]", "\U00011234", true)]
    [InlineData("[\U00010401-\U00012002]", "\U00010400", false)]
    [InlineData("[\U00010401-\U00012002]", "\U00012003", false)]
    [InlineData("[a-\U0001F600]", "b", true)]
    [InlineData("[a-\U0001F600]", "\U00010000", true)]
    [InlineData("[a-\U0001F600]", "\U0001F601", false)]
    [InlineData("[^\U0001F600]", "\U0001F600", false)]
    [InlineData("[^\U0001F600]", "\U0001F601", true)]
    [InlineData("[^\U0001F600]", "x", true)]
    [InlineData("[x\U0001F600]", "x", true)]
    [InlineData("[.[\U0001F600&&[^y]]]", "\U0001F600", true)]
    [InlineData("[\U0001F600-\U0001F60E&&[^\U0001F601]]", "\U0001F602", true)]
    [InlineData("[\U0001F600-\U0001F60E&&[^\U0001F601]]", "\U0001F601", false)]
    [InlineData(@"\p{L}", "\U0001D49C", true)]
    [InlineData(@"\P{L}", "\U0001F600", true)]
    [InlineData(@"\P{L}", "\U0001D49C", false)]
    [InlineData(@"\p{Lu}", "\U0001D49C", true)]
    [InlineData(@"\p{IsAlphabetic}", "\U0001D49C", true)]
    [InlineData(@"[\p{So}]", "\U0001F600", true)]
    [InlineData(@"\x{1F600}", "\U0001F600", true)]
    [InlineData(@"\uD83D\uDE00", "\U0001F600", true)]
    [InlineData(@"[\uD83D\uDE00]+", "\U0001F600\U0001F600", true)]
    [InlineData(@"[\w-.]+", "a-.", true)]
    [InlineData("[a-z&&[^b]]+", "ac", true)]
    [InlineData("[-a]+", "a-", true)]
    public void A_character_is_a_code_point(string expression, string text, bool matches)
    {
        new RegexPattern(expression).IsMatch(text).ShouldBe(matches);
    }
}
