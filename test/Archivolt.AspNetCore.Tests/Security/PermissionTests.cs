using System.Net;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Security;

public sealed class PermissionTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Permissions_are_inherited_down_the_path_and_the_nearest_entry_decides()
    {
        await server.CreateUserAsync("erin", "editors");
        using var admin = server.Client();
        using var erin = server.Client("erin");
        var top = await server.CreateAsync("Folder");
        var middle = await server.CreateAsync("Folder", parent: PathOf(top));
        var file = await server.CreateAsync(parent: PathOf(middle));
        await admin.PutBlobAsync(file.Uid(), "file:content", "x");
        await ExpectAsync(erin, file, read: false, write: false);

        await EntriesAsync(admin, top, """[{"username":"editors","permission":"Write"}]""");
        await ExpectAsync(erin, file, read: true, write: true);

        await EntriesAsync(admin, middle, """[{"username":"erin","permission":"Write","granted":false}]""");
        await ExpectAsync(erin, file, read: true, write: false);

        await EntriesAsync(admin, file, """[{"username":"Everyone","permission":"Read","granted":false}]""");
        await ExpectAsync(erin, file, read: false, write: false);
    }

    [Fact]
    public async Task Creating_needs_write_on_the_parent()
    {
        await server.CreateUserAsync("fred");
        using var admin = server.Client();
        using var fred = server.Client("fred");
        var folder = await server.CreateAsync("Folder");
        await EntriesAsync(admin, folder, """[{"username":"fred","permission":"Read"}]""");
        var child = Json.Text("""{"type":"File","name":"x"}""");
        await (await fred.PostAsync($"api/v1/id/{folder.Uid()}", child)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await EntriesAsync(admin, folder, """[{"username":"fred","permission":"Write"}]""");
        (await fred.PostAsync($"api/v1/id/{folder.Uid()}", Json.Text("""{"type":"File","name":"x"}"""))).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Children_that_may_not_be_read_are_not_listed()
    {
        await server.CreateUserAsync("gina");
        using var admin = server.Client();
        using var gina = server.Client("gina");
        var folder = await server.CreateAsync("Folder");
        await EntriesAsync(admin, folder, """[{"username":"gina","permission":"Read"}]""");
        var open = await server.CreateAsync(parent: PathOf(folder));
        var hidden = await server.CreateAsync(parent: PathOf(folder));
        await EntriesAsync(admin, hidden, """[{"username":"gina","permission":"Read","granted":false}]""");
        var page = await (await gina.GetAsync($"api/v1/id/{folder.Uid()}/@children")).JsonAsync();
        page.GetProperty("entries").EnumerateArray().Select(child => child.Uid()).ShouldBe([open.Uid()]);
    }

    [Fact]
    public async Task Access_entries_are_shown_with_the_inherited_ones()
    {
        using var admin = server.Client();
        var folder = await server.CreateAsync("Folder");
        var file = await server.CreateAsync(parent: PathOf(folder));
        await EntriesAsync(admin, folder, """[{"username":"hal","permission":"Read"}]""");
        await EntriesAsync(admin, file, """[{"username":"ivy","permission":"Write","granted":false}]""");
        var lists = (await (await admin.GetAsync($"api/v1/id/{file.Uid()}/@acl")).JsonAsync()).GetProperty("acl");
        lists[0].Text("name").ShouldBe("local");
        Ids(lists[0]).ShouldBe(["ivy:Write:false:Administrator::"]);
        lists[1].Text("name").ShouldBe("inherited");
        // The nearest first; the repository's root has two from its first start.
        Ids(lists[1]).ShouldBe(["hal:Read:true:Administrator::", "Administrator:Everything:true:::", "members:Read:true:::"]);

        static IEnumerable<string?> Ids(JsonElement list) => list.GetProperty("ace").EnumerateArray().Select(entry => entry.Text("id"));
    }

    private static async Task ExpectAsync(HttpClient client, JsonElement document, bool read, bool write)
    {
        var id = document.Uid();
        var reading = read ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
        (await client.GetAsync($"api/v1/id/{id}")).ShouldBe(reading);
        (await client.GetAsync($"api/v1/path/{PathOf(document)}/@children")).ShouldBe(reading);
        (await client.GetAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe(reading);
        (await client.GetAsync($"nxfile/default/{id}/file:content")).ShouldBe(read ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        var writing = write ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
        (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:title"] = "x" })).ShouldBe(writing);
        (await client.PutBlobAsync(id, "file:content", "x")).ShouldBe(writing);
        if (!write)
        {
            (await client.DeleteAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe(HttpStatusCode.Forbidden);
            (await client.DeleteAsync($"api/v1/id/{id}")).ShouldBe(HttpStatusCode.Forbidden);
            (await client.PutAsync($"api/v1/id/{id}/@acl", Json.Text("[]"))).ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    private static async Task EntriesAsync(HttpClient admin, JsonElement document, string entries) =>
        (await admin.PutAsync($"api/v1/id/{document.Uid()}/@acl", Json.Text(entries))).ShouldBe(HttpStatusCode.OK);

    private static string PathOf(JsonElement document) => document.Text("path")!.TrimStart('/');
}
