using System.Net;
using System.Xml.Linq;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;

namespace Archivolt.WebDav.Tests;

/// <summary>What people and programs do to each other: nothing is lost, and nobody learns of what is not theirs.</summary>
public sealed class HostileTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Exclusive = """<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>""";

    private static readonly Principal Administrator = new(RunningServer.Admin, [Principal.Administrators]);

    private IDocumentStore Documents => server.Get<IDocumentStore>();

    [Fact]
    public async Task No_answer_tells_of_what_somebody_may_not_read()
    {
        using var dav = await FolderAsync();
        foreach (var folder in (string[])["open", "closed"])
        {
            await dav.StatusAsync("MKCOL", folder);
            await dav.PutAsync($"{folder}/there.txt", "x");
        }
        using var spy = await UserAsync(dav, "spy");
        await AllowAsync(dav, "open", new AccessEntry("spy", Permission.Read));
        await AllowAsync(dav, "open/there.txt", new AccessEntry("spy", Permission.Read, Granted: false));
        await dav.PutAsync("open/mine.txt", "x");
        foreach (var (there, none) in (List<(string, string)>)[("open/there.txt", "open/none.txt"), ("closed/there.txt", "closed/none.txt"), ("closed/x", "nowhere/x"), ("closed", "nowhere")])
        {
            foreach (var method in (string[])["GET", "PUT", "MKCOL", "LOCK", "DELETE", "PROPFIND", "PROPPATCH", "COPY", "MOVE"])
                (await AnswerAsync(method, there)).ShouldBe(await AnswerAsync(method, none), $"{method} {there}");
        }

        async Task<string> AnswerAsync(string method, string path)
        {
            var (source, headers) = method is "COPY" or "MOVE" ? ("open/mine.txt", [("Destination", spy.Of(path))]) : (path, new[] { ("Depth", "0") });
            var body = method switch
            {
                "PUT" => "x",
                "LOCK" => Exclusive,
                "PROPPATCH" => """<propertyupdate xmlns="DAV:"><set><prop><c xmlns="urn:x"/></prop></set></propertyupdate>""",
                _ => null,
            };
            using var answer = await spy.SendAsync(method, source, body, headers);
            var text = (await answer.Content.ReadAsStringAsync()).Replace(PathOf(spy), "", StringComparison.Ordinal);
            foreach (var name in (string[])["closed", "nowhere", "there.txt", "none.txt"])
                text = text.Replace(name, "*", StringComparison.Ordinal);
            return $"{(int)answer.StatusCode} {text}";
        }
    }

    [Fact]
    public async Task Whoever_has_not_signed_in_is_asked_to_wherever_they_write()
    {
        await using var open = await RunningServer.StartAsync(args: ["--Archivolt:Anonymous", "true"]);
        using var nobody = open.Client(null);
        foreach (var path in (string[])["x", "nowhere/x", "default-domain/x", "default-domain/workspaces"])
            (await nobody.PutAsync($"site/dav/{path}", new StringContent("x"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
    }

    [Fact]
    public async Task A_locked_document_that_somebody_may_not_read_is_not_named()
    {
        using var dav = await FolderAsync();
        await dav.StatusAsync("MKCOL", "f");
        await dav.PutAsync("f/hidden.txt", "x");
        await dav.LockAsync("f/hidden.txt", ("Depth", "0"));
        using var writer = await UserAsync(dav, "writer");
        await AllowAsync(dav, "", new AccessEntry("writer", Permission.Write));
        await AllowAsync(dav, "f/hidden.txt", new AccessEntry("writer", Permission.Read, Granted: false));
        foreach (var (method, body) in (List<(string, string?)>)[("DELETE", null), ("LOCK", Exclusive)])
        {
            using var answer = await writer.SendAsync(method, "f", body);
            ((int)answer.StatusCode).ShouldBe(423);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("hidden");
        }
    }

    [Fact]
    public async Task Of_locks_taken_at_once_above_and_below_one_another_at_most_one_stays()
    {
        using var dav = await FolderAsync();
        using var other = await UserAsync(dav, "locking");
        await AllowAsync(dav, "", new AccessEntry("locking", Permission.Everything));
        for (var round = 0; round < 10; round++)
        {
            await dav.StatusAsync("MKCOL", $"f{round}");
            await dav.PutAsync($"f{round}/a.txt", "x");
            var both = await Task.WhenAll(dav.StatusAsync("LOCK", $"f{round}", Exclusive), other.StatusAsync("LOCK", $"f{round}/a.txt", Exclusive));
            both.ShouldAllBe(status => status == 200 || status == 423);
            both.Count(status => status == 200).ShouldBeLessThanOrEqualTo(1);
            // What was given up again keeps nobody out.
            if (both[0] != 200)
                (await other.PutAsync($"f{round}/b.txt", "y")).ShouldBe(201);
        }
    }

    [Fact]
    public async Task A_move_overwrites_nothing_where_its_source_may_not_be_taken_away()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("source.txt", "source");
        await dav.PutAsync("target.txt", "target");
        using var reader = await UserAsync(dav, "reader");
        await AllowAsync(dav, "source.txt", new AccessEntry("reader", Permission.Read));
        await AllowAsync(dav, "target.txt", new AccessEntry("reader", Permission.Write));
        (await reader.MoveAsync("source.txt", "target.txt")).ShouldBe(403);
        (await dav.GetAsync("target.txt")).ShouldBe("target");
        (await dav.GetAsync("source.txt")).ShouldBe("source");
    }

    [Fact]
    public async Task A_file_that_is_moved_many_times_at_once_goes_to_one_place()
    {
        using var dav = await FolderAsync();
        for (var i = 0; i < 8; i++)
            await dav.PutAsync($"{i}.txt", "old");
        await dav.PutAsync("a.txt", "new");
        (await Task.WhenAll(Enumerable.Range(0, 8).Select(i => dav.MoveAsync("a.txt", $"{i}.txt")))).Count(status => status == 204).ShouldBe(1);
        var contents = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => dav.GetAsync($"{i}.txt")));
        contents.Count(content => content == "new").ShouldBe(1);
        await dav.PutAsync("b.txt", "new");
        (await Task.WhenAll(Enumerable.Range(0, 8).Select(i => dav.MoveAsync("b.txt", $"new{i}.txt")))).Count(status => status == 201).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_that_save_over_the_same_state_one_is_refused()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("a.txt", "first");
        var tag = await TagAsync(dav, "a.txt");
        using var late = await StartedPut.BeginAsync(server, dav, "a.txt", ("If", $"([{tag}])"));
        (await dav.PutAsync("a.txt", "second", ("If", $"([{tag}])"))).ShouldBe(201);
        (await late.EndAsync()).ShouldBe(412);
        (await dav.GetAsync("a.txt")).ShouldBe("second");
    }

    [Fact]
    public async Task A_lock_that_ends_while_content_arrives_keeps_what_others_saved_meanwhile()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("a.txt", "first");
        using var other = await UserAsync(dav, "other");
        await AllowAsync(dav, "", new AccessEntry("other", Permission.Write));
        var token = await dav.LockAsync("a.txt");
        using var late = await StartedPut.BeginAsync(server, dav, "a.txt", ("If", $"(<{token}>)"));
        await dav.StatusAsync("UNLOCK", "a.txt", null, ("Lock-Token", $"<{token}>"));
        (await other.PutAsync("a.txt", "other")).ShouldBe(201);
        (await late.EndAsync()).ShouldBe(412);
        (await dav.GetAsync("a.txt")).ShouldBe("other");

        // Where nobody was faster, the content that took long is stored.
        token = await dav.LockAsync("a.txt");
        using var slow = await StartedPut.BeginAsync(server, dav, "a.txt", ("If", $"(<{token}>)"));
        await dav.StatusAsync("UNLOCK", "a.txt", null, ("Lock-Token", $"<{token}>"));
        (await slow.EndAsync()).ShouldBe(201);
    }

    [Fact]
    public async Task Content_that_arrives_for_a_file_which_went_away_or_was_locked_meanwhile_is_refused()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("gone.txt", "x");
        using (var late = await StartedPut.BeginAsync(server, dav, "gone.txt"))
        {
            await dav.StatusAsync("DELETE", "gone.txt");
            (await late.EndAsync()).ShouldBe(412);
        }
        await dav.PutAsync("locked.txt", "x");
        using (var late = await StartedPut.BeginAsync(server, dav, "locked.txt"))
        {
            await dav.LockAsync("locked.txt");
            (await late.EndAsync()).ShouldBe(412);
        }
        using (var late = await StartedPut.BeginAsync(server, dav, "new.txt"))
        {
            await dav.LockAsync("new.txt");
            (await late.EndAsync()).ShouldBe(423);
        }
        (await dav.GetAsync("new.txt")).ShouldBeEmpty();
        (await dav.NamesAsync()).ShouldBe(["locked.txt", "new.txt"]);
    }

    [Fact]
    public async Task Content_that_arrives_for_a_folder_which_went_away_or_was_locked_meanwhile_is_refused()
    {
        using var dav = await FolderAsync();
        await dav.StatusAsync("MKCOL", "f");
        using (var late = await StartedPut.BeginAsync(server, dav, "f/new.txt"))
        {
            await dav.LockAsync("f", ("Depth", "0"));
            (await late.EndAsync()).ShouldBe(412);
        }
        (await dav.NamesAsync("f")).ShouldBeEmpty();
        await dav.StatusAsync("MKCOL", "g");
        var folder = (await FindAsync(dav, "g"))!;
        using (var late = await StartedPut.BeginAsync(server, dav, "g/new.txt"))
        {
            await dav.StatusAsync("DELETE", "g");
            (await late.EndAsync()).ShouldBe(412);
        }
        (await Documents.ListChildrenAsync(folder.Repository, folder.Id, 0, 1)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task A_lock_that_is_refused_leaves_no_empty_file()
    {
        using var dav = await FolderAsync();
        await dav.StatusAsync("MKCOL", "f");
        var token = await dav.LockAsync("f");
        (await dav.StatusAsync("LOCK", "f/new.txt", Exclusive, ("If", $"<{dav.Of("f")}> (<{token}>)"))).ShouldBe(423);
        (await dav.NamesAsync("f")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Locks_that_have_ended_stop_nobody_however_many_they_are()
    {
        using var dav = await FolderAsync();
        await dav.StatusAsync("MKCOL", "f");
        var folder = (await FindAsync(dav, "f"))!;
        var ended = new LockToken("urn:uuid:ended", DateTimeOffset.UtcNow.AddDays(-1));
        for (var i = 0; i <= 1000; i++)
        {
            var document = await Documents.CreateAsync(new Document { Repository = folder.Repository, Id = "", ParentId = folder.Id, Name = $"{i}.txt", Path = "", Type = "File" });
            await server.Get<DocumentEditor>().HoldLockAsync(Administrator, document, ended);
        }
        (await dav.StatusAsync("DELETE", "f")).ShouldBe(204);
    }

    [Fact]
    public async Task Conditions_of_HTTP_are_asked_by_every_method_that_changes_a_file()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("a.txt", "x");
        var stale = ("If-Match", "\"0\"");
        (await dav.StatusAsync("DELETE", "a.txt", null, stale)).ShouldBe(412);
        (await dav.MoveAsync("a.txt", "b.txt", stale)).ShouldBe(412);
        (await dav.StatusAsync("PROPPATCH", "a.txt", """<propertyupdate xmlns="DAV:"><set><prop><c xmlns="urn:x"/></prop></set></propertyupdate>""", stale)).ShouldBe(412);
        (await dav.NamesAsync()).ShouldBe(["a.txt"]);
        (await dav.StatusAsync("DELETE", "a.txt", null, ("If-Match", await TagAsync(dav, "a.txt")))).ShouldBe(204);
    }

    [Fact]
    public async Task A_copy_of_a_tree_is_seen_when_it_is_whole()
    {
        using var dav = await FolderAsync();
        await dav.StatusAsync("MKCOL", "f");
        for (var i = 0; i < 100; i++)
            await dav.PutAsync($"f/{i}.txt", "x");
        var copying = dav.StatusAsync("COPY", "f", null, ("Destination", dav.Of("g")));
        do
        {
            using var answer = await dav.SendAsync("PROPFIND", "g", null, ("Depth", "1"));
            // None, nothing in it yet, or whole.
            if (answer.IsSuccessStatusCode)
                XElement.Parse(await answer.Content.ReadAsStringAsync()).Elements().Count().ShouldBeOneOf(1, 101);
        }
        while (!copying.IsCompleted);
        (await copying).ShouldBe(201);
        (await dav.NamesAsync("g")).Count.ShouldBe(100);
    }

    [Fact]
    public async Task Held_content_stays_whatever_is_moved_where()
    {
        using var dav = await FolderAsync();
        await dav.StatusAsync("MKCOL", "f");
        await dav.PutAsync("f/held.txt", "held");
        await dav.PutAsync("other.txt", "other");
        var records = server.Get<RecordKeeper>();
        var record = await records.SetLegalHoldAsync(Administrator, await records.MakeRecordAsync(Administrator, (await FindAsync(dav, "f/held.txt"))!), hold: true);
        await dav.StatusAsync("MKCOL", "g");
        var statuses = new List<int>();
        foreach (var (method, from, to) in (List<(string, string, string)>)[
            ("MOVE", "other.txt", "f/held.txt"), ("COPY", "other.txt", "f/held.txt"), ("MOVE", "g", "f/held.txt"), ("MOVE", "f/held.txt", "other.txt"), ("MOVE", "g", "f"), ("DELETE", "f", "")])
        {
            statuses.Add(await dav.StatusAsync(method, from, null, ("Destination", dav.Of(to))));
            var stored = (await Documents.FindAsync(record.Repository, record.Id))!;
            using var rest = server.Client();
            (await rest.GetStringAsync($"api/v1/id/{record.Id}/@blob/file:content")).ShouldBe("held", $"{method} {from} {to}");
            stored.HasLegalHold.ShouldBeTrue();
        }
        statuses.ShouldAllBe(status => status < 500);
        statuses.Take(2).ShouldBe([403, 403]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("there")]
    public async Task Content_that_is_not_what_was_announced_is_refused(string? present)
    {
        using var dav = await FolderAsync();
        if (present is not null)
            await dav.PutAsync("a.txt", present);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(dav.Http.BaseAddress!, dav.Of("a.txt"))) { Content = new StringContent("x") };
        request.Content.Headers.ContentMD5 = new byte[16];
        ((int)(await dav.Http.SendAsync(request)).StatusCode).ShouldBe(400);
        (await dav.NamesAsync()).Count.ShouldBe(present is null ? 0 : 1);
        if (present is not null)
            (await dav.GetAsync("a.txt")).ShouldBe(present);
    }

    [Fact]
    public async Task Properties_come_in_bounded_numbers()
    {
        using var dav = await FolderAsync();
        var many = string.Concat(Enumerable.Range(0, 501).Select(i => $"<p{i}/>"));
        (await dav.StatusAsync("PROPPATCH", "", $"<D:propertyupdate xmlns:D=\"DAV:\"><D:remove><D:prop xmlns=\"urn:x\">{many}</D:prop></D:remove></D:propertyupdate>")).ShouldBe(400);
    }

    private static string PathOf(DavClient dav) => dav.Of("")["/nuxeo/site/dav".Length..].TrimEnd('/');

    private static async Task<string> TagAsync(DavClient dav, string path) => (await dav.PropFindAsync(path)).Descendants(DavClient.D + "getetag").Single().Value;

    private async ValueTask<Document?> FindAsync(DavClient dav, string name) => await Documents.FindByPathAsync(Documents.Repositories[0], $"{PathOf(dav)}/{name}".TrimEnd('/'));

    private async Task AllowAsync(DavClient dav, string name, params AccessEntry[] entries) =>
        await server.Get<IDocumentAccess>().SetEntriesAsync((await FindAsync(dav, name))!, entries);

    private async Task<DavClient> UserAsync(DavClient dav, string name)
    {
        await server.CreateUserAsync(name);
        return new DavClient(server, PathOf(dav), name);
    }

    private async Task<DavClient> FolderAsync() => new(server, (await server.CreateAsync("Folder")).Text("path")!);
}
