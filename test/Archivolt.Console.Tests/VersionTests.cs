using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.WebConsole.Tests;

/// <summary>Versions on pages, without script.</summary>
public sealed class VersionTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly Principal Administrator = new(RunningServer.Admin, [Principal.Administrators]);

    [Fact]
    public async Task Versions_are_made_listed_downloaded_and_restored()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        using var client = server.Client();
        var document = await CreateAsync("First <b>", new DateTimeOffset(2001, 2, 3, 0, 0, 0, TimeSpan.Zero));
        await client.PutBlobAsync(document.Id, "file:content", "first");
        (await visitor.PageAsync(PageOf(document))).ShouldContain("There are none yet");
        using var made = await visitor.PostAsync($"/console/versions/{document.Id}", new() { ["increment"] = "major", ["token"] = await TokenAsync(document) });
        var page = await visitor.PageAsync(made.Headers.Location!.OriginalString);
        page.ShouldContain("The version is made.");
        var version = (await VersionsAsync(document)).ShouldHaveSingleItem();
        version.Name.ShouldBe("1.0");
        page.ShouldContain($"aria-label=\"Version 1.0\"><bdi>1.0</bdi></a><small><time");
        page.ShouldContain("by <bdi>Administrator</bdi>");
        // The time is that of the version, whose document is older.
        page.ShouldContain("<dt>Created</dt><dd><time datetime=\"2001-02-03");
        page.ShouldNotContain("</a><small><time datetime=\"2001");
        (await client.GetStringAsync($"/nuxeo/nxfile/default/{version.Id}/file:content/hello.txt")).ShouldBe("first");
        page.ShouldContain($"/nuxeo/nxfile/default/{version.Id}/file:content/hello.txt");

        await client.PutBlobAsync(document.Id, "file:content", "second");
        (await visitor.PageAsync($"/console/versions/{version.Id}/restoration")).ShouldContain("back to version <bdi>1.0</bdi>?");
        using var restored = await visitor.PostAsync($"/console/versions/{version.Id}/restoration", new() { ["keep"] = "on", ["token"] = await TokenAsync(document) });
        (await visitor.PageAsync(restored.Headers.Location!.OriginalString)).ShouldContain("as it was in that version");
        (await client.GetStringAsync($"/nuxeo/nxfile/default/{document.Id}/file:content/hello.txt")).ShouldBe("first");
        (await VersionsAsync(document)).Select(each => each.Name).ShouldBe(["1.0", "1.1"]);
        var seen = await TokenAsync(document);
        using var again = await visitor.PostAsync($"/console/versions/{version.Id}/restoration", new() { ["token"] = seen });
        again.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await VersionsAsync(document)).Count.ShouldBe(2);

        await client.PutBlobAsync(document.Id, "file:content", "another's");
        using var late = await visitor.PostAsync($"/console/versions/{version.Id}/restoration", new() { ["token"] = seen });
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await late.Content.ReadAsStringAsync()).ShouldContain("Somebody changed this after you opened the page");
        (await client.GetStringAsync($"/nuxeo/nxfile/default/{document.Id}/file:content/hello.txt")).ShouldBe("another's");
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_one_version()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await CreateAsync("Twice");
        var token = await TokenAsync(document);
        (await visitor.PageAsync(PageOf(document))).ShouldContain($"action=\"/console/versions/{document.Id}\"><input type=\"hidden\" name=\"token\" value=\"{token}\">");
        using var first = await visitor.PostAsync($"/console/versions/{document.Id}", new() { ["token"] = token });
        first.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var second = await visitor.PostAsync($"/console/versions/{document.Id}", new() { ["token"] = token });
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Content.ReadAsStringAsync()).ShouldContain("Somebody changed this after you opened the page");
        (await VersionsAsync(document)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_record_that_is_not_brought_back_gets_no_version_either()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        using var client = server.Client();
        var document = await CreateAsync("Held");
        await client.PutBlobAsync(document.Id, "file:content", "first");
        var version = await server.Get<DocumentVersions>().CheckInAsync(Administrator, document, isMajor: false);
        await client.PutBlobAsync(document.Id, "file:content", "second");
        (await visitor.PostAsync($"/console/records/{document.Id}", new() { ["token"] = await TokenAsync(document) })).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var refused = await visitor.PostAsync($"/console/versions/{version.Id}/restoration", new() { ["keep"] = "on", ["token"] = await TokenAsync(document) });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await VersionsAsync(document)).ShouldHaveSingleItem().Id.ShouldBe(version.Id);
    }

    [Fact]
    public async Task A_version_says_what_it_is_and_is_not_edited()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await CreateAsync("Plan");
        var version = await server.Get<DocumentVersions>().CheckInAsync(Administrator, document, isMajor: false);
        var page = await visitor.PageAsync(PageOf(version));
        page.ShouldContain("This is version <bdi>0.1</bdi> of");
        foreach (var action in (string[])["/console/edits/", "/console/files/", "/console/trash/", $"action=\"/console/versions/{version.Id}"])
            page.ShouldNotContain(action);
        page.ShouldContain($"/console/deletions/{version.Id}");
        page.ShouldContain($"href=\"/console/versions/{version.Id}/restoration\">Restore this version");
        var question = await visitor.PageAsync($"/console/deletions/{version.Id}");
        question.ShouldContain("Delete version <bdi>0.1</bdi> of “<bdi>Plan</bdi>”?");
        question.ShouldContain("the document and its other versions stay");
        foreach (var url in (string[])[$"/console/versions/{version.Id}", $"/console/trash/{version.Id}", $"/console/versions/{document.Id}/restoration"])
        {
            using var refused = await visitor.PostAsync(url);
            refused.IsSuccessStatusCode.ShouldBeFalse(url);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("role=\"alert\"");
        }
        using var folder = await visitor.PostAsync($"/console/versions/{document.ParentId}", new() { ["token"] = (await server.Get<IDocumentStore>().FindAsync("default", document.ParentId!))!.ChangeToken });
        folder.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Who_may_only_read_makes_and_restores_no_version_and_a_lock_keeps_others_from_it()
    {
        var document = await CreateAsync("Theirs");
        var version = await server.Get<DocumentVersions>().CheckInAsync(Administrator, document, isMajor: true);
        await server.CreateUserAsync("berta");
        var access = server.Get<IDocumentAccess>();
        using var visitor = await Visitor.SignedInAsync(server, "berta");
        foreach (var permission in (Permission[])[Permission.Read, Permission.Write])
        {
            await access.SetEntriesAsync(document, [new AccessEntry("berta", permission)]);
            if (permission == Permission.Write)
                await server.Get<DocumentEditor>().LockAsync(Administrator, (await server.Get<IDocumentStore>().FindAsync("default", document.Id))!);
            var page = await visitor.PageAsync(PageOf(document));
            page.ShouldContain("Version 1.0");
            page.Contains("/console/versions/", StringComparison.Ordinal).ShouldBe(permission == Permission.Write);
            foreach (var url in (string[])[$"/console/versions/{document.Id}", $"/console/versions/{version.Id}/restoration"])
            {
                using var refused = await visitor.PostAsync(url, new() { ["token"] = await TokenAsync(document) });
                refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, url);
                (await refused.Content.ReadAsStringAsync()).ShouldContain(permission == Permission.Read ? "You may not change this document." : "The document is locked by Administrator.");
            }
        }
        (await VersionsAsync(document)).ShouldHaveSingleItem();
    }

    private async Task<string> TokenAsync(Document document) => (await server.Get<IDocumentStore>().FindAsync("default", document.Id))!.ChangeToken;

    private static string PageOf(Document document) => $"/console/documents{document.Path}";

    private async Task<Document> CreateAsync(string title, DateTimeOffset? created = null)
    {
        var documents = server.Get<IDocumentStore>();
        var document = (await documents.FindAsync("default", (await server.CreateAsync("File", new Dictionary<string, object> { ["dc:title"] = title })).Uid()))!;
        if (created is null)
            return document;
        document.Properties.Set("dc:created", created);
        return await documents.UpdateAsync(document);
    }

    private Task<IReadOnlyList<Document>> VersionsAsync(Document document) => server.Get<DocumentVersions>().ListAsync(document);
}
