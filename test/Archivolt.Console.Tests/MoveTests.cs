using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Moves;
using Archivolt.Jobs;

namespace Archivolt.WebConsole.Tests;

/// <summary>The page about moves and tiers, without script.</summary>
public sealed class MoveTests : IAsyncLifetime
{
    private const string Page = "/console/operations/moves";

    private readonly RunningServer _server = new([
        "--Archivolt:Providers:default:Type=Memory", "--Archivolt:Providers:cold:Type=Memory", "--Archivolt:Dispatch:Rules:0:When=dc:source=cold",
        "--Archivolt:Dispatch:Rules:0:Provider=cold", "--Archivolt:Dispatch:Default=default"]);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_move_waits_while_moves_are_paused_and_is_made_when_they_go_on()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        (await visitor.PageAsync(Page)).ShouldContain("Nothing waits to be moved");
        (await OrderAsync(visitor, "pause")).ShouldContain("Moves are paused on all servers");
        var id = await MisplacedAsync();

        var page = await visitor.PageAsync(Page);
        page.ShouldContain("<dt>Waiting</dt><dd>1");
        page.ShouldContain($"file:content</bdi> of <a href=\"/console/documents{(await _server.Get<IDocumentStore>().FindAsync("default", id))!.Path}\">");
        page.ShouldContain("by “<bdi>dc:source=cold</bdi>”");
        page.ShouldContain("<dd>Paused</dd>");
        (await OrderAsync(visitor, "resume")).ShouldContain("Moves go on");
        while (await _server.Get<MoveRun>().RunAsync(cancellationToken: TestContext.Current.CancellationToken) is null)
            await Task.Yield();
        (await visitor.PageAsync(Page)).ShouldContain("<dt>Waiting</dt><dd>0");
    }

    [Fact]
    public async Task A_failed_move_is_shown_with_its_reason_as_text_and_is_tried_again()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        await OrderAsync(visitor, "pause");
        await MisplacedAsync();
        var moves = _server.Get<IBlobMoves>();
        var move = (await moves.FindDueAsync(1, TestContext.Current.CancellationToken))[0];
        await moves.PostponeAsync(move, "<script>alert(1)</script> It is full.", DateTimeOffset.UtcNow.AddDays(1), TestContext.Current.CancellationToken);
        var page = await visitor.PageAsync(Page);
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt; It is full.");
        page.ShouldContain("Tried 1 time.");
        page.ShouldContain("<dt>Waiting</dt><dd>0</dd>");
        (await OrderAsync(visitor, "retry")).ShouldContain("Every failed move is due now");
        (await moves.FindDueAsync(1, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_look_at_all_documents_is_started_and_stopped()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        (await visitor.PageAsync(Page)).ShouldContain("No look has run yet.");
        (await OrderAsync(visitor, "tiering/run")).ShouldContain("The look at all documents has begun");
        await _server.Get<JobRunner>().WhenIdleAsync();
        var page = await visitor.PageAsync(Page);
        page.ShouldContain("<dt>State</dt><dd>finished</dd>");
        page.ShouldContain("0 blobs, 0 B");
        (await OrderAsync(visitor, "tiering/stop")).ShouldContain("The look is asked to stop");
        (await _server.Get<JobCatalog>().FindAsync(TieringScan.Work, TestContext.Current.CancellationToken)).IsStopped.ShouldBeTrue();
        await OrderAsync(visitor, "tiering/run");
        (await _server.Get<JobCatalog>().FindAsync(TieringScan.Work, TestContext.Current.CancellationToken)).IsStopped.ShouldBeFalse();
    }

    [Fact]
    public async Task Only_administrators_see_it_and_give_orders()
    {
        await _server.CreateUserAsync("carol");
        using var carol = await Visitor.SignedInAsync(_server, "carol");
        (await carol.Http.GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.PostAsync($"{Page}/pause")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _server.Get<MoveRun>().StatusAsync(TestContext.Current.CancellationToken)).Paused.ShouldBeFalse();
    }

    // A document whose blob the rules want elsewhere since it changed.
    private async Task<string> MisplacedAsync()
    {
        using var client = _server.Client();
        var id = (await _server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "hello");
        (await client.PutDocumentAsync(id, new Dictionary<string, object> { ["dc:source"] = "cold" })).EnsureSuccessStatusCode();
        return id;
    }

    private static async Task<string> OrderAsync(Visitor visitor, string action)
    {
        using var answer = await visitor.PostAsync($"{Page}/{action}");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return await visitor.PageAsync(answer.Headers.Location!.OriginalString);
    }
}
