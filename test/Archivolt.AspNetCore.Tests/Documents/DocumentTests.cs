using System.Net;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Documents;

public sealed class DocumentTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_document_is_created_below_its_parent_and_read_by_id_and_by_path()
    {
        using var client = server.Client();
        var name = $"näme {Guid.NewGuid():n}";
        var created = await server.CreateAsync("File", new Dictionary<string, object?> { ["dc:title"] = "Título 文書" }, name: name);
        created.Text("path").ShouldBe($"/default-domain/workspaces/{name}");
        created.Text("type").ShouldBe("File");
        created.Text("title").ShouldBe("Título 文書");
        created.TryGetProperty("properties", out _).ShouldBeFalse();
        var byPath = await (await client.GetAsync($"api/v1/path/default-domain/workspaces/{Uri.EscapeDataString(name)}")).JsonAsync();
        byPath.Uid().ShouldBe(created.Uid());
        var inRepository = await (await client.GetAsync($"api/v1/repo/default/id/{created.Uid()}")).JsonAsync();
        inRepository.Uid().ShouldBe(created.Uid());
    }

    [Fact]
    public async Task Nothing_is_put_into_a_folder_that_is_in_the_trash()
    {
        using var client = server.Client();
        var (folder, other) = (await server.CreateAsync("Folder"), await server.CreateAsync());
        (await client.PostAsync($"api/v1/id/{folder.Uid()}/@op/Document.Trash", Json.Text("{}"))).ShouldBe(HttpStatusCode.OK);
        (await (await client.PostAsync($"api/v1/id/{folder.Uid()}", Json.Content(new { type = "File", name = "new" }))).ShouldBeErrorAsync(HttpStatusCode.Conflict)).ShouldContain("in the trash");
        var move = Json.Content(new { @params = new { target = folder.Uid() }, context = new { } });
        await (await client.PostAsync($"api/v1/id/{other.Uid()}/@op/Document.Move", move)).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        (await client.PostAsync($"api/v1/id/{folder.Uid()}/@op/Document.Untrash", Json.Text("{}"))).ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync($"api/v1/id/{folder.Uid()}", Json.Content(new { type = "File", name = "new" }))).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_fields_of_a_document_come_in_the_platforms_order()
    {
        using var client = server.Client();
        var answer = await client.GetAsync("api/v1/path/default-domain");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json; nuxeo-entity=document");
        (await answer.JsonAsync()).EnumerateObject().Select(field => field.Name).ShouldBe(
        [
            "entity-type", "repository", "uid", "path", "type", "state", "parentRef", "isCheckedOut", "isRecord", "retainUntil", "hasLegalHold",
            "isUnderRetentionOrLegalHold", "isVersion", "isProxy", "isTrashed", "changeToken", "title", "lastModified", "facets", "schemas",
        ]);
    }

    [Theory]
    [InlineData("properties")]
    [InlineData("X-NXproperties")]
    [InlineData("X-NXDocumentProperties")]
    public async Task A_header_selects_the_schemas_whose_properties_are_shown(string header)
    {
        var id = (await server.CreateAsync()).Uid();
        using var client = server.Client();
        client.DefaultRequestHeaders.Add(header, "dublincore, file");
        var heads = (await (await client.GetAsync($"api/v1/id/{id}")).JsonAsync()).GetProperty("properties").EnumerateObject().Select(property => property.Name).ToList();
        heads.ShouldContain("dc:title");
        heads.ShouldContain("file:content");
        heads.ShouldNotContain("files:files");
    }

    [Fact]
    public async Task The_names_of_documents_may_contain_reserved_characters_when_encoded()
    {
        using var client = server.Client();
        const string name = "@a:b, c;d&e%41";
        var folder = await server.CreateAsync("Folder");
        var created = await server.CreateAsync(parent: folder.Text("path")!.TrimStart('/'), name: name);
        var url = $"api/v1/path{folder.Text("path")}/{Uri.EscapeDataString(name)}";
        (await (await client.GetAsync(url)).JsonAsync()).Uid().ShouldBe(created.Uid());
        (await (await client.GetAsync(url + "/@acl")).JsonAsync()).Text("entity-type").ShouldBe("acls");
    }

    [Fact]
    public async Task Who_creates_and_who_changes_a_document_is_written_on_it()
    {
        await server.CreateUserAsync("alice");
        using var admin = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await admin.PutAsync($"api/v1/id/{id}/@acl", Json.Text("""[{"username":"alice","permission":"Write"}]"""))).ShouldBe(HttpStatusCode.OK);
        using var alice = server.Client("alice");
        var changed = await (await alice.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:description"] = "x" })).ShouldBe(HttpStatusCode.OK).JsonAsync();
        changed.Property("dc:creator").GetString().ShouldBe(RunningServer.Admin);
        changed.Property("dc:lastContributor").GetString().ShouldBe("alice");
        changed.Property("dc:contributors").EnumerateArray().Select(name => name.GetString()).ShouldBe([RunningServer.Admin, "alice"]);
        changed.Property("dc:created").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
    }

    [Fact]
    public async Task A_change_with_a_stale_token_is_refused_and_one_without_token_is_not()
    {
        using var client = server.Client();
        var created = await server.CreateAsync();
        var (id, token) = (created.Uid(), created.Text("changeToken"));
        (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:title"] = "1" }, token)).ShouldBe(HttpStatusCode.OK);
        await (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:title"] = "2" }, token)).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:title"] = "3" })).ShouldBe(HttpStatusCode.OK);
        (await client.DocumentAsync(id)).Text("title").ShouldBe("3");
    }

    [Fact]
    public async Task Changes_made_at_once_to_different_properties_all_stay()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        var heads = (string[])["dc:title", "dc:description", "dc:rights", "dc:source"];
        var answers = await Task.WhenAll(heads.Select(head => client.PutDocumentAsync(id, new Dictionary<string, object?> { [head] = head })));
        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode);
        var document = await client.DocumentAsync(id);
        heads.ShouldAllBe(head => document.Property(head).GetString() == head);
    }

    [Fact]
    public async Task A_deleted_document_is_gone_with_everything_under_it()
    {
        using var client = server.Client();
        var folder = await server.CreateAsync("Folder");
        var child = await server.CreateAsync(parent: folder.Text("path")!.TrimStart('/'));
        (await client.DeleteAsync($"api/v1/id/{folder.Uid()}")).ShouldBe(HttpStatusCode.NoContent);
        await (await client.GetAsync($"api/v1/id/{folder.Uid()}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.GetAsync($"api/v1/id/{child.Uid()}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.DeleteAsync("api/v1/path/")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Children_come_page_by_page()
    {
        using var client = server.Client();
        var folder = await server.CreateAsync("Folder");
        foreach (var name in (string[])["a", "b", "c"])
            await server.CreateAsync(parent: folder.Text("path")!.TrimStart('/'), name: name);
        var page = await (await client.GetAsync($"api/v1/id/{folder.Uid()}/@children?pageSize=2&currentPageIndex=1")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        page.Text("entity-type").ShouldBe("documents");
        page.GetProperty("resultsCount").GetInt32().ShouldBe(3);
        page.GetProperty("numberOfPages").GetInt32().ShouldBe(2);
        page.GetProperty("isNextPageAvailable").GetBoolean().ShouldBeFalse();
        page.GetProperty("entries").EnumerateArray().Select(child => child.Text("path")).ShouldBe([$"{folder.Text("path")}/c"]);
    }

    [Fact]
    public async Task A_document_tells_what_happened_to_it()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await client.PutBlobAsync(id, "file:content", "x")).ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe(HttpStatusCode.OK);
        var log = await (await client.GetAsync($"api/v1/id/{id}/@audit")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        log.Text("entity-type").ShouldBe("logEntries");
        log.GetProperty("entries").EnumerateArray().Select(entry => entry.Text("eventId")).ShouldBe(["download", "documentModified", "documentCreated"]);
        log.GetProperty("entries")[0].GetProperty("docUUID").GetString().ShouldBe(id);
    }

    [Fact]
    public async Task Undeclared_properties_are_kept_as_they_came()
    {
        using var client = server.Client();
        const string custom = """{"custom:title":"x","custom:number":5,"custom:half":0.5,"custom:flag":true,"custom:list":[1,"two",null],"custom:complex":{"a":{"b":[]}}}""";
        var id = (await server.CreateAsync("File", JsonDocument.Parse(custom).RootElement)).Uid();
        var shown = (await client.DocumentAsync(id)).GetProperty("properties").EnumerateObject().Where(property => property.Name.StartsWith("custom:", StringComparison.Ordinal));
        JsonElement.DeepEquals(JsonSerializer.SerializeToElement(shown.ToDictionary(property => property.Name, property => property.Value)), JsonDocument.Parse(custom).RootElement)
            .ShouldBeTrue();
    }
}
