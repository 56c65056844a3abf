using System.Net;
using System.Net.ServerSentEvents;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Jobs;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Live;

namespace Archivolt.WebConsole.Tests;

/// <summary>What open pages are told.</summary>
public sealed class LiveTests : IAsyncLifetime
{
    private const string Live = "/console/operations/live";

    private readonly RunningServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Every_page_hears_what_is_and_what_changes_and_one_looks_for_all()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        var watch = _server.Get<LiveWatch>();
        watch.Watched.ShouldBe(0, "nobody listens");
        await using (var one = await ListenAsync(visitor, "jobs"))
        {
            await using (var other = await ListenAsync(visitor, "jobs", "overview"))
            {
                (await one.NextAsync("jobs")).ShouldContain("aria-label=\"Stop: scrub/default\"");
                (await other.NextAsync("overview")).ShouldContain("<dt>Health</dt>");
                watch.Watched.ShouldBe(2);
                await _server.Get<JobCatalog>().StopAsync("scrub/default", Token);
                foreach (var listener in (Listener[])[one, other])
                {
                    while (!(await listener.NextAsync("jobs")).Contains("aria-label=\"Resume when due: scrub/default\"", StringComparison.Ordinal))
                    {
                    }
                }
            }
            while (watch.Watched != 1)
                await Task.Yield();
        }
        while (watch.Watched != 0)
            await Task.Yield();
    }

    [Fact]
    public async Task Everybody_hears_in_the_language_of_their_page()
    {
        var (watch, regions) = (_server.Get<LiveWatch>(), _server.Get<LiveRegions>());
        var english = watch.TryListen("somebody", [regions.Find("jobs")!])!;
        Language.Current = Language.German;
        var german = watch.TryListen("somebody else", [regions.Find("jobs")!])!;
        watch.Watched.ShouldBe(2);
        (await HeardAsync(english)).ShouldContain("<th scope=\"col\">Job</th>");
        (await HeardAsync(german)).ShouldContain("<th scope=\"col\">Aufgabe</th>");
    }

    [Fact]
    public async Task It_ends_with_the_session()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        await using var listener = await ListenAsync(visitor, "jobs");
        await listener.NextAsync("jobs");
        var users = _server.Get<IUserStore>();
        var token = (await users.FindTokenAsync(visitor.Session!, Token))!;
        await users.RevokeTokenAsync(token.Id, new Principal(RunningServer.Admin, []), Token);
        await listener.EndAsync();
        (await visitor.Http.GetAsync($"{Live}?of=jobs", Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task It_ends_with_the_server_and_does_not_keep_it()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        await using var listener = await ListenAsync(visitor, "jobs");
        await listener.NextAsync("jobs");
        var stopped = _server.App.StopAsync(Token);
        await listener.EndAsync();
        await stopped.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task Only_administrators_listen_and_only_to_what_there_is()
    {
        await _server.CreateUserAsync("carol");
        using var carol = await Visitor.SignedInAsync(_server, "carol");
        (await carol.Http.GetAsync($"{Live}?of=jobs", Token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var visitor = await Visitor.SignedInAsync(_server);
        using (var head = await visitor.SendAsync(HttpMethod.Head, $"{Live}?of=jobs"))
            head.StatusCode.ShouldBe(HttpStatusCode.OK);
        _server.Get<LiveWatch>().Watched.ShouldBe(0, "who asks for the headers listens to nothing");
        (await visitor.Http.GetAsync(Live, Token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await visitor.Http.GetAsync($"{Live}?of=nothing", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.Http.GetAsync($"{Live}?of=provider/nosuch", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.Http.GetAsync($"{Live}?{string.Join('&', Enumerable.Range(0, 9).Select(number => $"of={number}"))}", Token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task One_person_leaves_places_to_others()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        var (watch, regions) = (_server.Get<LiveWatch>(), (LiveRegion[])[_server.Get<LiveRegions>().Find("jobs")!]);
        var listeners = Enumerable.Range(0, LiveWatch.MostOfOne).Select(_ => watch.TryListen("somebody else", regions)!).ToList();
        watch.TryListen("somebody else", regions).ShouldBeNull();
        await using (var heard = await ListenAsync(visitor, "jobs"))
            await heard.NextAsync("jobs");
        foreach (var listener in listeners)
            watch.Leave("somebody else", listener, regions);
        watch.IsFullFor("somebody else").ShouldBeFalse();
    }

    [Fact]
    public async Task No_more_pages_listen_than_a_server_bears()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        var (watch, regions) = (_server.Get<LiveWatch>(), (LiveRegion[])[_server.Get<LiveRegions>().Find("jobs")!]);
        var listeners = Enumerable.Range(0, LiveWatch.MostListeners).Select(number => $"user {number / LiveWatch.MostOfOne}").Select(user => (user, watch.TryListen(user, regions)!)).ToList();
        watch.TryListen("somebody else", regions).ShouldBeNull();
        (await visitor.Http.GetAsync($"{Live}?of=jobs", Token)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        foreach (var (user, listener) in listeners)
            watch.Leave(user, listener, regions);
        watch.Watched.ShouldBe(0);
        await using var heard = await ListenAsync(visitor, "jobs");
        await heard.NextAsync("jobs");
    }

    private static async Task<string> HeardAsync(LiveListener listener)
    {
        while (true)
        {
            foreach (var (_, html) in await listener.NextAsync(TimeSpan.FromSeconds(20), Token))
                return html;
        }
    }

    private static async Task<Listener> ListenAsync(Visitor visitor, params string[] of)
    {
        var answer = await visitor.Http.GetAsync($"{Live}?{string.Join('&', of.Select(name => $"of={name}"))}", HttpCompletionOption.ResponseHeadersRead, Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new Listener(answer, await answer.Content.ReadAsStreamAsync(Token));
    }

    /// <summary>A page that listens.</summary>
    private sealed class Listener(HttpResponseMessage answer, Stream stream) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SseItem<string>> _events = SseParser.Create(stream).EnumerateAsync(Token).GetAsyncEnumerator(Token);

        public async Task<string> NextAsync(string region)
        {
            while (await _events.MoveNextAsync())
            {
                if (_events.Current.EventType == region)
                    return _events.Current.Data;
            }
            throw new InvalidOperationException("It ended.");
        }

        public async Task EndAsync()
        {
            while (await _events.MoveNextAsync())
            {
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _events.DisposeAsync();
            await stream.DisposeAsync();
            answer.Dispose();
        }
    }
}
