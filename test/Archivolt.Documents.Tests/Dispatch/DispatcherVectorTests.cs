using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Dispatch;

/// <summary>Every recorded case, in both modes.</summary>
public class DispatcherVectorTests
{
    // Their clause never matches any document, which the platform leaves for its users to find out.
    private static readonly string[] NeverMatching = ["blob-length-suffix-k", "date-gt-dateonly-value", "dbs-array", "list-eq-element", "dbs-ecm-primarytype"];

    public static TheoryData<string> Ids => [.. DispatcherVector.Ids];

    [Fact]
    public void All_recorded_cases_are_here() => DispatcherVector.Ids.Count().ShouldBe(114);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Lenient_mode_does_what_the_platform_did(string id)
    {
        var vector = DispatcherVector.Of(id);
        if (vector.IsRefused)
        {
            Should.Throw<BlobException>(() => Dispatcher(vector, lenient: true)).Message.ShouldContain(vector.Rules[0].When.Split(',')[0]);
            return;
        }
        var dispatcher = Dispatcher(vector, lenient: true);
        dispatcher.Findings.Where(finding => finding.Kind == FindingKind.Leniency).Select(finding => finding.Message).ShouldBe(vector.Logs);
        ShouldBehaveAsRecorded(dispatcher, vector);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Strict_mode_refuses_what_the_platform_widened_or_ignored_or_what_never_matches_and_nothing_else(string id)
    {
        var vector = DispatcherVector.Of(id);
        if (!vector.IsRefused && vector.Logs.Count == 0 && !NeverMatching.Contains(id))
        {
            ShouldBehaveAsRecorded(Dispatcher(vector, lenient: false), vector);
            return;
        }
        var refusal = Should.Throw<BlobException>(() => Dispatcher(vector, lenient: false));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain($"rule '{vector.Rules[0].When}' (rules.xml, line 3)");
    }

    private static RuleDispatcher Dispatcher(DispatcherVector vector, bool lenient) =>
        new(vector.Rules, new RuleDispatcherOptions { Repositories = ["default", "other"], Lenient = lenient });

    private static void ShouldBehaveAsRecorded(RuleDispatcher dispatcher, DispatcherVector vector)
    {
        var expected = vector.Expected;
        dispatcher.ProviderIds.Order(StringComparer.Ordinal).ShouldBe(expected.GetProperty("providerIds").EnumerateArray().Select(id => id.GetString()!));
        dispatcher.ProviderOfUnprefixed("default").ShouldBe(expected.GetProperty("providerForUnprefixedKey").GetString());
        if (expected.TryGetProperty("notifyChangesRechecksBlobs", out var rechecks))
            vector.ChangedXPaths.Any(dispatcher.DependsOn).ShouldBe(rechecks.GetBoolean());
        if (expected.TryGetProperty("error", out _))
        {
            vector.Blob.ShouldBeNull();
            Should.Throw<ArgumentNullException>(() => dispatcher.Decide(vector.Blob!, vector.Document, vector.XPath));
            return;
        }
        var decision = dispatcher.Decide(vector.Blob!, vector.Document, vector.XPath);
        decision.Provider.ShouldBe(expected.GetProperty("provider").GetString());
        decision.PrefixesKey.ShouldBe(expected.GetProperty("addPrefix").GetBoolean());
        dispatcher.Explain(vector.Blob!, vector.Document, vector.XPath).Decision.ShouldBe(decision);
    }
}
