using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Layers.Migration;
using Archivolt.Providers;
using Archivolt.WebConsole.Migrations;

namespace Archivolt.WebConsole.Tests;

/// <summary>The page about migrations, without script.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private const string Page = "/console/operations/migrations";

    private readonly RunningServer _server = new([
        "--Archivolt:Providers:default:Type=Memory", "--Archivolt:Providers:default:MigrateFrom:Type=File", "--Archivolt:Providers:default:MigrateFrom:Path=old",
        "--Archivolt:Providers:other:Type=Memory"]);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_migration_is_started_and_goes_back_after_a_question()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        var old = _server.Get<BlobManager>()["default"].Ability<Migrating>()!.Old;
        await using (var draft = await old.BeginWriteAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            await draft.Body.WriteAsync("before"u8.ToArray(), TestContext.Current.CancellationToken);
            await draft.CommitAsync(DigestAlgorithm.Sha256.Hash("before"u8).Hex, TestContext.Current.CancellationToken);
        }
        var begin = await visitor.PageAsync(Page);
        begin.ShouldContain("Not started");
        begin.ShouldNotContain("other</a>");
        (await OrderAsync(visitor, "start")).ShouldContain("The migration begins in a moment");
        await UntilAsync(MigrationPhase.Verified);
        var verified = await visitor.PageAsync(Page);
        verified.ShouldContain("Every copy was read twice and is right");
        verified.ShouldContain($"""href="{Page}/default/purge" """.TrimEnd());
        verified.ShouldContain("1 blob of 1");
        verified.ShouldNotContain("<dt>Copied</dt>");
        (await visitor.PageAsync("/console/operations/audit?event=migrationStart")).ShouldContain("<span>Migration started<small>");

        (await visitor.PageAsync($"{Page}/default/rollback")).ShouldContain("Go back to the old store of");
        (await OrderAsync(visitor, "rollback")).ShouldContain("The migration goes back");
        await UntilAsync(MigrationPhase.RolledBack);
        (await visitor.PageAsync(Page)).ShouldContain("Everything is in the old store");

        using var refused = await visitor.PostAsync($"{Page}/default/purge");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()).ShouldContain("The migration of 'default' is RolledBack: purge when every copy is verified.");
    }

    [Fact]
    public async Task One_that_waits_goes_on_when_it_is_asked_to()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        (await OrderAsync(visitor, "pause")).ShouldContain("asked to wait");
        (await _server.Get<ProviderMigrations>().FindAsync("default", TestContext.Current.CancellationToken)).IsPaused.ShouldBeTrue();
        await OrderAsync(visitor, "start");
        await UntilAsync(MigrationPhase.Verified);
        (await OrderAsync(visitor, "verify")).ShouldContain("Every copy is read again");
        await UntilAsync(MigrationPhase.Verified);
    }

    [Fact]
    public async Task What_does_not_exist_or_may_not_be_is_refused()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        (await visitor.PostAsync($"{Page}/default/fly")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.PostAsync($"{Page}/nosuch/start")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.PostAsync($"{Page}/other/start")).StatusCode.ShouldBe(HttpStatusCode.NotImplemented);
        await _server.CreateUserAsync("carol");
        using var carol = await Visitor.SignedInAsync(_server, "carol");
        (await carol.Http.GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.PostAsync($"{Page}/default/start")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _server.Get<ProviderMigrations>().FindAsync("default", TestContext.Current.CancellationToken)).Phase.ShouldBe(MigrationPhase.NotStarted);
    }

    [Fact]
    public void One_under_way_is_told_with_its_rate_and_the_time_left_and_one_that_halted_with_its_reason()
    {
        var copying = new MigrationStatus { Provider = "default", Phase = MigrationPhase.Copying, IsRunning = true, Blobs = 5, TotalBlobs = 20, Bytes = 1_000_000, TotalBytes = 10_000_000, Seconds = 10 };
        var card = WebUtility.HtmlDecode(MigrationCards.Of([copying], "/api").ToString());
        card.ShouldContain("""<progress max="20" value="5" """.TrimEnd());
        card.ShouldContain("100 kB/s · 1 min 30 s left");
        card.ShouldContain("Pause");
        var halted = MigrationCards.Of([copying with { IsRunning = false, IsHalted = true, Failed = 1, LastProblem = "<b>: It is full." }], "/api").ToString();
        halted.ShouldContain("It halted");
        halted.ShouldContain("&lt;b&gt;: It is full.");
        halted.ShouldContain("Go on");
        halted.ShouldNotContain("kB/s");
    }

    private static async Task<string> OrderAsync(Visitor visitor, string action)
    {
        using var answer = await visitor.PostAsync($"{Page}/default/{action}");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return await visitor.PageAsync(answer.Headers.Location!.OriginalString);
    }

    // The job looks every second; asked for, it runs at once.
    private async Task UntilAsync(MigrationPhase phase)
    {
        while ((await _server.Get<ProviderMigrations>().FindAsync("default", TestContext.Current.CancellationToken)).Phase != phase)
            await _server.Get<JobCatalog>().RunAsync("migrate/default", cancellationToken: TestContext.Current.CancellationToken);
    }
}
