using System.Net;
using System.Net.Http.Headers;
using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Records;

namespace Archivolt.WebConsole.Tests;

/// <summary>Replacing and removing a document's main file on pages, without script.</summary>
public sealed class FileTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly Principal Administrator = new(RunningServer.Admin, [Principal.Administrators]);

    [Fact]
    public async Task A_file_is_added_replaced_and_removed()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await CreateAsync();
        (await visitor.PageAsync(PageOf(document))).ShouldContain("Add a file");
        foreach (var (name, length) in ((string, int)[])[("<b> تقرير.bin", 20_000_000), ("small.txt", 3)])
        {
            using var answer = await UploadAsync(visitor, document, name, length);
            answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
            var file = (await FileAsync(document))!;
            (file.FileName, file.Length).ShouldBe((name, length));
            var page = WebUtility.HtmlDecode(await visitor.PageAsync(answer.Headers.Location!.OriginalString));
            page.ShouldContain("The file is stored.");
            page.ShouldContain($"<bdi>{name}</bdi>");
            page.ShouldContain("Replace the file");
        }

        (await visitor.PageAsync($"/console/files/{document.Id}/removal")).ShouldContain("Remove “<bdi>small.txt</bdi>”?");
        using var removed = await visitor.PostAsync($"/console/files/{document.Id}/removal", new() { ["token"] = (await StoredAsync(document)).ChangeToken });
        (await visitor.PageAsync(removed.Headers.Location!.OriginalString)).ShouldContain("The file is removed.");
        (await FileAsync(document)).ShouldBeNull();
        using var none = await visitor.Http.GetAsync($"/console/files/{document.Id}/removal");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_file_is_not_replaced_or_removed_after_a_change_that_the_person_has_not_seen()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await CreateAsync();
        using (await UploadAsync(visitor, document, "theirs.txt", 3)) { }
        foreach (var answer in (HttpResponseMessage[])[await UploadAsync(visitor, document, "mine.txt", 4, document.ChangeToken), await visitor.PostAsync($"/console/files/{document.Id}/removal", new() { ["token"] = document.ChangeToken })])
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            var page = await answer.Content.ReadAsStringAsync();
            page.ShouldContain("Somebody changed this after you opened the page");
            page.ShouldContain("theirs.txt");
        }
        (await FileAsync(document))!.FileName.ShouldBe("theirs.txt");
        using var bare = await visitor.PostAsync(Address(await StoredAsync(document)), new() { ["a"] = "b" });
        bare.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await bare.Content.ReadAsStringAsync()).ShouldContain("multipart/form-data");
        (await FileAsync(document))!.FileName.ShouldBe("theirs.txt");
        using var empty = await visitor.SendAsync(HttpMethod.Post, Address(await StoredAsync(document)), new MultipartFormDataContent { { new StringContent("x"), "other" } }, ("Origin", visitor.Origin));
        empty.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await empty.Content.ReadAsStringAsync()).ShouldContain("The form has no file");
    }

    [Fact]
    public async Task Who_may_only_read_replaces_and_removes_nothing_and_a_foreign_page_neither()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await CreateAsync();
        using (await UploadAsync(visitor, document, "kept.txt", 3)) { }
        await server.CreateUserAsync("berta");
        await server.Get<IDocumentAccess>().SetEntriesAsync(document, [new AccessEntry("berta", Permission.Read)]);
        using var reader = await Visitor.SignedInAsync(server, "berta");
        (await reader.PageAsync(PageOf(document))).ShouldNotContain("/console/files/");
        foreach (var (who, origin) in ((Visitor, string)[])[(reader, reader.Origin), (visitor, "https://evil.example")])
        {
            using var replaced = await UploadAsync(who, document, "mine.txt", 4, origin: origin);
            replaced.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            using var removed = await who.SendAsync(HttpMethod.Post, $"/console/files/{document.Id}/removal", null, ("Origin", origin));
            removed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
        (await FileAsync(document))!.FileName.ShouldBe("kept.txt");
    }

    [Fact]
    public async Task A_legal_hold_keeps_the_file_and_the_page_says_why()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await CreateAsync();
        using (await UploadAsync(visitor, document, "kept.txt", 3)) { }
        var keeper = server.Get<RecordKeeper>();
        await keeper.SetLegalHoldAsync(Administrator, await keeper.MakeRecordAsync(Administrator, await StoredAsync(document)), hold: true);
        var token = (await StoredAsync(document)).ChangeToken;
        foreach (var answer in (HttpResponseMessage[])[await UploadAsync(visitor, document, "mine.txt", 4), await visitor.PostAsync($"/console/files/{document.Id}/removal", new() { ["token"] = token })])
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("class=\"problem\" role=\"alert\"");
        }
        (await FileAsync(document))!.FileName.ShouldBe("kept.txt");
    }

    private static string PageOf(Document document) => $"/console/documents{document.Path}";

    private static string Address(Document document) => $"/console/files/{document.Id}?token={document.ChangeToken}";

    private async Task<Document> CreateAsync() => (await server.Get<IDocumentStore>().FindAsync("default", (await server.CreateAsync()).Uid()))!;

    private async Task<Document> StoredAsync(Document document) => (await server.Get<IDocumentStore>().FindAsync("default", document.Id))!;

    private async Task<BlobInfo?> FileAsync(Document document) => (await StoredAsync(document)).Properties.Get("file:content") as BlobInfo;

    private async Task<HttpResponseMessage> UploadAsync(Visitor visitor, Document document, string name, int length, string? token = null, string? origin = null)
    {
        var file = new ByteArrayContent(new byte[length]);
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileNameStar = name };
        var stored = await StoredAsync(document);
        return await visitor.SendAsync(HttpMethod.Post, Address(token is null ? stored : stored with { ChangeToken = token }), new MultipartFormDataContent { file }, ("Origin", origin ?? visitor.Origin));
    }
}
