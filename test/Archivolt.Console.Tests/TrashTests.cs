using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;

namespace Archivolt.WebConsole.Tests;

/// <summary>The trash on pages, without script.</summary>
public sealed class TrashTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly Principal Administrator = new(RunningServer.Admin, [Principal.Administrators]);

    private IDocumentStore Documents => server.Get<IDocumentStore>();

    [Fact]
    public async Task A_document_goes_into_the_trash_of_its_folder_and_comes_back()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (folder, document) = await InFolderAsync("Trip & <b>");
        (await visitor.PageAsync(PageOf(document))).ShouldContain("Move to trash");
        using var trashed = await visitor.PostAsync($"/console/trash/{document.Id}");
        var page = await visitor.PageAsync(trashed.Headers.Location!.OriginalString);
        foreach (var sentence in (string[])["Moved to the trash", "This is in the trash", "Restore</button>", $"/console/deletions/{document.Id}"])
            page.ShouldContain(sentence);
        (await StoredAsync(document))!.IsTrashed.ShouldBeTrue();

        WebUtility.HtmlDecode(await visitor.PageAsync(PageOf(folder))).ShouldNotContain(document.Name);
        (await visitor.PageAsync($"/console/search?q={Uri.EscapeDataString(document.Name)}")).ShouldContain("Nothing found");
        foreach (var list in (string[])[$"/console/trash?in={folder.Id}", "/console/trash?sort=changed&order=desc"])
            (await visitor.PageAsync(list)).ShouldContain($"/console/trash/{document.Id}/restoration");
        using var restored = await visitor.PostAsync($"/console/trash/{document.Id}/restoration", new() { ["next"] = $"/console/trash?in={folder.Id}&done=restored" });
        var emptied = await visitor.PageAsync(restored.Headers.Location!.OriginalString);
        emptied.ShouldContain("it is out of the trash");
        emptied.ShouldContain("The trash is empty");
        WebUtility.HtmlDecode(await visitor.PageAsync(PageOf(folder))).ShouldContain(document.Name);
    }

    [Fact]
    public async Task The_trash_of_a_folder_has_what_is_below_it_and_a_deletion_goes_on_there()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (folder, _) = await InFolderAsync("a");
        var inner = await CreateAsync("Folder", folder, "inner");
        var deep = await CreateAsync("File", inner, "deep");
        var (_, other) = await InFolderAsync("b");
        foreach (var document in (Document[])[deep, other])
            using (await visitor.PostAsync($"/console/trash/{document.Id}")) { }
        var page = await visitor.PageAsync($"/console/trash?in={folder.Id}");
        page.ShouldContain(deep.Id);
        page.ShouldContain($"in <bdi>{inner.Path}</bdi>");
        page.ShouldNotContain(other.Id);
        using var deleted = await visitor.PostAsync($"/console/deletions/{deep.Id}", new() { ["token"] = (await StoredAsync(deep))!.ChangeToken });
        deleted.Headers.Location!.OriginalString.ShouldBe($"/console/trash?in={inner.Id}&done=deleted");
        (await StoredAsync(deep)).ShouldBeNull();
    }

    [Fact]
    public async Task People_see_of_the_trash_what_they_may_read_and_restore_what_they_may_remove()
    {
        var (folder, mine) = await InFolderAsync("mine");
        var theirs = await CreateAsync("File", folder, "theirs");
        var hidden = await CreateAsync("File", folder, "hidden");
        foreach (var document in (Document[])[mine, theirs, hidden])
            await server.Get<DocumentEditor>().TrashAsync(Administrator, document, trashed: true);
        await server.CreateUserAsync("berta");
        await GrantAsync(folder, new("berta", Permission.Read));
        await GrantAsync(mine, new("berta", Permission.Remove));
        await GrantAsync(hidden, new("berta", Permission.Read, Granted: false));
        using var visitor = await Visitor.SignedInAsync(server, "berta");

        var page = await visitor.PageAsync("/console/trash");
        page.ShouldContain($"/console/trash/{mine.Id}/restoration");
        page.ShouldContain("theirs");
        page.ShouldNotContain(theirs.Id);
        page.ShouldNotContain("hidden.");
        page.ShouldNotContain(hidden.Id);
        foreach (var (document, verb) in (List<(Document, string)>)[(theirs, ""), (theirs, "/restoration"), (hidden, "/restoration")])
        {
            using var refused = await visitor.PostAsync($"/console/trash/{document.Id}{verb}");
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await StoredAsync(document))!.IsTrashed.ShouldBeTrue();
        }
        using var restored = await visitor.PostAsync($"/console/trash/{mine.Id}/restoration", new() { ["next"] = "https://evil.example/" });
        restored.Headers.Location!.OriginalString.ShouldBe($"{PageOf(mine)}?done=restored");
        using var foreign = await visitor.Http.GetAsync($"/console/trash?in={hidden.Id}");
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_lock_keeps_others_from_the_trash_and_the_page_says_why()
    {
        var (_, document) = await InFolderAsync("locked");
        await server.CreateUserAsync("clara");
        await GrantAsync(document, new("clara", Permission.Write));
        await server.Get<DocumentEditor>().LockAsync(Administrator, document);
        using var visitor = await Visitor.SignedInAsync(server, "clara");
        (await visitor.PageAsync(PageOf(document))).ShouldContain("Locked by <bdi>Administrator</bdi>");
        using var refused = await visitor.PostAsync($"/console/trash/{document.Id}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("<bdi>The document is locked by Administrator.</bdi>");
        (await StoredAsync(document))!.IsTrashed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retention_and_legal_holds_keep_a_document_from_deletion_and_the_page_says_why(bool isHold)
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (_, document) = await InFolderAsync("kept");
        var keeper = server.Get<RecordKeeper>();
        var record = await keeper.MakeRecordAsync(Administrator, document);
        _ = isHold
            ? await keeper.SetLegalHoldAsync(Administrator, record, hold: true)
            : await keeper.SetRetentionAsync(Administrator, record, DateTimeOffset.UtcNow.AddDays(1));
        using (var kept = await visitor.PostAsync($"/console/trash/{document.Id}"))
            (await kept.Content.ReadAsStringAsync()).ShouldContain(isHold ? "It is under a legal hold" : "It is a record, and the time for which it is kept is not over");
        // The browser shows that page under the form's address, which somebody may open again.
        using (var again = await visitor.Http.GetAsync($"/console/trash/{document.Id}"))
            again.Headers.Location!.OriginalString.ShouldBe($"/console/documents{document.Path}");
        using var refused = await visitor.PostAsync($"/console/deletions/{document.Id}", new() { ["token"] = (await StoredAsync(document))!.ChangeToken });
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var page = await refused.Content.ReadAsStringAsync();
        page.ShouldContain("role=\"alert\"");
        page.ShouldContain("it is under retention / hold");
        page.ShouldContain("<h2>Properties</h2>");
        (await StoredAsync(document)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_was_taken_out_of_the_trash_meanwhile_is_not_deleted()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var (_, document) = await InFolderAsync("wanted");
        using (await visitor.PostAsync($"/console/trash/{document.Id}")) { }
        var asked = await visitor.PageAsync($"/console/deletions/{document.Id}");
        var token = (await StoredAsync(document))!.ChangeToken;
        asked.ShouldContain($"value=\"{token}\"");
        using (await visitor.PostAsync($"/console/trash/{document.Id}/restoration")) { }
        using (await visitor.PostAsync($"/console/trash/{document.Id}")) { }
        foreach (var stale in (string[])[token, ""])
        {
            using var refused = await visitor.PostAsync($"/console/deletions/{document.Id}", new() { ["token"] = stale });
            refused.IsSuccessStatusCode.ShouldBeFalse();
            ((int)refused.StatusCode).ShouldBeInRange(400, 499);
        }
        (await StoredAsync(document)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_root_goes_into_no_trash()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var root = (await Documents.FindByPathAsync("default", "/"))!;
        using var refused = await visitor.PostAsync($"/console/trash/{root.Id}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await StoredAsync(root))!.IsTrashed.ShouldBeFalse();
    }

    private static string PageOf(Document document) => "/console/documents" + string.Join('/', document.Path.Split('/').Select(Uri.EscapeDataString));

    private async Task<Document?> StoredAsync(Document document) => await Documents.FindAsync("default", document.Id);

    private async Task<(Document Folder, Document Document)> InFolderAsync(string name)
    {
        var folder = (await Documents.FindAsync("default", (await server.CreateAsync("Folder")).Uid()))!;
        return (folder, await CreateAsync("File", folder, name));
    }

    private async Task<Document> CreateAsync(string type, Document parent, string name) =>
        (await Documents.FindAsync("default", (await server.CreateAsync(type, parent: parent.Path[1..], name: $"{name}.{Guid.NewGuid():n}")).Uid()))!;

    private async Task GrantAsync(Document document, AccessEntry entry) => await server.Get<IDocumentAccess>().SetEntriesAsync((await StoredAsync(document))!, [entry]);
}
