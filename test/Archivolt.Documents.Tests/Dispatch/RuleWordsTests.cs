using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Dispatch;

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

    [Fact]
    public void The_rules_in_use_are_told_in_order_with_the_default_at_the_end()
    {
        var dispatcher = new RuleDispatcher([new("default", "main"), new("dc:format=b", "videos"), new("dc:format=a", "photos"), new("dc:format=b", "other")]);
        dispatcher.Rules.Select(rule => (rule.When, rule.Provider)).ShouldBe([("dc:format=b", "other"), ("dc:format=a", "photos"), ("default", "main")]);
        new RuleDispatcher([]).Rules.ShouldBeEmpty();
    }
}
