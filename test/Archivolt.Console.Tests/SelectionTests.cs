using System.IO.Compression;
using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.WebConsole.Tests;

/// <summary>What is chosen in the list of a folder, without script.</summary>
public sealed class SelectionTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Files_and_folders_are_packed_as_far_as_the_person_may_read_them()
    {
        var folder = await FolderAsync(null, "top");
        var one = await FileAsync(folder, "a \"b\".txt", "one");
        await FileAsync(folder, "left out.txt", "not chosen");
        var inner = await FolderAsync(folder, "inner");
        await FileAsync(inner, "two.txt", "two");
        var deep = await FolderAsync(inner, "deep");
        await FileAsync(deep, "..\\three.txt", "three");
        var hidden = await FileAsync(deep, "hidden.txt", "hidden");
        var trashed = await FileAsync(deep, "trashed.txt", "trashed");
        await server.Get<DocumentEditor>().TrashAsync(new Principal(RunningServer.Admin, [Principal.Administrators]), trashed, trashed: true);
        await server.CreateUserAsync("lena");
        var access = server.Get<IDocumentAccess>();
        await access.SetEntriesAsync(folder, [new("lena", Permission.Read)]);
        await access.SetEntriesAsync(hidden, [new("lena", Permission.Read, Granted: false)]);
        using var lena = await Visitor.SignedInAsync(server, "lena");
        var page = await lena.PageAsync(PageOf(folder));
        page.ShouldContain("aria-label=\"Choose a &quot;b&quot;.txt\"");
        page.ShouldNotContain("/trash?sort");

        using var answer = await PostAsync(lena, folder, "zip", one, inner);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        await using var zip = await ZipArchive.CreateAsync(await answer.Content.ReadAsStreamAsync(), ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null);
        zip.Entries.Select(entry => (entry.FullName, entry.Length)).ShouldBe(
            [("a \"b\".txt", 3), ($"{inner.Name}/two.txt", 3), ($"{inner.Name}/{deep.Name}/three.txt", 5)], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_chosen_goes_into_the_trash_and_the_same_page_says_so()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var folder = await FolderAsync(null, "bin");
        var (one, two, three) = (await FileAsync(folder, "1", "1"), await FileAsync(folder, "2", "2"), await FileAsync(folder, "3", "3"));
        using var answer = await PostAsync(visitor, folder, "trash?sort=changed&order=desc", one, three);
        answer.Headers.Location!.OriginalString.ShouldBe($"{PageOf(folder)}?sort=changed&order=desc&done=chosen-trashed");
        var page = await visitor.PageAsync(answer.Headers.Location.OriginalString);
        page.ShouldContain("What you chose is in the trash");
        page.ShouldContain(two.Id);
        page.ShouldNotContain(one.Id);
        (await StoredAsync(three.Id)).IsTrashed.ShouldBeTrue();
        // Sent twice, it is done once.
        (await PostAsync(visitor, folder, "trash", one, three)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_page_that_is_full_is_chosen_at_once()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var folder = await FolderAsync(null, "many");
        var all = new List<Document>();
        for (var number = 0; number < 50; number++)
            all.Add(await FolderAsync(folder, $"{number}"));
        (await PostAsync(visitor, folder, "trash", [.. all])).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await StoredAsync(all[49].Id)).IsTrashed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_on_the_page_of_the_folder()
    {
        var folder = await FolderAsync(null, "no");
        var (mine, theirs) = (await FileAsync(folder, "mine", "1"), await FileAsync(folder, "theirs", "2"));
        var bare = await StoredAsync((await server.CreateAsync("File", parent: folder.Path[1..])).Uid());
        await server.CreateUserAsync("mona");
        var access = server.Get<IDocumentAccess>();
        await access.SetEntriesAsync(folder, [new("mona", Permission.Write)]);
        await access.SetEntriesAsync(theirs, [new("mona", Permission.Write, Granted: false)]);
        using var mona = await Visitor.SignedInAsync(server, "mona");
        await SaysAsync("trash", HttpStatusCode.BadRequest, "Nothing is chosen");
        await SaysAsync("zip", HttpStatusCode.BadRequest, "Nothing is chosen");
        await SaysAsync("zip", HttpStatusCode.BadRequest, "Nothing of what you chose has a file", bare);
        await SaysAsync("trash", HttpStatusCode.Forbidden, $"You may not put “{theirs.Title}” into the trash", mine, theirs);
        (await StoredAsync(mine.Id)).IsTrashed.ShouldBeFalse();

        await server.Get<DocumentEditor>().LockAsync(new Principal(RunningServer.Admin, [Principal.Administrators]), bare);
        await SaysAsync("trash", HttpStatusCode.Forbidden, $"1 of 2 are in the trash. “{bare.Title}” is not: The document is locked by Administrator", bare, mine);
        (await StoredAsync(mine.Id)).IsTrashed.ShouldBeTrue();
        using var foreign = await mona.SendAsync(HttpMethod.Post, $"/console/selection/{folder.Id}/trash", new FormUrlEncodedContent([new("chosen", bare.Id)]), ("Origin", "https://elsewhere.example"));
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        async Task SaysAsync(string action, HttpStatusCode status, string sentence, params Document[] chosen)
        {
            using var refused = await PostAsync(mona, folder, action, chosen);
            refused.StatusCode.ShouldBe(status);
            var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
            page.ShouldContain(sentence);
            page.ShouldContain("id=\"selection\"");
        }
    }

    private static Task<HttpResponseMessage> PostAsync(Visitor visitor, Document folder, string action, params Document[] chosen) =>
        visitor.SendAsync(HttpMethod.Post, $"/console/selection/{folder.Id}/{action}", new FormUrlEncodedContent(chosen.Select(document => KeyValuePair.Create("chosen", document.Id))), ("Origin", visitor.Origin));

    private static string PageOf(Document document) => "/console/documents" + string.Join('/', document.Path.Split('/').Select(Uri.EscapeDataString));

    private async Task<Document> FolderAsync(Document? parent, string name) =>
        await StoredAsync((await server.CreateAsync("Folder", parent: parent?.Path[1..] ?? "default-domain/workspaces", name: $"{name}-{Guid.NewGuid():n}")).Uid());

    private async Task<Document> FileAsync(Document folder, string name, string content)
    {
        var id = (await server.CreateAsync("File", new Dictionary<string, object> { ["dc:title"] = name }, folder.Path[1..])).Uid();
        using var client = server.Client();
        (await client.PutAsync($"api/v1/id/{id}/@blob/file:content?filename={Uri.EscapeDataString(name)}", new StringContent(content))).EnsureSuccessStatusCode();
        return await StoredAsync(id);
    }

    private async Task<Document> StoredAsync(string id) => (await server.Get<IDocumentStore>().FindAsync("default", id))!;
}
