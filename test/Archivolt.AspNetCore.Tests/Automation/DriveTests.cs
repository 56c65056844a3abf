using System.Net;
using System.Text;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>What the platform's desktop client does: choose a folder, list it, change what is in it, and learn of changes.</summary>
public sealed class DriveTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string TopLevel = "org.nuxeo.drive.service.impl.DefaultTopLevelFolderItemFactory#";

    [Fact]
    public async Task Files_and_folders_are_made_listed_changed_moved_and_trashed()
    {
        var (amy, folder) = await UserWithFolderAsync("Write");
        (await amy.ResultAsync("NuxeoDrive.GetTopLevelFolder")).Text("id").ShouldBe(TopLevel);
        var root = (await amy.ResultAsync("NuxeoDrive.GetChildren", parameters: new { id = TopLevel })).EnumerateArray().Single();
        (root.Text("id"), root.Text("parentId"), root.Text("path")).ShouldBe(($"defaultSyncRootFolderItemFactory#default#{folder}", TopLevel, $"/{TopLevel}/{root.Text("id")}"));
        (root.GetProperty("folder").GetBoolean(), root.GetProperty("canCreateChild").GetBoolean(), root.GetProperty("canScrollDescendants").GetBoolean()).ShouldBe((true, true, true));

        var inner = await amy.ResultAsync("NuxeoDrive.CreateFolder", parameters: new { parentId = root.Text("id"), name = "Größe", overwrite = false });
        (inner.Text("name"), inner.Text("parentId"), inner.Text("path")).ShouldBe(("Größe", root.Text("id"), $"{root.Text("path")}/{inner.Text("id")}"));
        (await amy.ResultAsync("NuxeoDrive.CreateFolder", parameters: new { parentId = root.Text("id"), name = "Größe", overwrite = true })).Text("id").ShouldBe(inner.Text("id"));

        var file = await FileAsync(amy, "NuxeoDrive.CreateFile", new { parentId = root.Text("id") }, "a b.txt", "first");
        (file.Text("name"), file.GetProperty("folder").GetBoolean(), file.GetProperty("canUpdate").GetBoolean(), file.GetProperty("lockInfo").ValueKind).ShouldBe(("a b.txt", false, true, JsonValueKind.Null));
        (await amy.GetStringAsync(file.Text("downloadURL"))).ShouldBe("first");
        var updated = await FileAsync(amy, "NuxeoDrive.UpdateFile", new { id = file.Text("id") }, "a b.txt", "second");
        updated.Text("digest").ShouldNotBe(file.Text("digest"));
        (await amy.GetStringAsync(updated.Text("downloadURL"))).ShouldBe("second");
        (await FileAsync(amy, "NuxeoDrive.CreateFile", new { parentId = root.Text("id"), overwrite = true }, "a b.txt", "third")).Text("id").ShouldBe(file.Text("id"));

        (await amy.ResultAsync("NuxeoDrive.Rename", parameters: new { id = file.Text("id"), name = "c.txt" })).Text("name").ShouldBe("c.txt");
        var moved = await amy.ResultAsync("NuxeoDrive.Move", parameters: new { srcId = file.Text("id"), destId = inner.Text("id") });
        (moved.Text("name"), moved.Text("parentId")).ShouldBe(("c.txt", inner.Text("id")));
        (await amy.ResultAsync("NuxeoDrive.GetChildren", parameters: new { id = inner.Text("id") })).EnumerateArray().Single().Text("path").ShouldBe($"{inner.Text("path")}/{file.Text("id")}");

        await amy.RunAsync("Document.Lock", IdIn(file));
        (await amy.ResultAsync("NuxeoDrive.GetFileSystemItem", parameters: new { id = file.Text("id"), parentId = inner.Text("id") })).GetProperty("lockInfo").Text("owner").ShouldStartWith("amy");
        (await amy.RunAsync("NuxeoDrive.Delete", parameters: new { id = file.Text("id") })).ShouldBe(HttpStatusCode.NoContent);
        (await amy.ResultAsync("NuxeoDrive.GetFileSystemItem", parameters: new { id = file.Text("id") })).ValueKind.ShouldBe(JsonValueKind.Null);
        (await (await amy.GetAsync($"api/v1/id/{IdIn(file)}")).JsonAsync()).GetProperty("isTrashed").GetBoolean().ShouldBeTrue();

        (await amy.RunAsync("NuxeoDrive.Delete", parameters: new { id = root.Text("id") })).ShouldBe(HttpStatusCode.NoContent);
        (await amy.ResultAsync("NuxeoDrive.GetChildren", parameters: new { id = TopLevel })).GetArrayLength().ShouldBe(0);
        (await amy.GetAsync($"api/v1/id/{folder}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Changes_below_the_roots_are_told_and_no_others()
    {
        var (amy, folder) = await UserWithFolderAsync("Write");
        using var admin = server.Client();
        var before = await amy.ResultAsync("NuxeoDrive.GetChangeSummary", parameters: new { lowerBound = -1 });
        before.GetProperty("fileSystemChanges").GetArrayLength().ShouldBe(0);
        before.Text("activeSynchronizationRootDefinitions").ShouldBe($"default:{folder}");
        var bound = before.GetProperty("upperBound").GetInt64();
        var root = (await amy.ResultAsync("NuxeoDrive.GetChildren", parameters: new { id = TopLevel })).EnumerateArray().Single();
        var file = await FileAsync(amy, "NuxeoDrive.CreateFile", new { parentId = root.Text("id") }, "a.txt", "first");
        var elsewhere = (await server.CreateAsync("File")).Uid();
        var gone = (await server.CreateAsync("Folder", parent: (await (await admin.GetAsync($"api/v1/id/{folder}")).JsonAsync()).Text("path")![1..])).Uid();
        await admin.DeleteAsync($"api/v1/id/{gone}");

        var changes = (await amy.ResultAsync("NuxeoDrive.GetChangeSummary", parameters: new { lowerBound = bound })).GetProperty("fileSystemChanges").EnumerateArray().ToList();
        var created = changes.First(change => change.Text("docUuid") == IdIn(file));
        (created.Text("eventId"), created.Text("fileSystemItemId"), created.GetProperty("fileSystemItem").Text("name")).ShouldBe(("documentCreated", file.Text("id"), "a.txt"));
        changes.Where(change => change.Text("docUuid") == gone).ShouldAllBe(change => change.GetProperty("eventId").GetString() == "deleted" && change.GetProperty("fileSystemItem").ValueKind == JsonValueKind.Null);
        changes.ShouldContain(change => change.GetProperty("docUuid").GetString() == gone);
        changes.ShouldNotContain(change => change.GetProperty("docUuid").GetString() == elsewhere);

        (await amy.RunAsync("NuxeoDrive.Delete", parameters: new { id = file.Text("id") })).ShouldBe(HttpStatusCode.NoContent);
        changes = (await amy.ResultAsync("NuxeoDrive.GetChangeSummary", parameters: new { lowerBound = bound })).GetProperty("fileSystemChanges").EnumerateArray().ToList();
        changes.First(change => change.Text("docUuid") == IdIn(file)).Text("eventId").ShouldBe("deleted");
    }

    [Fact]
    public async Task Everything_below_a_folder_is_listed_in_pieces_and_what_is_not_readable_left_out()
    {
        var (amy, folder) = await UserWithFolderAsync("Read");
        using var admin = server.Client();
        var path = (await (await admin.GetAsync($"api/v1/id/{folder}")).JsonAsync()).Text("path")![1..];
        await server.CreateAsync("Folder", parent: path, name: "b");
        foreach (var name in (string[])["b/two", "a", "c", "hidden", "b/empty"])
        {
            var document = (await server.CreateAsync("File", parent: name.Contains('/', StringComparison.Ordinal) ? path + "/b" : path, name: name.Split('/')[^1])).Uid();
            if (!name.EndsWith("empty", StringComparison.Ordinal))
                (await admin.PutBlobAsync(document, "file:content", name, name.Split('/')[^1])).ShouldBe(HttpStatusCode.OK);
            if (name == "hidden")
                await admin.PutAsync($"api/v1/id/{document}/@acl", Json.Content(new[] { new { username = "Everyone", permission = "Read", granted = false } }));
        }
        var (names, scroll) = (new List<string?>(), default(string));
        for (var piece = default(List<JsonElement>); piece is null or { Count: > 0 };)
        {
            var answer = await amy.ResultAsync("NuxeoDrive.ScrollDescendants", parameters: new { id = $"defaultSyncRootFolderItemFactory#default#{folder}", scrollId = scroll, batchSize = 2 });
            (piece, scroll) = ([.. answer.GetProperty("fileSystemItems").EnumerateArray()], answer.Text("scrollId"));
            piece.Count.ShouldBeLessThanOrEqualTo(2);
            names.AddRange(piece.Select(item => item.Text("name")));
        }
        names.ShouldBe(["a", "b", "two", "c"]);
    }

    [Fact]
    public async Task Whoever_may_only_read_changes_nothing_and_others_find_nothing()
    {
        var (amy, folder) = await UserWithFolderAsync("Read");
        using var admin = server.Client();
        var root = $"defaultSyncRootFolderItemFactory#default#{folder}";
        await (await amy.RunAsync("NuxeoDrive.CreateFolder", parameters: new { parentId = root, name = "no" })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        (await amy.ResultAsync("NuxeoDrive.GetFileSystemItem", parameters: new { id = root })).GetProperty("canCreateChild").GetBoolean().ShouldBeFalse();
        // The administrator may read it, but does not synchronize it.
        (await admin.ResultAsync("NuxeoDrive.GetFileSystemItem", parameters: new { id = root })).ValueKind.ShouldBe(JsonValueKind.Null);
        await (await admin.RunAsync("NuxeoDrive.GetChildren", parameters: new { id = root })).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await amy.RunAsync("NuxeoDrive.GetChildren", parameters: new { id = "what#ever" })).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await amy.RunAsync("NuxeoDrive.ScrollDescendants", parameters: new { id = root, scrollId = "?", batchSize = 2 })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await admin.RunAsync("NuxeoDrive.SetSynchronization", (await server.CreateAsync("File")).Uid(), new { enable = true })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_root_takes_in_the_roots_below_it()
    {
        var (amy, folder) = await UserWithFolderAsync("Read");
        var path = (await (await amy.GetAsync($"api/v1/id/{folder}")).JsonAsync()).Text("path")![1..];
        var inner = (await server.CreateAsync("Folder", parent: path)).Uid();
        await amy.RunAsync("NuxeoDrive.SetSynchronization", folder, new { enable = false });
        await amy.RunAsync("NuxeoDrive.SetSynchronization", inner, new { enable = true });
        (await RootsAsync(amy)).ShouldBe([inner]);
        await amy.RunAsync("NuxeoDrive.SetSynchronization", folder, new { enable = true });
        (await RootsAsync(amy)).ShouldBe([folder]);
        await amy.RunAsync("NuxeoDrive.SetSynchronization", inner, new { enable = true });
        (await RootsAsync(amy)).ShouldBe([folder]);
    }

    private async Task<(HttpClient Amy, string Folder)> UserWithFolderAsync(string permission)
    {
        var name = $"amy-{Guid.NewGuid():n}";
        await server.CreateUserAsync(name);
        using var admin = server.Client();
        var folder = (await server.CreateAsync("Folder")).Uid();
        (await admin.PutAsync($"api/v1/id/{folder}/@acl", Json.Content(new[] { new { username = name, permission } }))).ShouldBe(HttpStatusCode.OK);
        var amy = server.Client(name);
        (await amy.RunAsync("NuxeoDrive.SetSynchronization", folder, new { enable = true })).ShouldBe(HttpStatusCode.OK);
        return (amy, folder);
    }

    private static async Task<IEnumerable<string>> RootsAsync(HttpClient client) =>
        (await client.ResultAsync("NuxeoDrive.GetChildren", parameters: new { id = TopLevel })).EnumerateArray().Select(IdIn);

    private static async Task<JsonElement> FileAsync(HttpClient client, string operation, object parameters, string name, string text)
    {
        using var form = new MultipartFormDataContent();
        form.Add(Json.Content(new { @params = parameters }), "params");
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        file.Headers.ContentType = new("text/plain");
        form.Add(file, "input", name);
        return await (await client.PostAsync($"api/v1/automation/{operation}", form)).ShouldBe(HttpStatusCode.OK).JsonAsync();
    }

    private static string IdIn(JsonElement item) => item.Text("id")!.Split('#')[^1];
}
