using System.Net;
using System.Text.RegularExpressions;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.WebConsole.Tests;

/// <summary>Editing properties and names on pages, without script.</summary>
public sealed partial class EditTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Text = "dc:description";

    private IDocumentStore Documents => server.Get<IDocumentStore>();

    [Fact]
    public async Task Properties_are_edited_and_what_was_not_touched_stays()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await server.CreateAsync("File", new Dictionary<string, object> { ["dc:title"] = "Old", [Text] = "one\ntwo", ["dc:source"] = "scan", ["dc:rights"] = "ours" });
        var form = await FormAsync(visitor, document.Uid());
        form["dc:title"] = "New & <b>bold</b> عنوان";
        form[Text] = "one\r\nthree";
        form["dc:rights"] = "";
        using var answer = await visitor.PostAsync(Address(document.Uid()), form);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        var page = WebUtility.HtmlDecode(await visitor.PageAsync(answer.Headers.Location!.OriginalString));
        page.ShouldContain("Your changes are stored.");
        page.ShouldContain("<h1><bdi>New & <b>bold</b> عنوان</bdi></h1>");
        var stored = await StoredAsync(document.Uid());
        stored.Properties.Get(Text).ShouldBe("one\nthree");
        stored.Properties.Get("dc:source").ShouldBe("scan");
        stored.Properties.Get("dc:rights").ShouldBeNull();
    }

    [Fact]
    public async Task A_form_without_changes_changes_nothing()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        // Line ends that no browser sends back.
        var document = await server.CreateAsync("File", new Dictionary<string, object> { ["dc:title"] = "a\nb", [Text] = "\none\rtwo\r\n" });
        var before = await StoredAsync(document.Uid());
        using var answer = await visitor.PostAsync(Address(document.Uid()), await FormAsync(visitor, document.Uid()));
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await StoredAsync(document.Uid())).ChangeToken.ShouldBe(before.ChangeToken);
    }

    [Fact]
    public async Task What_is_no_form_is_refused()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await server.CreateAsync("File");
        using var answer = await visitor.SendAsync(HttpMethod.Post, Address(document.Uid()), new StringContent("dc:title=x"), ("Origin", visitor.Origin));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_edit_in_between_is_said_and_nothing_is_lost()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await server.CreateAsync("File", new Dictionary<string, object> { ["dc:title"] = "Plan", [Text] = "first", ["dc:source"] = "scan" });
        var form = await FormAsync(visitor, document.Uid());
        await server.CreateUserAsync("berta");
        var berta = new Principal("berta", [Principal.Administrators]);
        await server.Get<DocumentEditor>().UpdateAsync(berta, await StoredAsync(document.Uid()), present =>
        {
            present.Properties.Set(Text, "hers <i>");
            present.Properties.Set("dc:source", "letter");
            return DocumentEditor.NoContents;
        });

        form["dc:title"] = "Plan of mine";
        form[Text] = "mine";
        using var answer = await visitor.PostAsync(Address(document.Uid()), form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var page = await answer.Content.ReadAsStringAsync();
        var read = WebUtility.HtmlDecode(page);
        read.ShouldContain("berta changed this while you were editing");
        read.ShouldContain("Stored meanwhile: <bdi>hers <i></bdi>");
        page.ShouldNotContain("<i>");
        (await StoredAsync(document.Uid())).Properties.Get(Text).ShouldBe("hers <i>");

        // Saved again: what was entered wins, and what was not touched here is hers.
        using var again = await visitor.PostAsync(Address(document.Uid()), Fields(page));
        again.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var stored = await StoredAsync(document.Uid());
        (stored.Title, stored.Properties.Get(Text), stored.Properties.Get("dc:source")).ShouldBe(("Plan of mine", "mine", "letter"));
        // A second click on the button is no other edit.
        using var twice = await visitor.PostAsync(Address(document.Uid()), form);
        twice.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_long_text_of_another_script_is_stored()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await server.CreateAsync();
        var form = await FormAsync(visitor, document.Uid());
        form[Text] = new string('文', 50_000);
        using var answer = await visitor.PostAsync(Address(document.Uid()), form);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await StoredAsync(document.Uid())).Properties.Get(Text).ShouldBe(form[Text]);
    }

    [Fact]
    public async Task A_refused_change_says_why_and_keeps_what_was_entered()
    {
        var document = await server.CreateAsync();
        await GrantAsync("clara", document.Uid(), Permission.Write);
        using var visitor = await Visitor.SignedInAsync(server, "clara");
        var form = await FormAsync(visitor, document.Uid());
        await server.Get<DocumentEditor>().LockAsync(new Principal(RunningServer.Admin, [Principal.Administrators]), await StoredAsync(document.Uid()));
        form["dc:title"] = "Mine";
        using var answer = await visitor.PostAsync(Address(document.Uid()), form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("The document is locked by Administrator.");
        Fields(page)["dc:title"].ShouldBe("Mine");
    }

    [Fact]
    public async Task Who_may_only_read_is_offered_no_edit_and_makes_none()
    {
        var document = await server.CreateAsync("File", new Dictionary<string, object> { ["dc:title"] = "Theirs" });
        await GrantAsync("dora", document.Uid(), Permission.Read);
        using var visitor = await Visitor.SignedInAsync(server, "dora");
        (await visitor.PageAsync($"/console/documents{document.Text("path")}")).ShouldNotContain("/console/edits/");
        using var asked = await visitor.Http.GetAsync(Address(document.Uid()));
        asked.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var answer = await visitor.PostAsync(Address(document.Uid()), new() { ["token"] = (await StoredAsync(document.Uid())).ChangeToken, ["shown-dc:title"] = "Theirs", ["dc:title"] = "Mine" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await StoredAsync(document.Uid())).Title.ShouldBe("Theirs");
    }

    [Fact]
    public async Task A_foreign_page_edits_nothing()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await server.CreateAsync();
        var form = await FormAsync(visitor, document.Uid());
        form["dc:title"] = "Theirs";
        using var answer = await visitor.SendAsync(HttpMethod.Post, Address(document.Uid()), new FormUrlEncodedContent(form), ("Origin", "https://evil.example"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await StoredAsync(document.Uid())).Title.ShouldNotBe("Theirs");
    }

    [Fact]
    public async Task A_document_gets_another_name_and_a_taken_one_a_suffix()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var folder = (await server.CreateAsync("Folder")).Text("path")!;
        var document = await server.CreateAsync("File", parent: folder[1..], name: "old");
        await server.CreateAsync("File", parent: folder[1..], name: "taken");
        using var answer = await RenameAsync(visitor, document.Uid(), "old", " ‮new & <b> ");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await StoredAsync(document.Uid())).Path.ShouldBe($"{folder}/‮new & <b>");
        (await visitor.PageAsync(answer.Headers.Location!.OriginalString)).ShouldContain("The name in the path is changed");

        using var taken = await RenameAsync(visitor, document.Uid(), "‮new & <b>", "taken");
        (await StoredAsync(document.Uid())).Name.ShouldStartWith("taken.");
        (await visitor.PageAsync(taken.Headers.Location!.OriginalString)).ShouldContain("is taken in this folder");

        using var mended = await RenameAsync(visitor, document.Uid(), (await StoredAsync(document.Uid())).Name, "a/b");
        (await StoredAsync(document.Uid())).Name.ShouldBe("a-b");
        (await visitor.PageAsync(mended.Headers.Location!.OriginalString)).ShouldContain("or has characters that names cannot have");

        // Somebody else was faster, or nothing was entered.
        foreach (var (shown, name, status, sentence) in ((string, string, HttpStatusCode, string)[])
            [("old", "mine", HttpStatusCode.PreconditionFailed, "Somebody changed this"), ((await StoredAsync(document.Uid())).Name, " ", HttpStatusCode.BadRequest, "A document needs a name.")])
        {
            using var refused = await RenameAsync(visitor, document.Uid(), shown, name);
            refused.StatusCode.ShouldBe(status);
            (await refused.Content.ReadAsStringAsync()).ShouldContain(sentence);
        }
    }

    [Fact]
    public async Task A_name_is_changed_by_who_may_change_the_folder_too()
    {
        var document = await server.CreateAsync(name: "fixed");
        await GrantAsync("emil", document.Uid(), Permission.Write);
        using var visitor = await Visitor.SignedInAsync(server, "emil");
        (await visitor.PageAsync(Address(document.Uid()))).ShouldNotContain("/console/names/");
        using var answer = await RenameAsync(visitor, document.Uid(), "fixed", "loose");
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await StoredAsync(document.Uid())).Name.ShouldBe("fixed");
        using var admin = await Visitor.SignedInAsync(server);
        (await admin.PageAsync(Address(document.Uid()))).ShouldContain("/console/names/");
    }

    [Fact]
    public async Task A_document_is_moved_to_another_folder()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (from, to) = (await server.CreateAsync("Folder"), await server.CreateAsync("Folder"));
        var document = await server.CreateAsync("Folder", parent: from.Text("path")![1..], name: "inner");
        (await visitor.PageAsync(Address(document.Uid()))).ShouldContain($"name=\"folder\" value=\"{from.Text("path")}\"");

        using var answer = await MoveAsync(to.Text("path")! + "/");
        (await StoredAsync(document.Uid())).Path.ShouldBe($"{to.Text("path")}/inner");
        (await visitor.PageAsync(answer.Headers.Location!.OriginalString)).ShouldContain("It is moved");

        foreach (var (folder, status, sentence) in ((string, HttpStatusCode, string)[])
            [("/no/where", HttpStatusCode.BadRequest, "There is no folder at"), ($"{to.Text("path")}/inner", HttpStatusCode.BadRequest, "not put into itself"),
                (from.Text("path")!, HttpStatusCode.PreconditionFailed, "Somebody changed this")])
        {
            using var refused = await MoveAsync(folder);
            refused.StatusCode.ShouldBe(status);
            (await refused.Content.ReadAsStringAsync()).ShouldContain(sentence);
        }
        (await StoredAsync(document.Uid())).Path.ShouldBe($"{to.Text("path")}/inner");

        // As the page was when it was in the first folder.
        Task<HttpResponseMessage> MoveAsync(string folder) => visitor.PostAsync($"/console/names/{document.Uid()}",
            new() { ["shown-name"] = "inner", ["name"] = "inner", ["folder"] = folder, ["shown-folder"] = from.Uid() });
    }

    private static Task<HttpResponseMessage> RenameAsync(Visitor visitor, string id, string shown, string name) =>
        visitor.PostAsync($"/console/names/{id}", new() { ["shown-name"] = shown, ["name"] = name });

    private static string Address(string id) => $"/console/edits/{id}";

    private async Task<Document> StoredAsync(string id) => (await Documents.FindAsync("default", id))!;

    private async Task GrantAsync(string user, string id, Permission permission)
    {
        await server.CreateUserAsync(user);
        await server.Get<IDocumentAccess>().SetEntriesAsync(await StoredAsync(id), [new AccessEntry(user, permission)]);
    }

    private static async Task<Dictionary<string, string>> FormAsync(Visitor visitor, string id) => Fields(await visitor.PageAsync(Address(id)));

    // As a browser sends them: without the first line end of a text area, and with the line ends of the web.
    private static Dictionary<string, string> Fields(string page)
    {
        var form = Form().Match(page).Value;
        var fields = Input().Matches(form).ToDictionary(input => input.Groups["name"].Value, input => WebUtility.HtmlDecode(input.Groups["value"].Value));
        foreach (Match area in Area().Matches(form))
            fields[area.Groups["name"].Value] = WebUtility.HtmlDecode(area.Groups["value"].Value);
        return fields.ToDictionary(field => field.Key, field => field.Value.ReplaceLineEndings("\r\n"));
    }

    [GeneratedRegex("<form class=\"stacked\" method=\"post\" action=\"/console/edits/.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input [^>]*?name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Input();

    [GeneratedRegex("<textarea [^>]*?name=\"(?<name>[^\"]*)\"[^>]*>\\n?(?<value>[^<]*)</textarea>", RegexOptions.ExplicitCapture)]
    private static partial Regex Area();
}
