using System.Net;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Documents;

/// <summary>Blobs in the properties of documents that are written back, as the platform's own document tests have it.</summary>
public sealed class BlobPropertyTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_blob_is_shown_with_its_facts_and_a_url_that_downloads_it()
    {
        using var client = server.Client();
        var blob = (await client.DocumentAsync(await FileAsync("Hello World"))).Property("file:content");
        blob.EnumerateObject().Select(field => field.Name)
            .ShouldBe(["name", "mime-type", "encoding", "digestAlgorithm", "digest", "length", "data", "blobUrl"]);
        blob.Text("name").ShouldBe("hello.txt");
        blob.Text("mime-type").ShouldBe("text/plain");
        blob.Text("digestAlgorithm").ShouldBe("SHA-256");
        blob.Text("digest").ShouldBe("a591a6d40bf420404a011733cfb7b190d62c65bf0bcda32b57b277d9ad9f146e");
        blob.Text("length").ShouldBe("11");
        blob.Text("data")!.ShouldStartWith(server.Nuxeo + "nxfile/default/");
        (await client.GetStringAsync(blob.Text("data"))).ShouldBe("Hello World");
    }

    [Fact]
    public async Task Writing_back_what_was_read_leaves_the_blobs_as_they_are()
    {
        using var client = server.Client();
        var id = await FileAsync("Hello World");
        (await client.PutBlobAsync(id, "files:files", "attached", "a.txt")).ShouldBe(HttpStatusCode.OK);
        (await client.PutBlobAsync(id, "custom:blob", "undeclared", "u.txt")).ShouldBe(HttpStatusCode.OK);
        var before = await client.DocumentAsync(id);
        (await client.PutAsync($"api/v1/id/{id}", Json.Text(before.GetRawText()))).ShouldBe(HttpStatusCode.OK);
        var after = await client.DocumentAsync(id);
        foreach (var head in (string[])["file:content", "files:files", "custom:blob"])
            Known(after.Property(head)).ShouldBe(Known(before.Property(head)));
    }

    [Theory]
    [InlineData("fil:content", "file:content")]
    [InlineData("File:content", "file:content")]
    [InlineData("file:contnet", "file:content")]
    [InlineData("file:files/0/file", null)]
    public async Task A_misspelt_property_takes_no_upload_and_the_nearest_one_is_told(string path, string? meant)
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        var answer = await client.PutBlobAsync(id, path, "content");
        if (meant is not null)
            (await answer.Content.ReadAsStringAsync()).ShouldContain($"did you mean '{meant}'?");
        await answer.ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await client.GetAsync($"api/v1/id/{id}/@blob/{path}")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_blob_that_is_not_sent_stays_and_null_removes_it()
    {
        using var client = server.Client();
        var id = await FileAsync("Hello World");
        (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:title"] = "x" })).ShouldBe(HttpStatusCode.OK);
        (await client.DocumentAsync(id)).Property("file:content").Text("length").ShouldBe("11");
        (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["file:content"] = null })).ShouldBe(HttpStatusCode.OK);
        (await client.DocumentAsync(id)).Property("file:content").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_url_of_another_documents_blob_copies_it()
    {
        using var client = server.Client();
        var source = (await client.DocumentAsync(await FileAsync("shared"))).Property("file:content");
        var id = (await server.CreateAsync()).Uid();
        (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["file:content"] = source })).ShouldBe(HttpStatusCode.OK);
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("shared");
        (await client.DocumentAsync(id)).Property("file:content").Text("name").ShouldBe("hello.txt");
    }

    [Fact]
    public async Task A_url_of_this_server_that_leads_to_no_readable_blob_is_refused()
    {
        await server.CreateUserAsync("carol");
        using var admin = server.Client();
        using var carol = server.Client("carol");
        var secret = (await admin.DocumentAsync(await FileAsync("secret"))).Property("file:content");
        var id = (await server.CreateAsync()).Uid();
        (await admin.PutAsync($"api/v1/id/{id}/@acl", Json.Text("""[{"username":"carol","permission":"Write"}]"""))).ShouldBe(HttpStatusCode.OK);
        await (await carol.PutDocumentAsync(id, new Dictionary<string, object?> { ["file:content"] = secret })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        foreach (var url in (string[])[$"nxfile/default/{id}/file:content/x", "nxfile/default/no-such-document/file:content/x", "nxfile/default", "other"])
        {
            var blob = new Dictionary<string, object?> { ["file:content"] = new { data = server.Nuxeo + url } };
            await (await admin.PutDocumentAsync(id, blob)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        }
        (await admin.DocumentAsync(id)).Property("file:content").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_url_of_another_host_is_ignored()
    {
        using var client = server.Client();
        var id = await FileAsync("mine");
        var foreign = new Dictionary<string, object?> { ["file:content"] = new { data = "http://elsewhere.example/nuxeo/nxfile/default/x/file:content/y" } };
        (await client.PutDocumentAsync(id, foreign)).ShouldBe(HttpStatusCode.OK);
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("mine");
    }

    [Fact]
    public async Task A_list_is_taken_as_it_comes_reordered_shortened_lengthened_or_empty()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        foreach (var name in (string[])["a", "b", "c"])
            (await client.PutBlobAsync(id, "files:files", name, name)).ShouldBe(HttpStatusCode.OK);
        var items = (await client.DocumentAsync(id)).Property("files:files").EnumerateArray().ToList();
        var changed = new object[] { items[2], items[0], new { file = new { name = "d", data = "d" } } };
        (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["files:files"] = changed })).ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 3; i++)
            (await client.GetStringAsync($"api/v1/id/{id}/@blob/files:files/{i}/file")).ShouldBe("cad"[i].ToString());
        (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["files:files"] = Array.Empty<object>() })).ShouldBe(HttpStatusCode.OK);
        (await client.DocumentAsync(id)).Property("files:files").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Fields_left_out_stay_in_a_complex_property_and_go_in_an_item_of_a_list()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync("Picture", new Dictionary<string, object?>
        {
            ["picture:info"] = new { width = 10, height = 20 },
            ["picture:views"] = new object[] { new { title = "Small", width = 5 } },
        })).Uid();
        var after = await (await client.PutDocumentAsync(id, new Dictionary<string, object?>
        {
            ["picture:info"] = new { width = 11 },
            ["picture:views"] = new object[] { new { title = "Large" } },
        })).ShouldBe(HttpStatusCode.OK).JsonAsync();
        after.Property("picture:info").GetProperty("width").GetInt32().ShouldBe(11);
        after.Property("picture:info").GetProperty("height").GetInt32().ShouldBe(20);
        after.Property("picture:views")[0].Text("title").ShouldBe("Large");
        after.Property("picture:views")[0].GetProperty("width").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("""{"name":"n.txt","data":"grüße"}""", "text/plain", "UTF-8", "gr\u00fc\u00dfe")]
    [InlineData("""{"name":"n.md","mime-type":"text/x-web-markdown","content":"# x"}""", "text/x-web-markdown", "UTF-8", "# x")]
    [InlineData("""{"name":"n.txt","encoding":"iso-8859-1","data":"grüße"}""", "text/plain", "iso-8859-1", "gr\u00fc\u00dfe")]
    [InlineData("\"just text\"", "text/plain", "UTF-8", "just text")]
    public async Task Text_inline_becomes_a_blob(string value, string mediaType, string encoding, string expected)
    {
        using var client = server.Client();
        var document = await server.CreateAsync("File", new Dictionary<string, object?> { ["file:content"] = JsonDocument.Parse(value).RootElement });
        var blob = (await client.DocumentAsync(document.Uid())).Property("file:content");
        blob.Text("mime-type").ShouldBe(mediaType);
        blob.Text("encoding").ShouldBe(encoding);
        (await client.GetStringAsync($"api/v1/id/{document.Uid()}/@blob/file:content")).ShouldBe(expected);
    }

    [Fact]
    public async Task Only_administrators_refer_to_a_blob_by_provider_and_key()
    {
        await server.CreateUserAsync("dave");
        using var admin = server.Client();
        using var dave = server.Client("dave");
        var digest = (await admin.DocumentAsync(await FileAsync("by key"))).Property("file:content").Text("digest")!;
        var id = (await server.CreateAsync()).Uid();
        (await admin.PutAsync($"api/v1/id/{id}/@acl", Json.Text("""[{"username":"dave","permission":"Write"}]"""))).ShouldBe(HttpStatusCode.OK);
        object Reference(string key) => new Dictionary<string, object?> { ["file:content"] = new { providerId = "default", key, name = "k.txt" } };
        await (await dave.PutDocumentAsync(id, Reference(digest))).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await admin.PutDocumentAsync(id, Reference(new string('0', 64)))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await admin.PutDocumentAsync(id, Reference(digest))).ShouldBe(HttpStatusCode.OK);
        (await admin.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("by key");
    }

    private async Task<string> FileAsync(string text)
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await client.PutBlobAsync(id, "file:content", text)).ShouldBe(HttpStatusCode.OK);
        return id;
    }

    // What identifies the blobs, without the URL, whose change token moves on.
    private static string Known(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join(';', value.EnumerateArray().Select(item => Known(item.GetProperty("file"))))
        : $"{value.Text("name")} {value.Text("mime-type")} {value.Text("digest")} {value.Text("length")}";
}
