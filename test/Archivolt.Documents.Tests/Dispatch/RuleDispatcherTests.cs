using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Dispatch;

public class RuleDispatcherTests
{
    private static readonly (string, string)[] Documented =
    [
        ("dc:format=video", "videos"), ("blob:mime-type=video/mp4", "videos"), ("blob:xpath~files/*/file", "attachments"),
        ("dc:source=secret", "encrypted"), ("default", "default"),
    ];

    [Theory]
    [InlineData("text/plain", "video", null, "file:content", "videos")]
    [InlineData("video/mp4", null, null, "file:content", "videos")]
    [InlineData("text/plain", null, "secret", "files:files/1/file", "attachments")]
    [InlineData("application/pdf", null, "secret", "file:content", "encrypted")]
    [InlineData("application/pdf", null, null, "file:content", "default")]
    public void The_documented_rules_place_blobs_as_documented(string mediaType, string? format, string? source, string path, string provider)
    {
        var document = Sample.Document();
        document.Properties.Set("dc:format", format);
        document.Properties.Set("dc:source", source);
        var decision = Sample.Dispatcher(Documented).Decide(Sample.Blob with { MediaType = mediaType }, document, PropertyPath.Parse(path));
        decision.Provider.ShouldBe(provider);
        decision.PrefixesKey.ShouldBeTrue();
    }

    [Fact]
    public void An_explanation_shows_every_rule_on_the_way_and_what_each_clause_saw()
    {
        var document = Sample.Document();
        document.Properties.Set("dc:format", "audio");
        document.Properties.Set("dc:source", "secret");
        var dispatcher = Sample.Dispatcher(
            ("dc:format=video,blob:length>5", "videos"), ("nope:nope=1", "lost"), ("dc:source=secret,blob:length<=100,dc:title=null", "encrypted"), ("dc:rights=x", "never"), ("default", "default"));

        var explanation = dispatcher.Explain(Sample.Blob, document, PropertyPath.Parse("file:content"));

        explanation.Decision.ShouldBe(new DispatchDecision("encrypted", PrefixesKey: true, "dc:source=secret,blob:length<=100,dc:title=null"));
        explanation.Rules.Select(rule => (rule.Provider, rule.Matched)).ShouldBe([("videos", false), ("lost", false), ("encrypted", true)]);
        explanation.Rules.SelectMany(rule => rule.Clauses).ShouldBe(
        [
            new("dc:format=video", ClauseOutcome.Different, "audio"),
            new("blob:length>5", ClauseOutcome.NotTested, Value: null),
            new("nope:nope=1", ClauseOutcome.Missing, Value: null),
            new("dc:source=secret", ClauseOutcome.Matched, "secret"),
            new("blob:length<=100", ClauseOutcome.Matched, "100"),
            new("dc:title=null", ClauseOutcome.Matched, Value: null),
        ]);
    }

    [Fact]
    public void Without_rules_the_repository_decides()
    {
        var dispatcher = Sample.Dispatcher();
        dispatcher.Decide(Sample.Blob, Sample.Document() with { Repository = "other" }, path: null).ShouldSatisfyAllConditions(
            decision => decision.Provider.ShouldBe("other"),
            decision => decision.PrefixesKey.ShouldBeFalse());
        dispatcher.ProviderOfUnprefixed("other").ShouldBe("other");
    }

    [Fact]
    public void Keys_without_prefix_belong_to_the_default_once_there_are_rules() =>
        Sample.Dispatcher(Documented).ProviderOfUnprefixed("other").ShouldBe("default");

    [Theory]
    [InlineData("dc:title", "no operator")]
    [InlineData("dc:title,dc:format=video", "widened")]
    [InlineData("dc:title=a,,dc:format=b", "empty clause inside")]
    [InlineData("records,dc:title=x", "an alias among clauses")]
    [InlineData("default,dc:title=x", "an alias among clauses")]
    [InlineData("dc:title=a\nb", "two lines")]
    [InlineData("blob:mimetype=video/mp4", "unknown name")]
    [InlineData("blob:lastAccess>90", "no duration")]
    [InlineData("blob:lastAccess=P90D", "an age is never exactly something")]
    [InlineData("blob:lastAccess~P*D", "an age is no text")]
    [InlineData("ecm:primaryType=File", "no name that rules can read")]
    [InlineData("ecm:isTrashed=yes", "neither true nor false")]
    [InlineData("ecm:isRecord~y*", "neither true nor false")]
    [InlineData("blob:length>1k", "no number")]
    [InlineData("blob:length=1.0", "no whole number")]
    [InlineData("dc:created>2020-01-01", "no instant")]
    [InlineData("dc:subjects=art", "a list has no text")]
    [InlineData("dc:title=a,dc:subjects~a*", "a list has no text")]
    [InlineData("uid:major_version=1.0", "no whole number")]
    [InlineData("webc:isWebContainer=True", "neither true nor false")]
    [InlineData("", "nothing")]
    [InlineData(",", "nothing but a comma")]
    public void A_rule_that_does_not_say_what_it_means_is_refused(string rule, string why)
    {
        var refusal = Should.Throw<BlobException>(() => Sample.Dispatcher((rule, "custom"), ("default", "default")), why);
        refusal.Error.ShouldBe(BlobError.Configuration);
        // A line end in a rule does not break the line of the message.
        refusal.Message.ShouldContain($"rule '{rule.Replace('\n', '\uFFFD')}' (rules.xml, line 1)");
    }

    [Theory]
    [InlineData("ecm:isTrashed!=true")]
    [InlineData("ecm:isTrashed<true")]
    [InlineData("blob:length!=1k")]
    [InlineData("blob:length~1*")]
    [InlineData("dc:created<2020-01-01")]
    [InlineData("dc:created=null")]
    [InlineData("dc:created~2020-*")]
    [InlineData("dc:subjects!=art")]
    [InlineData("dc:subjects=null")]
    [InlineData("ecm:fulltextBinary=null")]
    [InlineData("nope:nope=1")]
    public void A_rule_that_may_match_some_document_is_accepted(string rule) =>
        Sample.Dispatcher((rule, "custom"), ("default", "default")).Findings.ShouldBeEmpty();

    [Fact]
    public void Rules_without_default_are_refused_by_name_of_the_last()
    {
        var refusal = Should.Throw<BlobException>(() => Sample.Dispatcher(("dc:format=video", "videos"), ("dc:source=secret", "encrypted")));
        refusal.Message.ShouldContain("rule 'dc:source=secret' (rules.xml, line 2)");
        refusal.Message.ShouldContain("default");
    }

    [Fact]
    public void A_rule_to_no_provider_or_to_an_unknown_one_is_refused()
    {
        Should.Throw<BlobException>(() => Sample.Dispatcher(("dc:format=video", "  "), ("default", "default"))).Message.ShouldContain("names no provider");
        var known = new RuleDispatcherOptions { Providers = ["default", "videos"] };
        DispatchRule[] rules = [new("dc:format=video", "vidoes", "rules.xml, line 7"), new("default", "default")];
        Should.Throw<BlobException>(() => new RuleDispatcher(rules, known)).Message
            .ShouldBe("The dispatch rule 'dc:format=video' (rules.xml, line 7) cannot be used. There is no provider 'vidoes'. Known: default, videos.");
        new RuleDispatcher(rules, known with { Lenient = true }).Findings.ShouldHaveSingleItem().Message.ShouldBe("No registered blob provider with id: vidoes");
    }

    [Theory]
    [InlineData("dc:format=video;dc:format=video,dc:source=x", "never reached")]
    [InlineData("dc:source=x,dc:format=video;dc:format=video,dc:source=x", "never reached")]
    [InlineData("dc:source=x,dc:format=video;dc:source=x,dc:title=a;dc:format=video,dc:source=x,dc:title=b", "never reached")]
    [InlineData("dc:format=video;dc:source=x;dc:format=video", "twice")]
    [InlineData("dc:format = video", "blank")]
    [InlineData("=video", "no name")]
    [InlineData("dc:format=video,", "comma")]
    [InlineData("/content/name=a", "begins with no property")]
    [InlineData("files[0]/file/name=a", "begins with no property")]
    public void What_can_hardly_be_meant_is_a_warning(string rules, string warning)
    {
        var dispatcher = Sample.Dispatcher([.. rules.Split(';').Select(rule => (rule, "custom")), ("default", "default")]);
        var finding = dispatcher.Findings.ShouldHaveSingleItem();
        finding.Kind.ShouldBe(FindingKind.Warning);
        finding.Message.ShouldContain(warning);
        finding.Rule.ShouldNotBeNull().When.ShouldBe(rules.Split(';')[^1]);
    }

    [Theory]
    [InlineData("mime=video/mp4", true)]
    [InlineData("format=video", false)]
    [InlineData("my:format=video", false)]
    public void A_name_without_prefix_that_no_type_knows_is_named(string rule, bool isNamed) =>
        Sample.Dispatcher((rule, "custom"), ("default", "default")).Findings.Any(finding => finding.Message.StartsWith("No type of document has a property 'mime'", StringComparison.Ordinal)).ShouldBe(isNamed);

    [Theory]
    [InlineData("dc:titel=x", "dc:title")]
    [InlineData("fle:content/name=x", "file:content/name")]
    [InlineData("dc:title=x", null)]
    [InlineData("acme:nobody=x", null)]
    [InlineData("c:title=x", null)]
    [InlineData("ac:title=x", null)]
    [InlineData("dcx:title=x", "dc:title")]
    public void A_name_that_is_near_another_one_is_said_to_be_misspelt(string rule, string? meant)
    {
        var findings = Sample.Dispatcher((rule, "custom"), ("default", "default")).Findings.Select(finding => finding.Message);
        findings.ShouldBe(meant is null ? [] : [$"No schema has a property '{rule.Split('=')[0]}'; did you mean '{meant}'?"]);
    }

    [Fact]
    public void The_rules_in_use_are_told_in_order_with_the_default_at_the_end()
    {
        var dispatcher = new RuleDispatcher([new("default", "main"), new("dc:format=b", "videos"), new("dc:format=a", "photos"), new("dc:format=b", "other")]);
        dispatcher.Rules.Select(rule => (rule.When, rule.Provider)).ShouldBe([("dc:format=b", "other"), ("dc:format=a", "photos"), ("default", "main")]);
        new RuleDispatcher([]).Rules.ShouldBeEmpty();
    }

    [Fact]
    public void Good_rules_have_no_findings() => Sample.Dispatcher(Documented).Findings.ShouldBeEmpty();

    [Fact]
    public void A_change_of_a_named_property_is_a_reason_to_look_again()
    {
        var dispatcher = Sample.Dispatcher(("dc:format=video,blob:length>5", "videos"), ("records", "records"), ("default", "default"));
        dispatcher.DependsOn("dc:format").ShouldBeTrue();
        dispatcher.DependsOn("ecm:isRecord").ShouldBeTrue();
        dispatcher.DependsOn("dc:title").ShouldBeFalse();
    }

    [Fact]
    public void Deciding_allocates_nothing()
    {
        var dispatcher = Sample.Dispatcher(("dc:format=video", "videos"), ("dc:source~sec*", "encrypted"), ("blob:length>1000", "large"), ("default", "default"));
        var document = Sample.Document();
        document.Properties.Set("dc:format", "audio");
        var path = PropertyPath.Parse("file:content");
        dispatcher.Decide(Sample.Blob, document, path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            dispatcher.Decide(Sample.Blob, document, path);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100);
    }
}
