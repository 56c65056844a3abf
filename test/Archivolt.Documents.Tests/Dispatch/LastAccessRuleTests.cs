using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Dispatch;

public class LastAccessRuleTests
{
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("blob:lastAccess>P90D", 91, "cold")]
    [InlineData("blob:lastAccess>P90D", 90, "hot")]
    [InlineData("blob:lastAccess>=P90D", 90, "cold")]
    [InlineData("blob:lastAccess<PT36H", 1, "cold")]
    [InlineData("blob:lastAccess<=P1D", 2, "hot")]
    [InlineData("blob:lastAccess>P1Y", 366, "cold")]
    [InlineData("blob:lastAccess>P90D,blob:length>1000", 91, "hot")]
    public void A_rule_compares_the_time_since_the_last_use(string rule, int days, string provider) =>
        Decide(rule, lastAccess: Now.AddDays(-days), modified: null).ShouldBe(provider);

    [Fact]
    public void A_change_of_the_document_is_a_use_as_well() =>
        Decide("blob:lastAccess>P90D", lastAccess: Now.AddDays(-200), modified: Now.AddDays(-3)).ShouldBe("hot");

    [Fact]
    public void Content_that_nobody_fetched_is_as_old_as_its_document() =>
        Decide("blob:lastAccess>P90D", lastAccess: null, modified: Now.AddDays(-100)).ShouldBe("cold");

    [Fact]
    public void An_age_that_nobody_knows_matches_no_rule()
    {
        Decide("blob:lastAccess>P90D", lastAccess: null, modified: null).ShouldBe("hot");
        Decide("blob:lastAccess<P90D", lastAccess: null, modified: null).ShouldBe("hot");
        Dispatcher("blob:lastAccess>P90D").Decide(Sample.Blob with { LastAccess = Now.AddYears(-9) }, Sample.Document(), path: null)
            .Provider.ShouldBe("hot");
    }

    [Fact]
    public void An_access_ahead_of_the_clock_is_now() =>
        Decide("blob:lastAccess<PT1S", lastAccess: Now.AddMinutes(5), modified: null).ShouldBe("cold");

    [Fact]
    public void The_explanation_shows_the_age_it_saw()
    {
        var facts = Sample.Blob with { LastAccess = Now.AddDays(-93).AddHours(-4).AddMilliseconds(-7), Now = Now };
        var explanation = Dispatcher("blob:lastAccess>P90D").Explain(facts, Sample.Document(), path: null);
        explanation.Rules.Single().Clauses.Single().ShouldBe(new ClauseVerdict("blob:lastAccess>P90D", ClauseOutcome.Matched, "P93DT4H"));
    }

    [Fact]
    public void Rules_with_ages_say_so_and_others_do_not()
    {
        Dispatcher("blob:lastAccess>P90D").DependsOn("blob:lastAccess").ShouldBeTrue();
        Dispatcher("blob:length>5").DependsOn("blob:lastAccess").ShouldBeFalse();
    }

    [Theory]
    [InlineData("blob:lastAccess>P1D")]
    [InlineData("blob:lastAccess>nonsense")]
    public void Lenient_the_name_is_as_unknown_as_on_the_platform(string rule)
    {
        var dispatcher = new RuleDispatcher(
            [new DispatchRule(rule, "cold"), new DispatchRule("default", "hot")], new RuleDispatcherOptions { Lenient = true });
        dispatcher.Decide(Sample.Blob with { LastAccess = Now.AddYears(-1), Now = Now }, Sample.Document(), path: null).Provider.ShouldBe("hot");
        dispatcher.Findings.ShouldHaveSingleItem().Message.ShouldContain("Invalid dispatcher configuration property name: blob:lastAccess");
    }

    private static string Decide(string rule, DateTimeOffset? lastAccess, DateTimeOffset? modified)
    {
        var document = Sample.Document();
        document.Properties.Set("dc:modified", modified);
        return Dispatcher(rule).Decide(Sample.Blob with { LastAccess = lastAccess, Now = Now }, document, PropertyPath.Parse("file:content")).Provider;
    }

    private static RuleDispatcher Dispatcher(string rule) => Sample.Dispatcher((rule, "cold"), ("default", "hot"));
}
