using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;

namespace Archivolt.WebConsole.Tests;

/// <summary>The permissions of a document on pages, without script.</summary>
public sealed class PermissionTests(RunningServer server) : IClassFixture<RunningServer>
{
    private IDocumentAccess Access => server.Get<IDocumentAccess>();

    [Fact]
    public async Task Entries_are_shown_in_words_with_where_they_are_from()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (folder, document) = await InFolderAsync();
        await server.Get<IGroupStore>().CreateAsync(new Group("<b>readers\u202E", "Readers"));
        await Access.SetEntriesAsync(folder, [new("<b>readers\u202E", Permission.Read), new("late", Permission.Write) { Begin = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero) }]);
        await Access.SetEntriesAsync(document, [new("nobody", Permission.Read, Granted: false), new("past", Permission.Everything) { End = DateTimeOffset.UnixEpoch }]);
        var page = await visitor.PageAsync(PageOf(document));
        foreach (var text in (string[])["&lt;b&gt;readers\uFFFD", "may read</td>", $"""<a href="/console/documents{folder.Path}"><bdi>{folder.Path}</bdi></a>""", "may not do anything", "no longer, since", "from <time datetime=\"2999-01-01T00:00:00Z\"", $"/nuxeo/api/v1/id/{document.Id}/@acl"])
            WebUtility.HtmlDecode(page).ShouldContain(WebUtility.HtmlDecode(text));
        page.ShouldNotContain("<b>readers");
        (await visitor.PageAsync($"/console/documents{document.Path}")).ShouldContain($"href=\"{PageOf(document)}\"");
    }

    [Fact]
    public async Task An_entry_is_added_with_days_and_removed()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (_, document) = await InFolderAsync();
        await server.CreateUserAsync("o'brien \"<x>\"");
        var added = await ChangeAsync(visitor, document, "", ("grantee", "o'brien \"<x>\""), ("permission", "Write"), ("effect", "deny"), ("from", "2998-01-31"), ("to", "2999-01-31"));
        added.ShouldContain("The entry is added");
        added.ShouldContain("may not change or delete");
        var entry = (await Access.GetEntriesAsync(document)).ShouldHaveSingleItem();
        (entry.Grantee, entry.Permission, entry.Granted, entry.Creator).ShouldBe(("o'brien \"<x>\"", Permission.Write, false, RunningServer.Admin));
        (entry.Begin, entry.End).ShouldBe((new DateTimeOffset(2998, 1, 31, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2999, 2, 1, 0, 0, 0, TimeSpan.Zero)));
        (await server.Get<IAuditLog>().QueryAsync(new AuditQuery { DocumentId = document.Id, EventId = "documentSecurityUpdated" })).ShouldHaveSingleItem().Comment.ShouldBe("added: o'brien \"<x>\" may not change or delete");

        await ChangeAsync(visitor, document, "", ("grantee", "o'brien \"<x>\""), ("permission", "Write"), ("effect", "deny"));
        (await Access.GetEntriesAsync(document)).ShouldHaveSingleItem().End.ShouldBeNull();
        (await ChangeAsync(visitor, document, "/removal", ("entry", "0"))).ShouldContain("The entry is removed");
        (await Access.GetEntriesAsync(document)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Inheritance_is_blocked_and_let_in_again_and_the_page_says_what_counts()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (folder, document) = await InFolderAsync();
        await server.CreateUserAsync("hanna");
        await Access.SetEntriesAsync(folder, [new("hanna", Permission.Read)]);
        (await ChangeAsync(visitor, document, "/inheritance", ("block", "1"))).ShouldContain("Inheritance is blocked here");
        (await Access.IsAllowedAsync(new Principal("hanna", []), Permission.Read, await StoredAsync(document))).ShouldBeFalse();
        var below = await DocumentAsync(await StoredAsync(document));
        var page = await visitor.PageAsync(PageOf(below));
        page.ShouldContain("Inheritance is blocked at");
        page.ShouldNotContain("hanna</bdi>");
        (await ChangeAsync(visitor, document, "/inheritance")).ShouldContain("hanna");
        (await Access.IsAllowedAsync(new Principal("hanna", []), Permission.Read, await StoredAsync(document))).ShouldBeTrue();
    }

    [Fact]
    public async Task People_and_groups_are_suggested_to_those_who_manage_them_only()
    {
        var (_, document) = await InFolderAsync();
        foreach (var name in (string[])["viktor", "wilma"])
            await server.CreateUserAsync(name);
        await Access.SetEntriesAsync(document, [new("wilma", Permission.Everything)]);
        using var admin = await Visitor.SignedInAsync(server);
        using var wilma = await Visitor.SignedInAsync(server, "wilma");
        (await admin.PageAsync(PageOf(document))).ShouldContain("""<option value="viktor">""");
        (await wilma.PageAsync(PageOf(document))).ShouldNotContain("""<option value="viktor">""");
    }

    [Fact]
    public async Task A_block_that_does_not_count_yet_is_said_and_removed()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (folder, document) = await InFolderAsync();
        await Access.SetEntriesAsync(folder, [new("later", Permission.Read)]);
        await Access.SetEntriesAsync(document, [new(Principal.Everyone, Permission.Everything, Granted: false) { Begin = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero) }]);
        var page = await visitor.PageAsync(PageOf(document));
        page.ShouldContain("A block of inheritance is set here: <span>from <time datetime=\"2999-01-01T00:00:00Z\"");
        page.ShouldContain("<bdi>later</bdi>");
        page.ShouldContain("Remove the block");
        await ChangeAsync(visitor, document, "/inheritance");
        (await Access.GetEntriesAsync(document)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "Read", "", "", "Enter the name of a user or a group")]
    [InlineData("<nobody>", "Read", "", "", "There is no user or group “<nobody>”")]
    [InlineData("Everyone", "Fly", "", "", "is to be one of")]
    [InlineData("Everyone", "Everything", "", "", "Use “Block inheritance” for that")]
    [InlineData("Everyone", "Read", "tomorrow", "", "“From” is to be a day")]
    [InlineData("Everyone", "Read", "2999-02-01", "2999-01-01", "“Until” is before “From”")]
    [InlineData("Everyone", "Read", "", "2001-01-01", "“Until” is over already")]
    public async Task What_cannot_be_is_refused_with_the_reason_and_kept_in_the_form(string grantee, string permission, string from, string to, string reason)
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (_, document) = await InFolderAsync();
        using var answer = await PostAsync(visitor, document, "", ("grantee", grantee), ("permission", permission), ("effect", "deny"), ("from", from), ("to", to));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        page.ShouldContain(reason);
        page.ShouldContain($"name=\"grantee\" value=\"{grantee}\"");
        page.ShouldContain("value=\"deny\" checked");
        page.ShouldContain($"type=\"date\" value=\"{from}\"");
        (await Access.GetEntriesAsync(document)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_people_at_the_same_time_the_second_sees_what_the_first_did()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (_, document) = await InFolderAsync();
        (await ChangeAsync(visitor, document, "", ("grantee", "Everyone"), ("permission", "Read"))).ShouldContain("The entry is added");
        using var second = await visitor.PostAsync(PageOf(document), new() { ["token"] = document.ChangeToken, ["grantee"] = "administrators", ["permission"] = "Write" });
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var page = await second.Content.ReadAsStringAsync();
        page.ShouldContain("Somebody changed this after you opened the page");
        page.ShouldContain("Remove: Everyone may read");
        page.ShouldContain("name=\"grantee\" value=\"administrators\"");
        (await Access.GetEntriesAsync(document)).ShouldHaveSingleItem();
        using var without = await visitor.PostAsync(PageOf(document), new() { ["grantee"] = "administrators", ["permission"] = "Write" });
        without.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Who_would_lose_their_own_right_is_asked_before()
    {
        var (folder, document) = await InFolderAsync();
        await server.CreateUserAsync("ida");
        await Access.SetEntriesAsync(folder, [new("ida", Permission.Write)]);
        using var ida = await Visitor.SignedInAsync(server, "ida");
        using var asked = await PostAsync(ida, document, "/inheritance", ("block", "1"));
        asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        var question = await asked.Content.ReadAsStringAsync();
        question.ShouldContain("You would lose your own right to change");
        question.ShouldContain($"""<input type="hidden" name="block" value="1">""");
        (await Access.GetEntriesAsync(document)).ShouldBeEmpty();

        // One that keeps the right is made at once.
        (await ChangeAsync(ida, document, "", ("grantee", "ida"), ("permission", "Write"))).ShouldContain("The entry is added");
        (await ChangeAsync(ida, document, "/inheritance", ("block", "1"))).ShouldContain("Inheritance is blocked");
        using var denied = await PostAsync(ida, document, "", ("grantee", "ida"), ("permission", "Write"), ("effect", "deny"), ("confirmed", "1"));
        denied.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await ida.PageAsync(denied.Headers.Location!.OriginalString)).ShouldContain("You can no longer change them here");
        using var page = await ida.Http.GetAsync(PageOf(document));
        page.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Only_who_may_write_sees_and_sets_them_and_no_other_origin_does()
    {
        var (folder, document) = await InFolderAsync();
        await server.CreateUserAsync("jo");
        await Access.SetEntriesAsync(folder, [new("jo", Permission.Read)]);
        using var jo = await Visitor.SignedInAsync(server, "jo");
        (await jo.PageAsync($"/console/documents{document.Path}")).ShouldNotContain("/console/permissions/");
        (await jo.Http.GetAsync(PageOf(document))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var refused = await PostAsync(jo, document, "", ("grantee", "jo"), ("permission", "Everything"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var visitor = await Visitor.SignedInAsync(server);
        using var foreign = await visitor.SendAsync(HttpMethod.Post, PageOf(document), new FormUrlEncodedContent([new("grantee", "Everyone"), new("permission", "Read"), new("token", document.ChangeToken)]), ("Origin", "https://elsewhere.example"));
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Access.GetEntriesAsync(document)).ShouldBeEmpty();
    }

    private static string PageOf(Document document) => $"/console/permissions/{document.Id}";

    private async Task<string> ChangeAsync(Visitor visitor, Document document, string action, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync(visitor, document, action, fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return await visitor.PageAsync(answer.Headers.Location!.OriginalString);
    }

    private async Task<HttpResponseMessage> PostAsync(Visitor visitor, Document document, string action, params (string Name, string Value)[] fields)
    {
        var sent = fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        sent["token"] = (await StoredAsync(document)).ChangeToken;
        return await visitor.PostAsync(PageOf(document) + action, sent);
    }

    private async Task<(Document Folder, Document Document)> InFolderAsync()
    {
        var folder = await StoredAsync((await server.CreateAsync("Folder")).Uid());
        return (folder, await DocumentAsync(folder));
    }

    private async Task<Document> DocumentAsync(Document folder) => await StoredAsync((await server.CreateAsync("Folder", parent: folder.Path[1..])).Uid());

    private Task<Document> StoredAsync(Document document) => StoredAsync(document.Id);

    private async Task<Document> StoredAsync(string id) => (await server.Get<IDocumentStore>().FindAsync("default", id))!;
}
