using System.Diagnostics;
using Archivolt.Documents;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Benchmarks;

/// <summary>Decisions among 1,000 rules that all have to be looked at, in this process: time and memory of one blob.</summary>
internal sealed class RuleBenchmarks(int rounds, bool quick)
{
    private const int Rules = 1000;

    private readonly int _decisions = quick ? 200 : 5000;

    // No two rules are equal and none matches, so that every rule is looked at.
    private static readonly (string Name, Func<int, string> Rule)[] Sets =
    [
        ("equal values", i => $"dc:format=format-{i}"),
        ("three clauses", i => $"ecm:path~/default-domain/*,blob:length>1000,dc:source=source-{i}"),
        ("globs", i => $"blob:name~*-{i}.bin"),
        ("expressions with a beginning", i => $"blob:name^quarterly-{i}.*"),
        ("expressions with an end", i => $"blob:name^.*[xyz]+{i}"),
        ("expressions with something inside", i => $"ecm:path^/default-domain/.*/department-{i}/.*"),
        ("expressions without fixed text", i => $"blob:name^[a-z]+.*[A-Z#]{{{1 + i % 7}}}.*[f-h{i % 10}]{{{1 + i / 7}}}.*"),
        ("dates and lengths as text", i => $"dc:created~20{i}*,blob:length^{i}[05]+"),
    ];

    private static string OnlyTheEngineKnows(int i) => $"blob:name^[a-z].*[A-Z][b-{(char)('c' + i % 20)}].*[c-{(char)('d' + i / 20 % 20)}]+.{{{1 + i / 400}}}";

    public async IAsyncEnumerable<Measurement> RunAsync()
    {
        foreach (var (name, rule) in Sets)
        {
            var dispatcher = Dispatcher(rule);
            yield return await new Measurement($"decide by 1,000 rules: {name}", "µs", "100 µs", HigherIsBetter: false, Must: 1.0, Goal: 0.5)
                .TakeAsync(rounds, () => Task.FromResult(Microseconds(dispatcher, _decisions)), () => Task.FromResult(100d));
        }
        var engines = Dispatcher(OnlyTheEngineKnows);
        yield return await new Measurement("decide by 1,000 rules: expressions that only the engine can tell", "µs", "100 µs", HigherIsBetter: false, null, null)
            .TakeAsync(rounds, () => Task.FromResult(Microseconds(engines, _decisions / 10)), () => Task.FromResult(100d));
        yield return Allocations();
        yield return await ExplodingAsync();
    }

    private Measurement Allocations()
    {
        var dispatcher = Dispatcher(Sets[1].Rule);
        Microseconds(dispatcher, _decisions);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Microseconds(dispatcher, _decisions);
        var measurement = new Measurement("memory allocated by a decision", "B", "one small object", HigherIsBetter: false, Must: 1.0, Goal: 0);
        measurement.Ours.Add((GC.GetAllocatedBytesForCurrentThread() - before) / _decisions);
        measurement.Theirs.Add(24);
        return measurement;
    }

    private Task<Measurement> ExplodingAsync()
    {
        var facts = new BlobFacts(new string('a', 50_000) + "!", null, null, null, 1);
        var dispatcher = new RuleDispatcher([new DispatchRule("blob:name^^(a+)+$", "other"), new DispatchRule("default", "default")]);
        return new Measurement("decide by ^(a+)+$ over 50,000 characters", "ms", "50 ms", HigherIsBetter: false, Must: 1.0, Goal: null)
            .TakeAsync(rounds, () => Task.FromResult(Microseconds(dispatcher, 1, facts) / 1000), () => Task.FromResult(50d));
    }

    private static double Microseconds(RuleDispatcher dispatcher, int decisions, BlobFacts? blob = null)
    {
        var facts = blob ?? new BlobFacts("quarterly-report-2024-final-version.pdfx", "application/pdf", null, null, 123_456);
        var document = Document();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < decisions; i++)
        {
            if (dispatcher.Decide(facts, document, Path).Rule != DispatchRule.Default)
                throw new InvalidOperationException("A rule matched that should not.");
        }
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / decisions;
    }

    private static readonly PropertyPath Path = PropertyPath.Parse("file:content");

    private static RuleDispatcher Dispatcher(Func<int, string> rule) =>
        new([.. Enumerable.Range(0, Rules).Select(i => new DispatchRule(rule(i), "other")), new DispatchRule("default", "default")]);

    private static Document Document()
    {
        var document = new Document
        {
            Repository = "default",
            Id = "a2ef9a1d-4f4f-4bd4-9d0d-7c0b0f3a9a11",
            Name = "doc",
            Type = "File",
            Path = "/default-domain/workspaces/projects/2024/annual-reports/doc",
        };
        document.Properties.Set("dc:format", "format-none");
        document.Properties.Set("dc:source", "source-none");
        document.Properties.Set("dc:created", new DateTimeOffset(1999, 1, 2, 3, 4, 5, TimeSpan.Zero));
        return document;
    }
}
