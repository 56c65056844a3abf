using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests.Moves;

public sealed class SqliteAppliedRulesTests() : AppliedRulesContract(new SqliteTestDatabase());

public sealed class PostgresAppliedRulesTests() : AppliedRulesContract(new PostgresTestDatabase());

/// <summary>Rules that are taken into use while servers run: numbered, one at a time, noticed by every server, and no stored content is looked for elsewhere.</summary>
public abstract class AppliedRulesContract(TestDatabase database) : MovesContract(database)
{
    private const string ToCold = """{ "Rules": [{ "When": "dc:source=new", "Provider": "cold" }], "Default": "hot" }""";

    private static readonly Principal Amy = new("amy", []);

    private RulesInUse Applying => Mover.Get<RulesInUse>();

    [Fact]
    public async Task They_decide_from_then_on_and_the_audit_says_who_applied_them()
    {
        (Applying.Applied, Applying.Number).ShouldBe((null, 0));
        var applied = await Applying.ApplyAsync(ToCold, "the test", expected: 0, Amy);
        (applied.Number, applied.By, applied.Applied).ShouldBe((1, "amy", Clock.GetUtcNow()));
        applied.Rules.ShouldNotBeNull().Select(rule => (rule.When, rule.Provider)).ShouldBe([("dc:source=new", "cold"), ("default", "hot")]);
        (await ProviderOfNewAsync("a", "new")).ShouldBe("cold");
        (await ProviderOfNewAsync("b", "cold")).ShouldBe("hot");
        var entry = (await Mover.Audit.QueryAsync(new AuditQuery { EventId = RuleEvents.Applied })).ShouldHaveSingleItem();
        (entry.PrincipalName, entry.Comment).ShouldBe(("amy", "1"));

        (await Applying.ReturnAsync(expected: 1, Amy)).Rules.ShouldBeNull();
        Applying.Applied.ShouldBeNull();
        (await ProviderOfNewAsync("c", "cold")).ShouldBe("cold");
        (await Mover.Audit.QueryAsync(new AuditQuery { EventId = RuleEvents.Returned })).ShouldHaveSingleItem().Comment.ShouldBe("2");
        (await Applying.ListAsync(10)).Select(rules => (rules.Number, rules.Rules is null)).ShouldBe([(2, true), (1, false)]);
        (await Applying.ListAsync(1)).ShouldHaveSingleItem().Number.ShouldBe(2);
    }

    [Fact]
    public async Task The_rules_in_use_are_not_applied_again()
    {
        await Applying.ApplyAsync(ToCold, "the test", expected: null, Amy);
        (await Applying.ApplyAsync(ToCold, "the test", expected: 1, new Principal("joe", []))).ShouldSatisfyAllConditions(same => same.Number.ShouldBe(1), same => same.By.ShouldBe("amy"));
        (await Should.ThrowAsync<DocumentException>(() => Applying.ApplyAsync(ToCold, "the test", expected: 0, Amy))).Error.ShouldBe(DocumentError.ConditionFailed);
        await Applying.ReturnAsync(expected: null, Amy);
        (await Applying.ReturnAsync(expected: null, Amy)).Number.ShouldBe(2);
        (await Applying.ApplyAsync(ToCold, "the test", expected: null, Amy)).Number.ShouldBe(3);
        (await Applying.FindAsync(1)).ShouldNotBeNull().By.ShouldBe("amy");
        (await Applying.FindAsync(4)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_who_apply_at_once_on_two_servers_one_is_refused()
    {
        var other = Database.Open();
        var outcomes = await Task.WhenAll(TryAsync(Applying), TryAsync(other.Get<RulesInUse>()));
        outcomes.Order().ShouldBe([false, true]);
        (await Applying.ListAsync(10)).ShouldHaveSingleItem();

        static async Task<bool> TryAsync(RulesInUse rules)
        {
            try
            {
                await rules.ApplyAsync(ToCold, "the test", expected: 0, Amy);
                return true;
            }
            catch (DocumentException exception) when (exception.Error == DocumentError.ConditionFailed)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_server_that_starts_uses_them_and_one_that_runs_notices()
    {
        var running = Database.Open();
        await running.Get<RulesInUse>().RefreshAsync();
        await Applying.ApplyAsync(ToCold, "the test", expected: null, Amy);
        OpenAgain();
        await Applying.EnsureUsableAsync();
        (Applying.Number, Applying.Applied?.By).ShouldBe((1, "amy"));
        (await ProviderOfNewAsync("a", "new")).ShouldBe("cold");
        running.Get<RulesInUse>().Applied.ShouldBeNull();
        await running.Get<RulesInUse>().RefreshAsync();
        running.Get<RulesInUse>().Applied?.Number.ShouldBe(1);
    }

    [Fact]
    public async Task A_move_that_they_ask_for_is_made_by_a_server_that_did_not_notice_them_yet()
    {
        var late = Mover;
        var document = await CreateAsync("a", source: "new");
        await late.Get<RulesInUse>().RefreshAsync();
        OpenAgain();
        await Applying.ApplyAsync(ToCold, "the test", expected: null, Amy);
        (await late.Get<TieringScan>().RunAsync()).ShouldNotBeNull().Queued.ShouldBe(1);
        (await late.Get<MoveRun>().RunAsync()).ShouldNotBeNull().Moved.ShouldBe(1);
        (await BlobOfAsync(document)).Key.Provider.ShouldBe("cold");

        var third = Database.Open();
        await third.Get<RulesInUse>().RefreshAsync();
        await Applying.ReturnAsync(expected: null, Amy);
        (await Mover.Get<TieringScan>().RunAsync()).ShouldNotBeNull().Queued.ShouldBe(1);
        (await third.Get<MoveRun>().RunAsync()).ShouldNotBeNull().Moved.ShouldBe(1);
        Mover = third;
        (await BlobOfAsync(document)).Key.Provider.ShouldBe("hot");
    }

    [Fact]
    public async Task A_look_that_was_interrupted_begins_afresh_when_other_rules_were_applied_meanwhile()
    {
        var document = await CreateAsync("a", source: "new");
        var ledger = Mover.Get<IJobLedger>();
        var lease = (await ledger.TryTakeAsync(TieringScan.Work, "earlier", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        await ledger.RenewAsync(
            lease, """{"started":"2026-01-01T00:00:00Z","seen":"2026-01-01T00:00:00Z","repository":"default","after":"zzz","documents":3,"total":9}""", TimeSpan.FromMinutes(1));
        await ledger.ReleaseAsync(lease);
        await Applying.ApplyAsync(ToCold, "the test", expected: null, Amy);
        (await Mover.Get<TieringScan>().RunAsync()).ShouldNotBeNull().Queued.ShouldBe(1);
        (await MovesAsync()).ShouldHaveSingleItem().DocumentId.ShouldBe(document.Id);
    }

    [Fact]
    public async Task Keys_without_provider_keep_their_meaning()
    {
        var document = await CreateAsync("a");
        var key = (await BlobOfAsync(document)).Key;
        document = (await Documents.FindAsync("default", document.Id)).ShouldNotBeNull();
        document.Properties.Set(Content, ((BlobInfo)document.Properties.Get(Content)!) with { Key = new BlobKey(null, key.Key) });
        await Mover.Documents.UpdateAsync(document);
        await Applying.ApplyAsync("""{ "Rules": [], "Default": "cold" }""", "the test", expected: null, Amy);
        Mover.Get<Placement>().Resolve(new BlobKey(null, key.Key), "default").Provider.ShouldBe("hot");
        (await ProviderOfNewAsync("b", source: null)).ShouldBe("cold");
    }

    [Theory]
    [InlineData("""{ "Rules": [{ "When": "dc:source=new", "Provider": "nowhere" }], "Default": "hot" }""", "no provider 'nowhere'")]
    [InlineData("""{ "Rules": [{ "When": "dc:source", "Provider": "cold" }], "Default": "hot" }""", "name, operator, value")]
    [InlineData("""{ "Rules": [{ "When": "dc:source=new", "Provider": "cold" }] }""", "have no default")]
    [InlineData("""{ "Rules": [] }""", "has no 'Default'")]
    [InlineData("""{ "Rules": [], "Defualt": "hot" }""", "the test: there is no 'Defualt'; did you mean Default?")]
    [InlineData("""{ "Rules": [{ "When": "dc:source=new", "Provider": "cold", "Until": "2030" }], "Default": "hot" }""", "the test, rule 1: there is no 'Until'; use When, Provider.")]
    [InlineData("""{ "Rules": [], "Default": "hot", "default": "cold" }""", "the test: 'default' is there twice")]
    [InlineData("""{ "Rules": [{ "When": "dc:source=new", "when": "dc:source=old", "Provider": "cold" }], "Default": "hot" }""", "the test, rule 1: 'when' is there twice")]
    [InlineData("""{ "Rules": [], "Default": "hot", "Archivolt": { "Dispatch": { "Rules": [], "Default": "cold" } } }""", "beside and inside of 'Archivolt'")]
    [InlineData("nonsense", "neither JSON nor XML")]
    public async Task Rules_that_cannot_be_used_are_not_applied(string rules, string problem)
    {
        (await Should.ThrowAsync<BlobException>(() => Applying.ApplyAsync(rules, "the test", expected: null, Amy))).Message.ShouldContain(problem);
        (await Applying.ListAsync(10)).ShouldBeEmpty();
        (await ProviderOfNewAsync("a", "cold")).ShouldBe("cold");
    }

    [Fact]
    public async Task A_server_that_lacks_a_provider_goes_on_with_the_rules_before_and_says_so_and_does_not_start()
    {
        await Applying.ApplyAsync(ToCold, "the test", expected: null, Amy);
        await Mover.Get<IRuleHistory>().AddAsync([new("dc:source=new", "gone"), new("default", "hot")], expected: null, Amy);
        await Applying.RefreshAsync();
        Applying.Problem.ShouldNotBeNull().ShouldSatisfyAllConditions(
            problem => problem.ShouldContain("amy"), problem => problem.ShouldContain("applied rules 2, rule 1"), problem => problem.ShouldContain("no provider 'gone'"));
        (Applying.Number, Applying.Applied?.Number).ShouldBe((2, 1));
        (await ProviderOfNewAsync("a", "new")).ShouldBe("cold");

        OpenAgain();
        (await Should.ThrowAsync<BlobException>(() => Applying.EnsureUsableAsync())).Message.ShouldContain("Archivolt:Dispatch:Fixed");

        await Applying.ApplyAsync(ToCold, "the test", expected: 2, Amy);
        Applying.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_cannot_use_the_newest_rules_drops_no_moves_and_makes_no_looks()
    {
        await CreateAsync("a", source: "new");
        await Applying.ApplyAsync(ToCold, "the test", expected: null, Amy);
        (await Mover.Get<TieringScan>().RunAsync()).ShouldNotBeNull().Queued.ShouldBe(1);
        await Applying.ReturnAsync(expected: null, Amy);
        await Mover.Get<IRuleHistory>().AddAsync([new("dc:source=new", "gone"), new("default", "hot")], expected: null, Amy);
        var progress = (await Mover.Get<MoveRun>().RunAsync()).ShouldNotBeNull();
        (progress.Moved, progress.NotNeeded, progress.Failed).ShouldBe((0, 0, 1));
        (await MovesAsync()).ShouldHaveSingleItem().Problem.ShouldNotBeNull().ShouldContain("no provider 'gone'");
        (await Should.ThrowAsync<BlobException>(() => Mover.Get<TieringScan>().RunAsync())).Error.ShouldBe(BlobError.Unavailable);
    }

    [Fact]
    public async Task Fixed_the_rules_of_the_configuration_win_and_nobody_applies_others()
    {
        await Applying.ApplyAsync(ToCold, "the test", expected: null, Amy);
        Mover = Database.Open(configure: null, services => services.Configure<RuleOptions>(options => options.Fixed = true));
        await Applying.EnsureUsableAsync();
        Applying.Applied.ShouldBeNull();
        (await ProviderOfNewAsync("a", "new")).ShouldBe("hot");
        foreach (var attempt in (Func<Task>[])[() => Applying.ApplyAsync(ToCold, "the test", expected: null, Amy), () => Applying.ReturnAsync(expected: null, Amy)])
            (await Should.ThrowAsync<DocumentException>(attempt)).Message.ShouldContain("Archivolt:Dispatch:Fixed");
    }

    private async Task<string?> ProviderOfNewAsync(string name, string? source) => (await BlobOfAsync(await CreateAsync(name, source: source))).Key.Provider;
}
