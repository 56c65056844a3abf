using System.Net;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>Operations that read and change documents.</summary>
public sealed class DocumentOperationTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Children_are_created_found_and_deleted()
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("properties", "*");
        var folder = await server.CreateAsync("Folder");
        var created = await client.ResultAsync("Document.Create", folder.Uid(), new { type = "File", name = "a file", properties = new Dictionary<string, object> { ["dc:title"] = "A title" } });
        created.Text("path").ShouldBe(folder.Text("path") + "/a file");
        created.Property("dc:title").GetString().ShouldBe("A title");
        (await client.ResultAsync("Document.GetChild", folder.Uid(), new { name = "a file" })).Uid().ShouldBe(created.Uid());
        (await client.ResultAsync("Document.GetChildren", folder.Text("path"))).Entries().Single().Uid().ShouldBe(created.Uid());
        (await client.RunAsync("Document.Delete", created.Uid())).ShouldBe(HttpStatusCode.NoContent);
        await (await client.RunAsync("Document.GetChild", folder.Uid(), new { name = "a file" })).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Properties_come_as_lines_in_the_type_of_each()
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("properties", "*");
        var file = await server.CreateAsync();
        var lines = "# a comment\ndc:title = Größe\ndc:subjects=one,two\nuid:major_version=3\ndc:description=long\\\n er\ndc:issued=2026-01-31T00:00:00.000Z\n";
        var updated = await client.ResultAsync("Document.Update", file.Uid(), new { properties = lines });
        updated.Property("dc:title").GetString().ShouldBe("Größe");
        updated.Property("dc:subjects").EnumerateArray().Select(subject => subject.GetString()).ShouldBe(["one", "two"]);
        updated.Property("uid:major_version").GetInt64().ShouldBe(3);
        updated.Property("dc:description").GetString().ShouldBe("long er");
        updated.Property("dc:issued").GetString().ShouldBe("2026-01-31T00:00:00.000Z");
        (await client.ResultAsync("Document.Update", file.Uid(), new { properties = "dc:issued=\ndc:subjects=" })).Property("dc:issued").GetString().ShouldBeNull();
        await (await client.RunAsync("Document.Update", file.Uid(), new { properties = "no line" })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task One_property_is_set_or_emptied()
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("properties", "*");
        var file = await server.CreateAsync();
        (await client.ResultAsync("Document.SetProperty", file.Uid(), new { xpath = "dc:title", value = "A title" })).Property("dc:title").GetString().ShouldBe("A title");
        var listed = await client.ResultAsync("Document.SetProperty", file.Uid(), new { xpath = "dc:subjects", value = (string[])["one", "two"] });
        listed.Property("dc:subjects").EnumerateArray().Select(subject => subject.GetString()).ShouldBe(["one", "two"]);
        (await client.ResultAsync("Document.SetProperty", file.Uid(), new { xpath = "uid:major_version", value = "3" })).Property("uid:major_version").GetInt64().ShouldBe(3);
        (await client.ResultAsync("Document.SetProperty", file.Uid(), new { xpath = "dc:title" })).Property("dc:title").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        await (await client.RunAsync("Document.SetProperty", file.Uid(), new { xpath = "dc:issued", value = "no date" })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_document_moves_with_or_without_a_new_name()
    {
        using var client = server.Client();
        var (file, folder) = (await server.CreateAsync(), await server.CreateAsync("Folder"));
        (await client.ResultAsync("Document.Move", file.Uid(), new { target = folder.Text("path") })).Text("path").ShouldStartWith(folder.Text("path") + "/doc-");
        (await client.ResultAsync("Document.Move", file.Uid(), new { target = folder.Uid(), name = "other" })).Text("path").ShouldBe(folder.Text("path") + "/other");
    }

    [Fact]
    public async Task A_document_is_copied_with_its_files_by_whoever_may_download_them()
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("properties", "*");
        var (file, folder) = (await server.CreateAsync(properties: new Dictionary<string, object> { ["dc:title"] = "A title" }), await server.CreateAsync("Folder"));
        (await client.PutBlobAsync(file.Uid(), "file:content", "content")).ShouldBe(HttpStatusCode.OK);
        await client.PostAsync($"api/v1/id/{file.Uid()}/@comment", Json.Content(new { text = "stays with the first" }));
        var copy = await client.ResultAsync("Document.Copy", file.Uid(), new { target = folder.Uid(), name = "copy" });
        (copy.Text("path"), copy.Property("dc:title").GetString()).ShouldBe((folder.Text("path") + "/copy", "A title"));
        copy.Uid().ShouldNotBe(file.Uid());
        (await client.DeleteAsync($"api/v1/id/{file.Uid()}")).ShouldBe(HttpStatusCode.NoContent);
        (await client.GetStringAsync($"api/v1/id/{copy.Uid()}/@blob/file:content")).ShouldBe("content");
        (await (await client.GetAsync($"api/v1/id/{copy.Uid()}/@comment")).JsonAsync()).Entries().ShouldBeEmpty();

        var name = $"reader-{Guid.NewGuid():n}";
        await server.CreateUserAsync(name);
        using var reader = server.Client(name);
        await client.PutAsync($"api/v1/id/{folder.Uid()}/@acl", Json.Content(new[] { new { username = name, permission = "Read" } }));
        await (await reader.RunAsync("Document.Copy", copy.Uid(), new { target = folder.Uid() })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_folder_is_copied_with_everything_in_it_that_is_not_in_the_trash()
    {
        using var client = server.Client();
        var folder = await server.CreateAsync("Folder", name: $"source-{Guid.NewGuid():n}");
        var path = folder.Text("path")!.TrimStart('/');
        await server.CreateAsync("Folder", parent: path, name: "inner");
        var file = await server.CreateAsync(parent: $"{path}/inner", name: "file");
        (await client.PutBlobAsync(file.Uid(), "file:content", "deep")).ShouldBe(HttpStatusCode.OK);
        await client.ResultAsync("Document.CreateVersion", file.Uid());
        await client.ResultAsync("Document.Trash", (await server.CreateAsync(parent: path, name: "trashed")).Uid());

        var copy = await client.ResultAsync("Document.Copy", folder.Uid(), new { target = "/default-domain/workspaces", name = $"copy-{Guid.NewGuid():n}" });

        copy.GetProperty("isTrashed").GetBoolean().ShouldBeFalse();
        (await ChildrenAsync(client, copy.Text("path")!)).ShouldBe(["inner"]);
        (await ChildrenAsync(client, $"{copy.Text("path")}/inner")).ShouldBe(["file"]);
        (await client.GetStringAsync($"api/v1/path{copy.Text("path")}/inner/file/@blob/file:content")).ShouldBe("deep");
        (await client.ResultAsync("Document.GetVersions", $"{copy.Text("path")}/inner/file")).Entries().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_copied_or_moved_is_refused_with_a_reason()
    {
        using var client = server.Client();
        var folder = await server.CreateAsync("Folder");
        var inner = await server.CreateAsync("Folder", parent: folder.Text("path")!.TrimStart('/'));
        (await (await client.RunAsync("Document.Copy", folder.Uid(), new { target = inner.Uid() })).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("into itself");
        (await (await client.RunAsync("Document.Copy", "/", new { target = folder.Uid() })).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("root");
        (await (await client.RunAsync("Document.Move", "/", new { target = folder.Uid() })).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("The root of a repository cannot be moved.");
        (await ChildrenAsync(client, inner.Text("path")!)).ShouldBeEmpty();
    }

    private static async Task<IEnumerable<string?>> ChildrenAsync(HttpClient client, string path) =>
        (await (await client.GetAsync($"api/v1/path{path}/@children")).ShouldBe(HttpStatusCode.OK).JsonAsync()).Entries().Select(child => child.Text("path")!.Split('/')[^1]);

    [Fact]
    public async Task A_document_goes_into_the_trash_and_out_again()
    {
        using var client = server.Client();
        var file = await server.CreateAsync();
        (await client.ResultAsync("Document.Trash", file.Uid())).GetProperty("isTrashed").GetBoolean().ShouldBeTrue();
        (await client.ResultAsync("Document.Untrash", file.Uid())).GetProperty("isTrashed").GetBoolean().ShouldBeFalse();
    }
}
