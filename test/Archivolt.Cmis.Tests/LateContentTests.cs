using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.Cmis.Tests;

/// <summary>Content that takes long: refused before it comes where that is known, and never over what others did meanwhile.</summary>
public sealed class LateContentTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Form = "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"f\"\r\n\r\n";

    [Fact]
    public async Task Whoever_may_not_change_an_object_sends_no_content()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt");
        using var reader = await client.AsAsync("late-reader");
        await server.Get<IDocumentAccess>().SetEntriesAsync((await server.Get<IDocumentStore>().FindAsync("default", client.FolderId))!, [new AccessEntry("late-reader", Permission.Read)]);
        foreach (var (method, url) in (List<(string, string)>)[("PUT", client.AtomUrl("content", $"id={id}")), ("POST", client.AtomUrl("children", $"id={client.FolderId}")), ("PUT", client.AtomUrl("entry", $"id={id}"))])
        {
            using var request = await StartedRequest.BeginAsync(server, reader, method, url, "text/plain", 1_000_000);
            (await request.StatusAsync()).ShouldBe(403, url);
        }
        using var form = await StartedRequest.BeginAsync(server, reader, "POST", $"json/cmis/default/root?objectId={id}", "multipart/form-data; boundary=b", 1_000_000);
        (await form.StatusAsync()).ShouldBe(100);
        await form.SendAsync(Form + "some");
        (await form.StatusAsync()).ShouldBe(403);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("setContent")]
    public async Task Content_that_arrives_later_than_a_change_is_refused_by_its_terms(string action)
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt", "first");
        var token = (await client.PropertiesAsync(id)).Text("cmis:changeToken");
        using var late = await StartedRequest.BeginAsync(server, client, "PUT", client.AtomUrl("content", $"id={id}&changeToken={token}"), "text/plain", 4);
        (await late.StatusAsync()).ShouldBe(100);
        (await client.PostAsync(id, action, [], action == "delete" ? null : "second"u8.ToArray())).ShouldBe(HttpStatusCode.OK);
        await late.SendAsync("late");
        (await late.StatusAsync()).ShouldBe(409);
        if (action == "setContent")
            (await client.ContentAsync(id)).ShouldBe("second");
    }

    [Fact]
    public async Task Content_for_a_document_that_went_into_the_trash_meanwhile_is_refused()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt", "first");
        using var late = await StartedRequest.BeginAsync(server, client, "PUT", client.AtomUrl("content", $"id={id}"), "text/plain", 4);
        (await late.StatusAsync()).ShouldBe(100);
        await client.PostAsync(id, "delete", []);
        await late.SendAsync("late");
        (await late.StatusAsync()).ShouldBe(409);
    }

    [Fact]
    public async Task What_breaks_off_leaves_nothing()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt", "first");
        var entry = CmisClient.Entry(Convert.ToBase64String(new byte[50_000]), ("cmis:name", "new.txt"), ("cmis:objectTypeId", "File"));
        foreach (var (method, url, type, part) in (List<(string, string, string, string)>)
        [
            ("PUT", client.AtomUrl("content", $"id={id}"), "text/plain", new string('x', 50_000)),
            ("PUT", client.AtomUrl("content", $"id={id}&append=true"), "text/plain", new string('x', 50_000)),
            ("POST", client.AtomUrl("children", $"id={client.FolderId}"), "application/atom+xml", entry[..40_000]),
            ("POST", client.AtomUrl("children", $"id={client.FolderId}"), "application/atom+xml", entry[..^5]),
            ("POST", $"json/cmis/default/root?objectId={id}&cmisaction=setContent", "multipart/form-data; boundary=b", Form + new string('x', 50_000)),
        ])
        {
            using var request = await StartedRequest.BeginAsync(server, client, method, url, type, 100_000);
            await request.SendAsync(part);
            await request.CutAsync();
        }
        (await client.NamesAsync()).ShouldBe(["a.txt"]);
        (await client.ContentAsync(id)).ShouldBe("first");
        await client.CreateAsync("new.txt");
    }
}
