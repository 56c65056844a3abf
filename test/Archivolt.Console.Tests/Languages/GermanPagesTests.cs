using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Editing;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.WebConsole.Languages;
using Document = Archivolt.Documents.Document;

namespace Archivolt.WebConsole.Tests.Languages;

/// <summary>The pages in German.</summary>
public sealed class GermanPagesTests(RunningServer server) : IClassFixture<RunningServer>
{
    // Data, and sentences of other parts of the server.
    private const string Data = "code, bdi, time, strong, textarea, .brand, .call, td.type, option[value]";

    [Fact]
    public async Task No_page_says_in_English_what_it_can_say_in_German()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        visitor.Http.DefaultRequestHeaders.Add("Accept-Language", "de");
        var english = new List<string>();
        foreach (var url in await PagesAsync())
            english.AddRange((await TextsAsync(visitor, url)).Where(text => Language.German.Phrases.GetValueOrDefault(text, text) != text).Select(text => $"{url}: {text}"));
        english.ShouldBeEmpty();
    }

    private async Task<string[]> PagesAsync()
    {
        var administrator = new Principal(RunningServer.Admin, [Principal.Administrators]);
        var editor = server.Get<DocumentEditor>();
        var (document, trashed) = (await DocumentAsync(), await DocumentAsync());
        trashed = await editor.TrashAsync(administrator, trashed, trashed: true);
        var version = await server.Get<DocumentVersions>().CheckInAsync(administrator, document, isMajor: true);
        await server.Get<IDocumentAccess>().SetEntriesAsync((await server.Get<IDocumentStore>().FindAsync("default", document.Id))!, [new("members", Permission.Write, Granted: false), new("members", Permission.Read)]);
        await server.Get<ICondemnedBlobs>().CondemnAsync("default", [new(new string('c', 64), 123_456, DateTimeOffset.UtcNow)], CollectionReason.Unreferenced, TimeSpan.FromDays(7));
        await server.Get<Quarantine>().Ledger.PutAsync(new QuarantinedBlob { Provider = "default", Key = new string('d', 64), Found = DateTimeOffset.UtcNow, Length = 12_345, Damage = BlobDamage.WrongDigest, Detail = "Another digest." });
        await server.CreateUserAsync("anna", "members");
        await server.Get<IUserStore>().CreateTokenAsync("anna", "backup");
        await server.Get<IUserStore>().CreateTokenAsync(RunningServer.Admin, "backup");
        return
        [
            "/console/documents", $"/console/documents{document.Path}", $"/console/documents{version.Path}", $"/console/documents{trashed.Path}", "/console/documents/nothing", "/console/trash", "/console/search", "/console/search?q=name",
            $"/console/edits/{document.Id}", $"/console/files/{document.Id}/removal", $"/console/versions/{version.Id}/restoration", $"/console/deletions/{trashed.Id}", $"/console/permissions/{document.Id}", $"/console/pdf/{document.Id}",
            "/console/operations", "/console/operations/jobs", "/console/operations/condemned", "/console/operations/quarantine", "/console/operations/audit", "/console/operations/audit?from=x", "/console/operations/providers", "/console/operations/providers/default",
            "/console/operations/rules", "/console/operations/moves", "/console/operations/migrations", "/console/operations/uploads",
            "/console/people", "/console/people/new-user", "/console/people/user?name=anna", "/console/people/user/deletion?name=anna", "/console/people/groups", "/console/people/new-group", "/console/people/group?name=members", "/console/people/group/deletion?name=members",
            "/console/account",
        ];
    }

    private async Task<Document> DocumentAsync()
    {
        var created = await server.CreateAsync("File");
        using var client = server.Client();
        using var content = new StringContent("content");
        (await client.PutAsync($"api/v1/id/{created.Uid()}/@blob/file:content?filename=a.txt", content)).EnsureSuccessStatusCode();
        return (await server.Get<IDocumentStore>().FindAsync("default", created.Uid()))!;
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(Visitor visitor, string url)
    {
        using var answer = await visitor.Http.GetAsync(url);
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        foreach (var data in page.QuerySelectorAll(Data))
            data.Remove();
        var attributes = page.All.SelectMany(element => element.Attributes).Where(attribute => attribute.Name is "aria-label" or "placeholder" or "alt" or "data-label").Select(attribute => attribute.Value);
        return [.. page.Body!.Descendants<IText>().Where(text => text.ParentElement!.LocalName != "script").Select(text => text.Data).Concat(attributes).Select(text => text.Trim()).Where(text => text.Any(char.IsLetter))];
    }
}
