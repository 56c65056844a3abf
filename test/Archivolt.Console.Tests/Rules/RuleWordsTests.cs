using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Rules;

namespace Archivolt.WebConsole.Tests.Rules;

/// <summary>Rules as the console says them.</summary>
public sealed class RuleWordsTests
{
    [Theory]
    [InlineData("dc:format=video", "the property dc:format is “video”")]
    [InlineData("blob:mime-type~video/*,blob:length>=1000", "the media type looks like “video/*” and the length in bytes is at least “1000”")]
    [InlineData("blob:lastAccess>P90D", "the time since it was last used is above “P90D”")]
    [InlineData("ecm:path^/a/.*", "the document's path matches the expression “/a/.*”")]
    [InlineData("ecm:isRecord!=true", "“it is of a record” is not “true”")]
    [InlineData("dc:source=", "the property dc:source is nothing")]
    [InlineData("dc:format<=b,", "the property dc:format is at most “b”")]
    [InlineData("no clause", "no clause")]
    [InlineData("default", "no other rule takes it")]
    [InlineData("records", "it is the main file of a record")]
    public void Rules_are_said_in_words(string when, string words) => RuleWords.Of(new DispatchRule(when, "any")).ShouldBe(words);

    [Theory]
    [InlineData("default", "No rule fits it, so the default decides.")]
    [InlineData(RepositoryDispatcher.Rule, "There are no rules: content goes to the provider that is named after its repository.")]
    [InlineData("dc:source=<b>", "A rule chose it: <code><bdi>dc:source=&lt;b&gt;</bdi></code>")]
    public void Which_rule_decided_is_a_sentence(string rule, string sentence) => RuleWords.Decided(rule).ToString().ShouldBe(sentence);

    [Fact]
    public void They_are_said_in_the_reader_s_language()
    {
        Language.Current = Language.German;
        RuleWords.Of(new DispatchRule("blob:mime-type~video/*,dc:source=", "any")).ShouldBe("der Medientyp entspricht dem Muster „video/*“ und die Eigenschaft dc:source ist leer");
    }
}
