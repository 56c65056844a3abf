using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Moves;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Sql.Tests.Moves;

/// <summary>
/// Whatever the rules are and whatever happens to documents: when the moves are made, every blob is where the explanation says, with its bytes.
/// </summary>
public sealed class PlacementPropertyTests() : MovesContract(new SqliteTestDatabase())
{
    private static readonly string[] Providers = ["hot", "cold", "records", "opaque"];

    private static readonly Gen<DispatchRule> AnyRule =
        from clause in Gen.Elements(
            "dc:format=a", "dc:format!=a", "dc:title~x*", "content/name=a.txt", "content/length>12", "blob:name^.*b.*", "blob:length<=12",
            "blob:mime-type=text/plain", "blob:digest^[0-7].*", "blob:xpath=content", "blob:xpath~files/*", "files/0/file/length>5",
            "ecm:lifeCycleState=approved", "blob:lastAccess>P10D", "blob:lastAccess<=P1D", "dc:modified>2026-02-15T00:00:00Z")
        from provider in Gen.Elements(Providers)
        select new DispatchRule(clause, provider);

    private static readonly Gen<DispatchRule[]> AnyRules =
        from rules in AnyRule.ListOf(4)
        from last in Gen.Elements(Providers)
        select (DispatchRule[])[.. rules.DistinctBy(rule => rule.When), new DispatchRule("default", last)];

    private static readonly Gen<Step> AnyStep = Gen.OneOf(
        Gen.Elements(("dc:format", "a"), ("dc:format", "b"), ("dc:title", "x1"), ("dc:title", "y")).Select(Step (set) => new Step.SetText(set.Item1, set.Item2)),
        from path in Gen.Elements("file:content", "files:files")
        from name in Gen.Elements("a.txt", "b.txt")
        from text in Gen.Elements("short", "a much longer content", "another content")
        select (Step)new Step.Write(path, name, text),
        Gen.Elements("a.txt", "b.txt").Select(Step (name) => new Step.Rename(name)),
        Gen.Elements("project", "approved").Select(Step (state) => new Step.Approve(state)),
        Gen.Choose(1, 20).Select(Step (days) => new Step.Wait(days)),
        Gen.Constant<Step>(new Step.Read()));

    private static readonly Gen<(DispatchRule[] Rules, Step[] Steps)> AnyStory =
        from rules in AnyRules
        from steps in AnyStep.ListOf(12)
        select (rules, (Step[])[new Step.Write("file:content", "a.txt", "first content"), .. steps]);

    private IReadOnlyList<DispatchRule> _rules = [new(DispatchRule.Default, "hot")];
    private int _moved;

    protected override IReadOnlyList<DispatchRule> Rules => _rules;

    [Fact]
    public async Task Every_blob_ends_where_the_explanation_says()
    {
        foreach (var (rules, steps) in AnyStory.Sample(60))
        {
            _rules = rules;
            await using var node = OpenAgain();
            var story = $"{string.Join("; ", rules.Select(rule => $"{rule.When} -> {rule.Provider}"))} | {string.Join("; ", steps.Select(step => step.ToString()))}";
            await TellAsync(steps, story);
        }
        _moved.ShouldBeGreaterThan(20, "stories without moves prove nothing");
    }

    private async Task TellAsync(IEnumerable<Step> steps, string story)
    {
        var document = await Mover.CreateAsync(await Mover.RootAsync(), "d");
        foreach (var step in steps)
        {
            document = await step.DoAsync(Mover, document, Clock);
            if (step is Step.Wait)
                await Mover.Get<TieringScan>().RunAsync();
            await PurgeRecordsAsync();
            var done = (await RunAsync()).ShouldNotBeNull();
            done.Failed.ShouldBe(0, story);
            _moved += (int)done.Moved;
            document = (await Mover.Documents.FindAsync("default", document.Id))!;
            await CheckAsync(document, story);
        }
        await Mover.Documents.DeleteAsync("default", document.Id);
    }

    // What a document left behind under its own key would keep it from coming back before it is collected.
    private async Task PurgeRecordsAsync()
    {
        var order = new AuditEntry { EventId = "purge", PrincipalName = "test", EventDate = Clock.GetUtcNow(), Comment = "left behind" };
        await foreach (var stat in Stores["records"].ListAsync())
        {
            if ((await Mover.References.FindAsync("records", stat.Key)).Count == 0)
                await Stores["records"].DeleteAsync(stat.Key, await Mover.Audit.AuthorizeShredAsync(order));
        }
    }

    private async Task CheckAsync(Document document, string story)
    {
        var (placement, dispatcher) = (Mover.Get<Placement>(), Mover.Get<IBlobDispatcher>());
        var accesses = await placement.LastAccessesAsync([document]);
        foreach (var (path, blob) in document.Blobs())
        {
            var facts = placement.FactsOf(blob, accesses.TryGetValue(blob.Key, out var last) ? last : null);
            dispatcher.Explain(facts, document, path).Decision.Provider.ShouldBe(blob.Key.Provider, $"{path} in {story}");
            Digest.OfKey(blob.Digest!).ShouldBe(DigestAlgorithm.OfKey(blob.Digest!)!.Hash(System.Text.Encoding.UTF8.GetBytes(await ReadAsync(blob.Key))), story);
        }
    }

    private abstract record Step
    {
        public abstract Task<Document> DoAsync(Node node, Document document, ManualClock clock);

        public sealed record SetText(string Property, string Value) : Step
        {
            public override Task<Document> DoAsync(Node node, Document document, ManualClock clock)
            {
                document.Properties.Set(Property, Value);
                return node.Documents.UpdateAsync(document, document.ChangeToken);
            }
        }

        public sealed record Write(string Path, string Name, string Text) : Step
        {
            public override async Task<Document> DoAsync(Node node, Document document, ManualClock clock)
            {
                await node.Get<DocumentBlobs>().WriteAsync(BlobSource.FromText(Text).With(Name), document, PropertyPath.Parse(Path));
                return await node.Documents.UpdateAsync(document, document.ChangeToken);
            }
        }

        public sealed record Rename(string Name) : Step
        {
            public override Task<Document> DoAsync(Node node, Document document, ManualClock clock)
            {
                foreach (var (path, blob) in document.Blobs().ToList())
                    document.Properties.Set(path, blob with { FileName = Name });
                return node.Documents.UpdateAsync(document, document.ChangeToken);
            }
        }

        public sealed record Approve(string State) : Step
        {
            public override Task<Document> DoAsync(Node node, Document document, ManualClock clock) =>
                node.Documents.UpdateAsync(document with { State = State }, document.ChangeToken);
        }

        public sealed record Wait(int Days) : Step
        {
            public override Task<Document> DoAsync(Node node, Document document, ManualClock clock)
            {
                clock.Advance(TimeSpan.FromDays(Days));
                return Task.FromResult(document);
            }
        }

        // Rules see it at the next look.
        public sealed record Read : Step
        {
            public override async Task<Document> DoAsync(Node node, Document document, ManualClock clock)
            {
                var now = clock.GetUtcNow();
                await node.Get<IBlobAccess>().RecordAsync([.. document.Blobs().Select(held => KeyValuePair.Create(held.Blob.Key, now))]);
                await node.Get<TieringScan>().RunAsync();
                return document;
            }
        }
    }
}
