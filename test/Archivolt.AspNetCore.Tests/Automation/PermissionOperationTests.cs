using System.Net;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>Permissions and locks by operations, and what enrichers tell of them.</summary>
public sealed class PermissionOperationTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_permission_is_given_and_taken_by_the_id_that_is_shown()
    {
        using var client = server.Client();
        var file = await server.CreateAsync();
        (await AclsAsync(client, file.Uid())).Select(acl => (acl.Text("name"), string.Join(' ', acl.GetProperty("aces").EnumerateArray().Select(ace => ace.Text("id")))))
            .ShouldBe([("inherited", "Administrator:Everything:true::: members:Read:true:::")]);

        await client.ResultAsync("Document.AddPermission", file.Uid(), new { username = "members", permission = "Write" });
        var local = (await AclsAsync(client, file.Uid()))[0];
        (local.Text("name"), local.GetProperty("aces")[0].Text("id")).ShouldBe(("local", "members:Write:true:Administrator::"));
        await client.ResultAsync("Document.RemovePermission", file.Uid(), new { id = "members:Write:true:Administrator::" });
        (await AclsAsync(client, file.Uid()))[0].Text("name").ShouldBe("inherited");
        await (await client.RunAsync("Document.AddPermission", file.Uid(), new { username = "bob", permission = "Fly" })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.RunAsync("Document.AddPermission", file.Uid(), new { permission = "Read" })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.RunAsync("Document.RemovePermission", file.Uid())).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("Read", 200, 403, 403)]
    [InlineData("ReadRemove", 200, 403, 204)]
    [InlineData("ReadWrite", 200, 200, 204)]
    [InlineData("Write", 200, 200, 204)]
    [InlineData("Everything", 200, 200, 204)]
    public async Task Each_permission_allows_what_its_name_says(string permission, int read, int write, int remove)
    {
        var user = $"user-of-{permission}";
        await server.CreateUserAsync(user);
        using var admin = server.Client();
        using var client = server.Client(user);
        var file = await server.CreateAsync();
        await (await client.GetAsync($"api/v1/id/{file.Uid()}")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await admin.ResultAsync("Document.AddPermission", file.Uid(), new { user, permission });
        ((int)(await client.GetAsync($"api/v1/id/{file.Uid()}")).StatusCode).ShouldBe(read);
        ((int)(await client.PutDocumentAsync(file.Uid(), new Dictionary<string, object> { ["dc:title"] = "x" })).StatusCode).ShouldBe(write);
        ((int)(await client.DeleteAsync($"api/v1/id/{file.Uid()}")).StatusCode).ShouldBe(remove);
    }

    [Fact]
    public async Task A_permission_counts_from_its_begin_to_its_end()
    {
        await server.CreateUserAsync("temp");
        using var admin = server.Client();
        using var temp = server.Client("temp");
        foreach (var (begin, end, status) in (IEnumerable<(string?, string?, HttpStatusCode)>)
            [("2099-01-01T00:00:00.000Z", null, HttpStatusCode.Forbidden), (null, "2020-01-01T00:00:00.000Z", HttpStatusCode.Forbidden), ("2020-01-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z", HttpStatusCode.OK)])
        {
            var file = await server.CreateAsync();
            await admin.ResultAsync("Document.AddPermission", file.Uid(), new { user = "temp", permission = "Read", begin, end });
            (await temp.GetAsync($"api/v1/id/{file.Uid()}")).ShouldBe(status);
        }
    }

    [Fact]
    public async Task Inheritance_ends_where_it_is_blocked_and_leaves_what_the_document_grants()
    {
        await server.CreateUserAsync("member", "members");
        await server.CreateUserAsync("guest");
        using var admin = server.Client();
        using var member = server.Client("member");
        using var guest = server.Client("guest");
        var file = await server.CreateAsync();
        (await member.GetAsync($"api/v1/id/{file.Uid()}")).ShouldBe(HttpStatusCode.OK);
        await admin.ResultAsync("Document.AddPermission", file.Uid(), new { user = "guest", permission = "Read", blockInheritance = true });
        (await member.GetAsync($"api/v1/id/{file.Uid()}")).ShouldBe(HttpStatusCode.Forbidden);
        (await guest.GetAsync($"api/v1/id/{file.Uid()}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_lock_keeps_others_out_and_is_told_where_it_is_asked_for()
    {
        await server.CreateUserAsync("holder");
        await server.CreateUserAsync("other");
        using var admin = server.Client();
        using var holder = server.Client("holder");
        using var other = server.Client("other");
        var file = await server.CreateAsync();
        await admin.ResultAsync("Document.AddPermission", file.Uid(), new { users = new[] { "holder", "other" }, permission = "Write" });
        holder.DefaultRequestHeaders.Add("fetch-document", "lock");

        var locked = await holder.ResultAsync("Document.Lock", file.Uid());
        (locked.Text("lockOwner"), locked.Text("lockCreated")!.EndsWith('Z')).ShouldBe(("holder", true));
        (await admin.DocumentAsync(file.Uid())).TryGetProperty("lockOwner", out _).ShouldBeFalse();
        (await holder.ResultAsync("Document.Lock", file.Uid())).Text("lockCreated").ShouldBe(locked.Text("lockCreated"));
        await (await other.RunAsync("Document.Lock", file.Uid())).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        var title = new Dictionary<string, object> { ["dc:title"] = "x" };
        (await (await other.PutDocumentAsync(file.Uid(), title)).ShouldBeErrorAsync(HttpStatusCode.Forbidden)).ShouldContain("locked by holder");
        await (await other.PutBlobAsync(file.Uid(), "file:content", "x")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await other.DeleteAsync($"api/v1/id/{file.Uid()}")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await other.RunAsync("Document.Unlock", file.Uid())).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        (await holder.PutDocumentAsync(file.Uid(), title)).ShouldBe(HttpStatusCode.OK);
        (await holder.ResultAsync("Document.Unlock", file.Uid())).TryGetProperty("lockOwner", out _).ShouldBeFalse();
        (await holder.ResultAsync("Document.Unlock", file.Uid())).Uid().ShouldBe(file.Uid());
        (await other.PutDocumentAsync(file.Uid(), title)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_document_follows_its_life_cycle()
    {
        using var client = server.Client();
        var file = await server.CreateAsync();
        (await client.ResultAsync("Document.FollowLifecycleTransition", file.Uid(), new { value = "delete" })).Text("state").ShouldBe("deleted");
        (await (await client.RunAsync("Document.FollowLifecycleTransition", file.Uid(), new { value = "approve" })).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("'approve'");
    }

    [Fact]
    public async Task Enrichers_add_what_is_asked_for_and_nothing_else()
    {
        using var client = server.Client();
        var folder = await server.CreateAsync("Folder");
        client.DefaultRequestHeaders.Add("enrichers-document", "permissions, renditions,thumbnail,preview,hasFolderishChild,unknown");
        var added = (await client.DocumentAsync(folder.Uid())).GetProperty("contextParameters");
        added.EnumerateObject().Select(member => member.Name).ShouldBe(["permissions", "renditions", "thumbnail", "preview", "hasFolderishChild"], ignoreOrder: true);
        added.GetProperty("permissions").EnumerateArray().Select(name => name.GetString()).ShouldContain("Write");
        added.GetProperty("renditions").EnumerateArray().Select(rendition => rendition.Text("name")).ShouldBe(["thumbnail", "xmlExport", "zipTreeExport"]);
        added.GetProperty("thumbnail").Text("url")!.ShouldStartWith($"{server.Nuxeo}api/v1/repo/default/id/{folder.Uid()}/@rendition/thumbnail?changeToken=");
    }

    private static async Task<List<JsonElement>> AclsAsync(HttpClient client, string id) =>
        [.. (await (await client.GetAsync($"api/v1/id/{id}?enrichers.document=acls")).JsonAsync()).GetProperty("contextParameters").GetProperty("acls").EnumerateArray()];
}
