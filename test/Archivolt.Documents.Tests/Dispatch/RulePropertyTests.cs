using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Tests.Dispatch;

/// <summary>What holds for any rules, any document and any blob.</summary>
[Trait("Speed", "Slow")]
public class RulePropertyTests
{
    private static readonly string[] Known = ["a", "b", "default"];

    private static readonly Gen<string?> Value = Gen.Elements("video", "secret", "10", "2.5", "2020-01-02T03:04:05Z", "true", "a\nb", "", null);

    private static readonly Gen<string> ClauseText =
        from name in Gen.Elements("dc:format", "dc:title", "dc:created", "prop", "nope:nope", "blob:length", "blob:name", "blob:nmae", "ecm:path", "ecm:nope", "", "content/name", "files/*/file")
        from symbol in Gen.Elements("=", "!=", "<", "<=", ">", ">=", "~", "^", "", " = ")
        from operand in Gen.Elements("video", "10", "2.5", "2020-01-02T03:04:05Z", "null", "v*", "[a-z]+", "(a+)+", "(?=a)a", "[", "a{1", "")
        select name + symbol + operand;

    private static readonly Gen<DispatchRule> AnyRule =
        from clauses in ClauseText.NonEmptyListOf()
        from alias in Gen.Frequency((8, Gen.Constant<string?>(null)), (1, Gen.Constant<string?>("default")), (1, Gen.Constant<string?>("records")))
        from provider in Gen.Frequency((12, Gen.Elements(Known)), (1, Gen.Elements("nowhere", "")))
        select new DispatchRule(alias ?? string.Join(',', clauses.Take(3)), provider);

    private static readonly Gen<DispatchRule[]> AnyRules =
        from rules in AnyRule.ListOf()
        from withDefault in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
        select withDefault ? [.. rules, new DispatchRule("default", "default")] : rules.ToArray();

    private static readonly Gen<Document> AnyDocument =
        from type in Gen.Elements("File", "Video", "Unheard")
        from format in Value
        from title in Value
        from number in Gen.Elements<object?>(10L, 2.5, true, null, new List<object?> { "x" })
        from isRecord in Gen.Elements(true, false)
        from isSet in Gen.Elements(true, false)
        select WithProperties(Sample.Document() with { Type = type, IsRecord = isRecord }, isSet, format, title, number);

    private static readonly Gen<BlobFacts> AnyBlob =
        from name in Value
        from length in Gen.Elements<long?>(null, 0, 10, long.MaxValue)
        select new BlobFacts(name, name, null, null, length);

    private static readonly Gen<(DispatchRule[] Rules, Document Document, BlobFacts Blob)> Anything =
        from rules in AnyRules
        from document in AnyDocument
        from blob in AnyBlob
        select (rules, document, blob);

    [Fact]
    public void Strict_rules_refuse_to_start_or_place_every_blob_in_a_provider_that_exists()
    {
        var (refused, placed) = (0, 0);
        Prop.ForAll(Anything.ToArbitrary(), anything =>
        {
            RuleDispatcher dispatcher;
            try
            {
                dispatcher = new RuleDispatcher(anything.Rules, new RuleDispatcherOptions { Providers = Known });
            }
            catch (BlobException exception) when (exception.Error == BlobError.Configuration)
            {
                refused++;
                return exception.Message.Contains("rule '", StringComparison.Ordinal);
            }
            placed++;
            var decision = dispatcher.Decide(anything.Blob, anything.Document, path: null);
            return Known.Contains(decision.Provider) && dispatcher.ProviderIds.All(Known.Contains);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        refused.ShouldBeGreaterThan(0);
        placed.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Rules_that_share_clauses_decide_as_each_would_alone()
    {
        var (compared, elsewhere) = (0, 0);
        Prop.ForAll(Anything.ToArbitrary(), anything =>
        {
            try
            {
                DispatchRule[] rules = [.. anything.Rules, new DispatchRule("default", "default")];
                var dispatcher = new RuleDispatcher(rules);
                var expected = new PlainRules(rules).Place(anything.Blob, anything.Document, PropertyPath.Parse("file:content"));
                compared++;
                elsewhere += expected == "default" ? 0 : 1;
                return dispatcher.Decide(anything.Blob, anything.Document, PropertyPath.Parse("file:content")).Provider == expected;
            }
            catch (BlobException exception) when (exception.Error == BlobError.Configuration)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(4000));
        compared.ShouldBeGreaterThan(100);
        elsewhere.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void An_explanation_never_disagrees_with_the_placement() =>
        Prop.ForAll(Anything.ToArbitrary(), anything =>
        {
            RuleDispatcher dispatcher;
            try
            {
                dispatcher = new RuleDispatcher(anything.Rules, new RuleDispatcherOptions { Lenient = true });
            }
            catch (BlobException)
            {
                return true;
            }
            var decision = dispatcher.Decide(anything.Blob, anything.Document, path: null);
            var explanation = dispatcher.Explain(anything.Blob, anything.Document, path: null);
            var last = explanation.Rules is [.., var deciding] ? deciding : null;
            return explanation.Decision == decision
                && explanation.Rules.SkipLast(1).All(rule => !rule.Matched)
                && explanation.Rules.All(rule => rule.Matched == rule.Clauses.All(clause => clause.Outcome == ClauseOutcome.Matched))
                && (last is { Matched: true } ? (last.Rule, last.Provider) == (decision.Rule, decision.Provider) : decision.Rule is "default" || !decision.PrefixesKey);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Document WithProperties(Document document, bool isSet, string? format, string? title, object? number)
    {
        if (isSet)
        {
            document.Properties.Set("dc:format", format);
            document.Properties.Set("dc:title", title);
        }
        document.Properties.Set("prop", number);
        return document;
    }
}
