using System.Net;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>Versions keep a state with its content, and a document goes back to one.</summary>
public sealed class VersionTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_child_that_is_called_like_a_version_is_in_nobodys_way()
    {
        using var client = Client();
        var file = (await server.CreateAsync()).Uid();
        foreach (var name in (string[])["0.1", "0.2"])
            (await client.PostAsync($"api/v1/id/{file}", Json.Content(new { type = "File", name }))).ShouldBe(HttpStatusCode.Created);
        foreach (var number in (long[])[1, 2, 3])
            (await client.ResultAsync("Document.CheckIn", file, new { version = "minor" })).Property("uid:minor_version").GetInt64().ShouldBe(number);
    }

    [Fact]
    public async Task A_version_keeps_its_state_and_content_and_the_document_goes_back_to_it()
    {
        using var client = Client();
        var file = (await server.CreateAsync(properties: new Dictionary<string, object> { ["dc:title"] = "first", ["dc:source"] = "somewhere" })).Uid();
        (await client.PutBlobAsync(file, "file:content", "first content")).ShouldBe(HttpStatusCode.OK);
        var checkedIn = await client.ResultAsync("Document.CreateVersion", file, new { increment = "Minor" });
        (checkedIn.Uid(), checkedIn.GetProperty("isVersion").GetBoolean(), checkedIn.Property("uid:minor_version").GetInt64()).ShouldBe((file, false, 1));

        await client.PutDocumentAsync(file, new Dictionary<string, object?> { ["dc:title"] = "second", ["dc:source"] = null, ["dc:rights"] = "new" });
        (await client.PutBlobAsync(file, "file:content", "second content")).ShouldBe(HttpStatusCode.OK);
        (await client.ResultAsync("Document.CheckIn", file, new { version = "major", comment = "done" })).Property("uid:major_version").GetInt64().ShouldBe(1);

        var versions = (await client.ResultAsync("Document.GetVersions", file)).Entries().ToList();
        versions.Select(version => (version.Text("versionLabel"), version.Property("dc:title").GetString(), version.Text("versionableId"))).ShouldBe([("0.1", "first", file), ("1.0", "second", file)]);
        versions.ShouldAllBe(version => version.GetProperty("isVersion").GetBoolean() && !version.GetProperty("isCheckedOut").GetBoolean());
        (await client.GetStringAsync($"api/v1/id/{versions[0].Uid()}/@blob/file:content")).ShouldBe("first content");

        var restored = await client.ResultAsync("Document.RestoreVersion", versions[0].Uid(), new { createVersion = true });
        (restored.Uid(), restored.Property("dc:title").GetString(), restored.Property("dc:source").GetString(), restored.Property("dc:rights").ValueKind)
            .ShouldBe((file, "first", "somewhere", JsonValueKind.Null));
        (await client.GetStringAsync($"api/v1/id/{file}/@blob/file:content")).ShouldBe("first content");
        (await client.ResultAsync("Document.GetVersions", file)).Entries().Select(version => version.Text("versionLabel")).ShouldBe(["0.1", "1.0", "1.1"]);

        (await client.DeleteAsync($"api/v1/id/{file}")).ShouldBe(HttpStatusCode.NoContent);
        await (await client.GetAsync($"api/v1/id/{versions[0].Uid()}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nobody_changes_a_version_and_it_can_be_deleted()
    {
        using var client = Client();
        var file = (await server.CreateAsync()).Uid();
        await client.ResultAsync("Document.CreateVersion", file);
        var version = (await client.ResultAsync("Document.GetVersions", file)).Entries().Single().Uid();
        await (await client.PutDocumentAsync(version, new { })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await client.PutBlobAsync(version, "file:content", "x")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        foreach (var operation in (string[])["Document.Lock", "Document.Trash", "Document.CreateVersion"])
            await (await client.RunAsync(operation, version)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await client.RunAsync("Document.Move", version, new { target = "/default-domain/workspaces" })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await client.PutAsync($"api/v1/id/{version}/@acl", Json.Content(new[] { new { username = "bob", permission = "Read" } }))).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await client.PostAsync($"api/v1/id/{version}/@comment", Json.Content(new { text = "no" }))).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        (await client.DeleteAsync($"api/v1/id/{version}")).ShouldBe(HttpStatusCode.NoContent);
        (await client.ResultAsync("Document.CreateVersion", file)).Property("uid:minor_version").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Versions_made_at_once_have_numbers_of_their_own()
    {
        using var client = Client();
        var file = (await server.CreateAsync()).Uid();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.ResultAsync("Document.CreateVersion", file)));
        (await client.ResultAsync("Document.GetVersions", file)).Entries().Select(version => version.Text("versionLabel")).ShouldBe(["0.1", "0.2", "0.3", "0.4", "0.5"]);
    }

    [Fact]
    public async Task Queries_tell_versions_from_documents_and_what_is_neither_is_refused()
    {
        using var client = Client();
        var (file, folder) = ((await server.CreateAsync()), (await server.CreateAsync("Folder")).Uid());
        await client.ResultAsync("Document.CreateVersion", file.Uid());
        await client.PostAsync($"api/v1/id/{file.Uid()}/@comment", Json.Content(new { text = "one" }));
        foreach (var (flag, count) in ((int, int)[])[(0, 1), (1, 1)])
        {
            var query = $"SELECT * FROM File WHERE ecm:path >= '{file.Text("path")}' AND ecm:path < '{file.Text("path")}0' AND ecm:isVersion = {flag}";
            (await client.ResultAsync("Document.Query", parameters: new { query })).Entries().Count().ShouldBe(count);
        }
        (await (await client.GetAsync($"api/v1/id/{file.Uid()}/@comment?pageSize=1")).JsonAsync()).Entries().Single().Text("text").ShouldBe("one");
        await (await client.RunAsync("Document.CreateVersion", folder)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.RunAsync("Document.CreateVersion", file.Uid(), new { increment = "Tiny" })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.RunAsync("Document.RestoreVersion", file.Uid())).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await client.ResultAsync("Document.CheckOut", file.Uid())).Uid().ShouldBe(file.Uid());
    }

    [Fact]
    public async Task A_document_is_checked_in_with_its_version_and_out_with_its_next_change()
    {
        using var client = Client();
        client.DefaultRequestHeaders.Add("fetch-document", "versionLabel");
        var file = (await server.CreateAsync()).Uid();
        (await StateAsync()).ShouldBe((true, ""));
        (await client.ResultAsync("Document.CreateVersion", file, new { increment = "Major" })).GetProperty("isCheckedOut").GetBoolean().ShouldBeFalse();
        (await StateAsync()).ShouldBe((false, "1.0"));
        (await client.DocumentAsync(file)).GetProperty("facets").EnumerateArray().Select(facet => facet.GetString()).ShouldNotContain("CheckedIn");
        (await FoundAsync()).ShouldBe(1);
        await client.ResultAsync("Document.Lock", file);
        await client.ResultAsync("Document.Unlock", file);
        (await StateAsync()).ShouldBe((false, "1.0"));

        await client.PutDocumentAsync(file, new Dictionary<string, object?> { ["dc:title"] = "changed" });
        (await StateAsync()).ShouldBe((true, "1.0+"));
        (await FoundAsync()).ShouldBe(0);
        await client.ResultAsync("Document.CheckIn", file, new { version = "minor" });
        (await StateAsync()).ShouldBe((false, "1.1"));
        (await client.PutBlobAsync(file, "file:content", "content")).ShouldBe(HttpStatusCode.OK);
        (await StateAsync()).ShouldBe((true, "1.1+"));

        var first = (await client.ResultAsync("Document.GetVersions", file)).Entries().First();
        (first.GetProperty("isCheckedOut").GetBoolean(), first.Text("versionLabel")).ShouldBe((false, "1.0"));
        await client.ResultAsync("Document.RestoreVersion", first.Uid());
        (await StateAsync()).ShouldBe((false, "1.0"));
        (await client.ResultAsync("Document.CheckOut", file)).GetProperty("isCheckedOut").GetBoolean().ShouldBeTrue();
        (await StateAsync()).ShouldBe((true, "1.0+"));
        (await client.ResultAsync("Document.RestoreVersion", first.Uid(), new { checkout = true })).GetProperty("isCheckedOut").GetBoolean().ShouldBeTrue();
        (await client.ResultAsync("Document.Copy", file, new { target = "/default-domain/workspaces" })).GetProperty("isCheckedOut").GetBoolean().ShouldBeTrue();

        async Task<(bool IsCheckedOut, string? Label)> StateAsync() => await client.DocumentAsync(file) is var document
            ? (document.GetProperty("isCheckedOut").GetBoolean(), document.Text("versionLabel")) : default;

        async Task<int> FoundAsync() =>
            (await client.ResultAsync("Document.Query", parameters: new { query = $"SELECT * FROM File WHERE ecm:uuid = '{file}' AND ecm:isCheckedIn = 1" })).Entries().Count();
    }

    private HttpClient Client()
    {
        var client = server.Client();
        client.DefaultRequestHeaders.Add("properties", "*");
        return client;
    }
}
