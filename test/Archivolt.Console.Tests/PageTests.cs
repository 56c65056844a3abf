using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.Renditions;
using Archivolt.Stores;

namespace Archivolt.WebConsole.Tests;

/// <summary>What the pages show, to whom, and what they let a browser do.</summary>
public sealed partial class PageTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Home = "/console/documents/default-domain/workspaces";

    [Fact]
    public async Task Pages_bring_no_script_of_others_and_ask_no_other_server()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await server.CreateAsync();
        using (var client = server.Client())
            await client.PutAsync($"api/v1/id/{document.Uid()}/@blob/file:content", new StringContent("<p>x</p>", Encoding.UTF8, "text/html"));
        string[] pages = [Home, $"{Home}/{NameOf(document)}", $"/console/edits/{document.Uid()}", $"/console/deletions/{document.Uid()}", "/console/operations", "/console/operations/jobs", "/console/operations/condemned", "/console/operations/quarantine", "/console/operations/audit?event=download", "/console/account", "/console/trash", "/console/search?q=x", "/console/documents/nothing"];

        foreach (var url in pages)
        {
            using var answer = await visitor.Http.GetAsync(url);
            var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
            policy.ShouldStartWith("default-src 'none'; script-src 'nonce-");
            policy.ShouldNotContain("unsafe");
            policy.ShouldNotContain("http");
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
            var page = await answer.Content.ReadAsStringAsync();
            var nonce = Nonce().Match(policy).Groups["nonce"].Value;
            foreach (Match script in Script().Matches(page))
                script.Value.ShouldContain($"nonce=\"{nonce}\"");
            Inline().Matches(page).ShouldBeEmpty();
            foreach (Match address in Address().Matches(page))
                address.Groups["url"].Value.ShouldMatch("^(/(?!/)|#)");
        }
    }

    [Fact]
    public async Task What_is_no_page_is_said_on_a_page()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        using var answer = await visitor.Http.GetAsync("/console/no/such/page");
        (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType).ShouldBe((HttpStatusCode.NotFound, "text/html"));
        (await answer.Content.ReadAsStringAsync()).ShouldContain("There is no such page.");
        using var nobody = new Visitor(server);
        using var icon = await nobody.Http.GetAsync("/favicon.ico");
        using var drawn = await nobody.Http.GetAsync(icon.Headers.Location);
        (drawn.StatusCode, drawn.Content.Headers.ContentType?.MediaType).ShouldBe((HttpStatusCode.OK, "image/svg+xml"));
    }

    [Fact]
    public async Task Content_that_cannot_be_converted_here_has_no_preview()
    {
        const string type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        using var visitor = await Visitor.SignedInAsync(server);
        using var client = server.Client();
        var document = await server.CreateAsync();
        (await client.PutAsync($"api/v1/id/{document.Uid()}/@blob/file:content", new StringContent("x", Encoding.UTF8, type))).EnsureSuccessStatusCode();
        var canBeShown = server.Get<ConverterRegistry>().Find("office2html").FindObstacle(type) is null;
        (await visitor.PageAsync($"{Home}/{NameOf(document)}")).Contains("There is no preview of this type.", StringComparison.Ordinal).ShouldBe(!canBeShown);
    }

    [Fact]
    public async Task Empty_and_damaged_files_are_said_to_be_so()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        using var client = server.Client();
        var (empty, damaged) = (await server.CreateAsync(), await server.CreateAsync());
        (await client.PutAsync($"api/v1/id/{empty.Uid()}/@blob/file:content", new StringContent(""))).EnsureSuccessStatusCode();
        (await client.PutAsync($"api/v1/id/{damaged.Uid()}/@blob/file:content", new StringContent($"{Guid.NewGuid()}"))).EnsureSuccessStatusCode();
        (await visitor.Http.GetStringAsync($"{Home}/{NameOf(empty)}")).ShouldContain("The file is empty.");

        var (_, blob) = (await server.Get<IDocumentStore>().FindAsync("default", damaged.Uid()))!.Blobs().ShouldHaveSingleItem();
        var ledger = server.Get<Quarantine>().Ledger;
        await ledger.PutAsync(new QuarantinedBlob { Provider = "default", Key = blob.Key.Key, Found = DateTimeOffset.UtcNow, Length = 36, Damage = BlobDamage.WrongDigest, Detail = "Damaged." });
        var page = await visitor.Http.GetStringAsync($"{Home}/{NameOf(damaged)}");
        await ledger.EndAsync("default", blob.Key.Key, QuarantineEnd.Healed);
        page.ShouldContain("The stored content is damaged");
        page.ShouldNotContain("<iframe");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("'><svg/onload=alert(1)>")]
    [InlineData("{{7*7}}</title><script>alert(1)</script>")]
    [InlineData("&lt;b&gt;")]
    public async Task Names_and_texts_of_people_are_shown_as_they_are(string text)
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var folder = NameOf(await server.CreateAsync("Folder"));
        var document = await server.CreateAsync("File", new Dictionary<string, object> { ["dc:title"] = text, ["dc:description"] = text }, $"default-domain/workspaces/{folder}", text);
        using (var client = server.Client())
        {
            using var content = new ByteArrayContent([1]);
            content.Headers.TryAddWithoutValidation("Content-Type", "text/plain");
            content.Headers.TryAddWithoutValidation("X-File-Name", Uri.EscapeDataString(text));
            await client.PutAsync($"api/v1/id/{document.Uid()}/@blob/file:content", content);
        }
        foreach (var url in (string[])[$"{Home}/{folder}", $"{Home}/{folder}/{Uri.EscapeDataString(NameOf(document))}", $"/console/edits/{document.Uid()}", $"/console/deletions/{document.Uid()}"])
        {
            var page = await visitor.PageAsync(url);
            page.ShouldNotContain(text);
            WebUtility.HtmlDecode(page).ShouldContain(text);
        }
    }

    [Fact]
    public async Task Long_names_and_those_of_other_directions_are_what_they_seem()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var folder = NameOf(await server.CreateAsync("Folder"));
        var title = "مستند ‮gpj.exe " + new string('x', 300);
        await server.CreateAsync("File", new Dictionary<string, object> { ["dc:title"] = title }, $"default-domain/workspaces/{folder}");
        WebUtility.HtmlDecode(await visitor.PageAsync($"{Home}/{folder}")).ShouldContain($"<bdi>{title.Replace('\u202E', '\uFFFD')}</bdi>");
    }

    [Fact]
    public async Task Who_may_read_nothing_is_told_so()
    {
        await server.CreateUserAsync("carla");
        using var visitor = await Visitor.SignedInAsync(server, "carla");
        using var answer = await visitor.Http.GetAsync("/console/documents");
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("nor have you rights on another one");
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_and_a_link_without_a_vendor_are_refused_with_the_reason()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var folder = (await server.CreateAsync("Folder")).Uid();
        foreach (var (address, reason) in ((string, string)[])[("a\0b", "or the character U+0000"), ("https://example.org/", "No vendor whose files can be linked is set up here")])
        {
            using var refused = await visitor.PostAsync($"/console/links/{folder}", new() { ["title"] = "x", ["address"] = address });
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()).ShouldContain(reason);
        }
    }

    [Fact]
    public async Task People_see_what_they_may_read_and_nothing_else()
    {
        var folder = NameOf(await server.CreateAsync("Folder"));
        var path = $"default-domain/workspaces/{folder}";
        await server.CreateAsync("File", new { }, path, "open.txt");
        var hidden = await server.CreateAsync("File", new { }, path, "secret.txt");
        await server.CreateUserAsync("berta");
        var (documents, access) = (server.Get<IDocumentStore>(), server.Get<IDocumentAccess>());
        await access.SetEntriesAsync((await documents.FindByPathAsync("default", $"/{path}"))!, [new AccessEntry("berta", Permission.Read)]);
        await access.SetEntriesAsync((await documents.FindAsync("default", hidden.Uid()))!, [new AccessEntry("berta", Permission.Read, Granted: false)]);
        using var visitor = await Visitor.SignedInAsync(server, "berta");

        var page = await visitor.PageAsync($"{Home}/{folder}");
        page.ShouldContain("open.txt");
        page.ShouldNotContain("secret.txt");
        // Nothing that they may not do is offered.
        page.ShouldNotContain("Upload files");
        page.ShouldNotContain("New folder");
        page.ShouldNotContain("Operations");
        var document = await visitor.PageAsync($"{Home}/{folder}/open.txt");
        document.ShouldNotContain("Where it lies");
        document.ShouldNotContain("Delete");

        // Below a denial, a right of its own counts again, and no folder leads there.
        var between = await server.CreateAsync("Folder", parent: path);
        var deep = $"{path}/{NameOf(between)}";
        await server.CreateAsync("File", new { }, deep, "deep.pdf");
        await access.SetEntriesAsync((await documents.FindAsync("default", between.Uid()))!, [new AccessEntry("berta", Permission.Read, Granted: false)]);
        await access.SetEntriesAsync((await documents.FindByPathAsync("default", $"/{deep}/deep.pdf"))!, [new AccessEntry("berta", Permission.Read)]);
        // It begins where they may read, and what is in that stands there.
        var start = await visitor.PageAsync("/console/documents");
        start.ShouldContain($"href=\"{Home}/{folder}\"");
        start.ShouldNotContain(".txt");
        start.ShouldContain("deep.pdf");
        // A step of the trail that they may not read leads on as well.
        var step = await visitor.PageAsync(Home);
        step.ShouldContain("You may not read <bdi>/default-domain/workspaces</bdi>.");
        step.ShouldContain($"href=\"{Home}/{folder}\"");
        var beside = $"{deep}x";
        var denied = await server.CreateAsync("Folder", parent: path, name: beside[(beside.LastIndexOf('/') + 1)..]);
        await server.CreateAsync("File", new { }, beside, "beside.pdf");
        await access.SetEntriesAsync((await documents.FindAsync("default", denied.Uid()))!, [new AccessEntry("berta", Permission.Read, Granted: false)]);
        await access.SetEntriesAsync((await documents.FindByPathAsync("default", $"/{beside}/beside.pdf"))!, [new AccessEntry("berta", Permission.Read)]);
        var below = await visitor.PageAsync($"/console/documents/{deep}");
        below.ShouldContain("deep.pdf");
        below.ShouldNotContain("beside.pdf");

        foreach (var url in (string[])[$"{Home}/{folder}/secret.txt", $"/console/deletions/{hidden.Uid()}", "/console/operations", "/console/open?path=/default-domain"])
        {
            using var answer = await visitor.Http.GetAsync(url);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, url);
        }
        using var folderMade = await visitor.PostAsync($"/console/folders/{hidden.Uid()}", new() { ["name"] = "mine" });
        folderMade.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var deleted = await visitor.PostAsync($"/console/deletions/{hidden.Uid()}");
        deleted.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await documents.FindAsync("default", hidden.Uid())).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_folder_is_made_and_deleted_without_script()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var documents = server.Get<IDocumentStore>();
        var parent = (await documents.FindByPathAsync("default", "/default-domain/workspaces"))!;
        using var made = await visitor.PostAsync($"/console/folders/{parent.Id}", new() { ["name"] = "Ours & theirs" });
        made.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await visitor.PageAsync(made.Headers.Location!.OriginalString)).ShouldContain("The folder is created.");
        var folder = (await documents.FindByPathAsync("default", $"{parent.Path}/Ours & theirs"))!;
        folder.Title.ShouldBe("Ours & theirs");
        using var beside = await visitor.PostAsync($"/console/folders/{parent.Id}", new() { ["name"] = "Ours & theirs" });
        (await visitor.PageAsync(beside.Headers.Location!.OriginalString)).ShouldContain("Its name is taken here, so something was added to it in the path; its title is what you entered.");

        (await visitor.PageAsync($"/console/deletions/{folder.Id}")).ShouldContain("<form method=\"post\"");
        (await documents.FindAsync("default", folder.Id)).ShouldNotBeNull();
        using var early = await visitor.PostAsync($"/console/deletions/{folder.Id}", new() { ["token"] = folder.ChangeToken });
        early.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await documents.FindAsync("default", folder.Id)).ShouldNotBeNull();
        await server.CreateAsync("Folder", parent: folder.Path.TrimStart('/'), name: "within");
        using (await visitor.PostAsync($"/console/trash/{folder.Id}")) { }
        var trashed = (await documents.FindAsync("default", folder.Id))!;
        foreach (var gone in (string[])[trashed.Path, $"{trashed.Path}/within"])
        {
            var page = await visitor.PageAsync($"/console/documents{gone}");
            page.ShouldContain("Edit");
            page.ShouldNotContain("Upload files");
        }
        using var deleted = await visitor.PostAsync($"/console/deletions/{folder.Id}", new() { ["token"] = trashed.ChangeToken });
        deleted.Headers.Location!.OriginalString.ShouldBe($"/console/trash?in={parent.Id}&done=deleted");
        (await visitor.PageAsync(deleted.Headers.Location.OriginalString)).ShouldContain("It is deleted.");
        (await documents.FindAsync("default", folder.Id)).ShouldBeNull();

        using var nameless = await visitor.PostAsync($"/console/folders/{parent.Id}", new() { ["name"] = " " });
        nameless.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_folder_is_shown_page_by_page_in_the_order_that_is_asked_for()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var folder = NameOf(await server.CreateAsync("Folder"));
        for (var number = 0; number < 51; number++)
            await server.CreateAsync("File", new { }, $"default-domain/workspaces/{folder}", $"letter-{number:00}");
        var first = await visitor.PageAsync($"{Home}/{folder}");
        Names(first).ShouldBe(Enumerable.Range(0, 50).Select(number => $"letter-{number:00}"));
        Names(await visitor.PageAsync($"{Home}/{folder}?page=1")).ShouldBe(["letter-50"]);
        Names(await visitor.PageAsync($"{Home}/{folder}?sort=name&order=desc"))[0].ShouldBe("letter-50");
        foreach (var column in (string[])["type", "size", "changed", "by", "unknown"])
            Names(await visitor.PageAsync($"{Home}/{folder}?sort={column}&page=-1")).Count.ShouldBe(50);
    }

    [Fact]
    public async Task A_search_finds_what_the_person_may_read_and_takes_the_text_as_it_is()
    {
        var folder = NameOf(await server.CreateAsync("Folder"));
        var path = $"default-domain/workspaces/{folder}";
        foreach (var name in (string[])["Sought 100 %.txt", "sought 1000.txt", "it's sought_.txt", "back\\sought.txt"])
            await server.CreateAsync("File", new Dictionary<string, object> { ["dc:title"] = name }, path, name);
        using var visitor = await Visitor.SignedInAsync(server);
        Names(await visitor.PageAsync("/console/search?q=SOUGHT")).Count.ShouldBe(4);
        Names(await visitor.PageAsync("/console/search?q=100%20%25")).ShouldBe(["Sought 100 %.txt"]);
        (await FoundAsync("sought_")).ShouldBe(["it's sought_.txt"]);
        (await FoundAsync("it's")).ShouldBe(["it's sought_.txt"]);
        (await FoundAsync("k\\s")).ShouldBe(["back\\sought.txt"]);
        foreach (var nothing in (string[])["", " ", "\0", "\" OR 1=1", new string('x', 300)])
            (await FoundAsync(nothing)).ShouldBeEmpty();

        await server.CreateUserAsync("clara");
        using var stranger = await Visitor.SignedInAsync(server, "clara");
        Names(await stranger.PageAsync("/console/search?q=sought")).ShouldBeEmpty();

        async Task<List<string>> FoundAsync(string text) => Names(WebUtility.HtmlDecode(await visitor.PageAsync($"/console/search?q={Uri.EscapeDataString(text)}")));
    }

    [Fact]
    public async Task An_administrator_is_told_where_content_lies_and_why()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await server.CreateAsync();
        using (var client = server.Client())
            await client.PutAsync($"api/v1/id/{document.Uid()}/@blob/file:content", new StringContent("content"));
        var page = await visitor.PageAsync($"{Home}/{NameOf(document)}");
        page.ShouldContain("Where it lies");
        page.ShouldContain("<strong>default</strong>");
        page.ShouldContain("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73");
        page.ShouldContain("There are no rules: content goes to the provider that is named after its repository.");
        page.ShouldContain($"GET /nuxeo/api/v1/id/{document.Uid()}/@audit?pageSize=20");
    }

    [Fact]
    public async Task The_overview_says_how_the_installation_is()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var page = await visitor.PageAsync("/console/operations");
        foreach (var part in (string[])["Healthy", "<strong>database</strong> works", "provider default", "scrub/default", "Condemned", "In quarantine", "GET /nuxeo/api/v1/management/jobs"])
            page.ShouldContain(part);
    }

    [Fact]
    public async Task The_overview_says_what_to_do()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var ledger = server.Get<Quarantine>().Ledger;
        await ledger.PutAsync(new QuarantinedBlob { Provider = "default", Key = new string('a', 64), Damage = BlobDamage.WrongDigest, Detail = "It is gone." });
        var page = WebUtility.HtmlDecode(await visitor.PageAsync("/console/operations"));
        await ledger.EndAsync("default", new string('a', 64), QuarantineEnd.Healed);
        page.ShouldContain("Needs attention");
        page.ShouldContain("1 damaged blob is in quarantine.");
        page.ShouldContain("archivolt quarantine list");
    }

    [Fact]
    public async Task Browsers_keep_an_asset_as_long_as_it_is_the_same()
    {
        using var visitor = new Visitor(server);
        using var form = await visitor.Http.GetAsync("/");
        var style = Style().Match(await form.Content.ReadAsStringAsync()).Groups["url"].Value;
        using var answer = await visitor.Http.GetAsync(style);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("url(");
        using var other = await visitor.Http.GetAsync("/console/assets/console.css?v=other");
        other.Headers.CacheControl!.NoCache.ShouldBeTrue();
        using var none = await visitor.Http.GetAsync("/console/assets/..%2fappsettings.json");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Without_the_console_there_is_no_page()
    {
        await using var bare = await RunningServer.StartAsync(args: ["--Archivolt:Console:Enabled", "false"]);
        using var client = bare.Client();
        foreach (var url in (string[])["/", "/console/documents", "/console/assets/console.css"])
            (await client.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync("/nuxeo/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string NameOf(JsonElement document) => document.Text("path")!.Split('/')[^1];

    private static List<string> Names(string page) => [.. Name().Matches(page).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex("<td class=\"name\">.*?<bdi>(?<name>[^<]*)</bdi>", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex("script-src 'nonce-(?<nonce>[^']+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Nonce();

    [GeneratedRegex("<(script|style|link rel=\"stylesheet\")[^>]*>", RegexOptions.ExplicitCapture)]
    private static partial Regex Script();

    // Styles and handlers in attributes, scripts without a source.
    [GeneratedRegex("<\\w+(\\s+[\\w-]+(=\"[^\"]*\")?)*\\s+(style|on\\w+)\\s*=|<script(?![^>]*\\ssrc=)|<style", RegexOptions.ExplicitCapture)]
    private static partial Regex Inline();

    [GeneratedRegex("\\s(href|src|action|data-api)=\"(?<url>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Address();

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"(?<url>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Style();
}
