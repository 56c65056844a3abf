using System.Net;
using System.Text;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Uploads;

/// <summary>The batch API, in the shapes that the platform's clients compare.</summary>
public sealed class BatchTests
{
    [Theory]
    [InlineData("api/v1/upload")]
    [InlineData("api/v1/upload/")]
    public async Task A_batch_opens_without_a_body(string url)
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        using var body = new StringContent("", Encoding.UTF8, "application/json");
        var opened = await (await client.PostAsync(url, body)).ShouldBe(HttpStatusCode.Created).JsonAsync();
        opened.EnumerateObject().Select(member => member.Name).ShouldBe(["batchId"]);
        opened.Text("batchId").ShouldStartWith("batchId-");
        (await client.GetAsync($"api/v1/upload/{opened.Text("batchId")}")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_file_is_answered_in_text_and_listed_with_its_name()
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        var batch = await OpenAsync(client);
        var answer = (await StoreAsync(client, batch, 0, "foo", "caf%C3%A9 a+b.txt", "text/plain")).ShouldBe(HttpStatusCode.Created);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=UTF-8");
        (await answer.Content.ReadAsStringAsync()).ShouldBe(
            $$"""{"uploaded":"true","batchId":"{{batch}}","fileIdx":"0","uploadType":"normal","uploadedSize":"3"}""");
        (await client.GetStringAsync($"api/v1/upload/{batch}")).ShouldBe("""[{"name":"café a b.txt","size":3,"uploadType":"normal"}]""");
        (await client.GetStringAsync($"api/v1/upload/{batch}/0")).ShouldBe("""{"name":"café a b.txt","size":3,"uploadType":"normal"}""");
        (await client.GetStringAsync($"api/v1/upload/{batch}/info"))
            .ShouldBe($$"""{"provider":"default","fileEntries":[{"name":"café a b.txt","size":3,"uploadType":"normal"}],"batchId":"{{batch}}"}""");
    }

    [Fact]
    public async Task Chunks_come_in_any_order_and_each_once()
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        var batch = await OpenAsync(client);
        (await ChunkAsync(client, batch, 0, "abc")).ShouldBe(HttpStatusCode.Accepted);
        var second = (await ChunkAsync(client, batch, 2, "ghi")).ShouldBe(HttpStatusCode.Accepted);
        (await second.Content.ReadAsStringAsync()).ShouldBe(
            $$"""{"uploaded":"true","batchId":"{{batch}}","fileIdx":"0","uploadType":"chunked","uploadedSize":"3","uploadedChunkIds":[0,2],"chunkCount":3}""");
        (await client.GetAsync($"api/v1/upload/{batch}/0")).ShouldBe(HttpStatusCode.Accepted);
        (await (await ChunkAsync(client, batch, 2, "ghi")).ShouldBeErrorAsync(HttpStatusCode.Conflict)).ShouldContain("already exists");
        (await ChunkAsync(client, batch, 1, "def")).ShouldBe(HttpStatusCode.Created);
        (await client.GetStringAsync($"api/v1/upload/{batch}/0"))
            .ShouldBe("""{"name":"a.txt","size":9,"uploadType":"chunked","uploadedChunkIds":[0,1,2],"chunkCount":3}""");
        var document = await CreateAsync(client, Reference(batch, 0));
        (await client.GetStringAsync($"api/v1/id/{document.Uid()}/@blob/file:content")).ShouldBe("abcdefghi");
    }

    [Fact]
    public async Task What_is_not_understood_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        var batch = await OpenAsync(client);
        await (await StoreAsync(client, batch, "abc", "x")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await StoreAsync(client, batch, "-1", "x")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await StoreAsync(client, "batchId-unknown", "0", "x")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await StoreAsync(client, batch, "0", "x", ("X-Upload-Type", "chunked"), ("X-Upload-Chunk-Index", "one"))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await ChunkAsync(client, batch, 3, "x")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        using var form = new MultipartFormDataContent { { new StringContent("x"), "file", "a.txt" } };
        await (await client.PostAsync($"api/v1/upload/{batch}/0", form)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        foreach (var (method, url) in (IEnumerable<(string, string)>)[("GET", "none"), ("GET", "none/info"), ("GET", $"{batch}/0"), ("DELETE", "none"), ("DELETE", $"{batch}/0"),
            ("POST", "none/refreshToken"), ("POST", "none/0/complete"), ("GET", "handlers/none")])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v1/upload/{url}");
            await (await client.SendAsync(request)).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        }
        await (await client.PostAsync($"api/v1/upload/{batch}/refreshToken", null)).ShouldBeErrorAsync(HttpStatusCode.NotImplemented);
        await (await client.PostAsync("api/v1/upload/new/s3", null)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await client.GetStringAsync("api/v1/upload/handlers")).ShouldBe("""{"handlers":[{"name":"default"}]}""");
        var opened = await (await client.PostAsync("api/v1/upload/new/default", null)).ShouldBe(HttpStatusCode.OK).JsonAsync();
        opened.EnumerateObject().Select(member => member.Name).ShouldBe(["provider", "fileEntries", "batchId"]);
    }

    [Fact]
    public async Task Files_and_batches_are_dropped_and_the_others_keep_their_numbers()
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        var batch = await OpenAsync(client);
        for (var i = 0; i < 5; i++)
            await StoreAsync(client, batch, i, $"content {i}");
        foreach (var index in (int[])[1, 3])
            (await client.DeleteAsync($"api/v1/upload/{batch}/{index}")).ShouldBe(HttpStatusCode.NoContent);
        (await (await client.GetAsync($"api/v1/upload/{batch}")).JsonAsync()).GetArrayLength().ShouldBe(3);
        (await client.GetAsync($"api/v1/upload/{batch}/4")).ShouldBe(HttpStatusCode.OK);
        (await client.DeleteAsync($"api/v1/upload/{batch}")).ShouldBe(HttpStatusCode.NoContent);
        await (await client.GetAsync($"api/v1/upload/{batch}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_completion_is_compared_with_what_arrived()
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        var batch = await OpenAsync(client);
        await StoreAsync(client, batch, 0, "foo");
        var url = $"api/v1/upload/{batch}/0/complete";
        (await (await client.PostAsync(url, null)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync())
            .ShouldBe($$"""{"uploaded":"true","batchId":"{{batch}}","fileIdx":"0"}""");
        (await client.PostAsync(url, Json.Content(new { fileSize = 3, md5 = "acbd18db4cc2f85cedef654fccc4a4d8" }))).ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync(url, Json.Content(new { fileSize = 4 }))).ShouldBe(HttpStatusCode.Conflict);
        (await client.PostAsync(url, Json.Content(new { md5 = "00000000000000000000000000000000" }))).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_file_in_chunks_is_complete_once_they_have_arrived()
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        var batch = await OpenAsync(client);
        var url = $"api/v1/upload/{batch}/0";
        (await ChunkAsync(client, url, 0, "foo")).ShouldBe(HttpStatusCode.Accepted);
        (await client.PostAsync($"{url}/complete", null)).ShouldBe(HttpStatusCode.Conflict);
        (await ChunkAsync(client, url, 1, "bar")).ShouldBe(HttpStatusCode.Created);
        (await client.PostAsync($"{url}/complete", Json.Content(new { fileSize = 6, md5 = "3858f62230ac3c915f300c664312c63f" }))).ShouldBe(HttpStatusCode.OK);

        static Task<HttpResponseMessage> ChunkAsync(HttpClient client, string url, int number, string text)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(text) };
            foreach (var (name, value) in new[] { ("X-Upload-Type", "chunked"), ("X-Upload-Chunk-Index", $"{number}"), ("X-Upload-Chunk-Count", "2"), ("X-File-Size", "6"), ("X-File-Name", "a.txt") })
                request.Headers.Add(name, value);
            return client.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_document_takes_the_file_and_the_batch_is_gone()
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        var batch = await OpenAsync(client);
        await StoreAsync(client, batch, 0, "foo", "foo.pdf", "pdf");
        // As the JavaScript client sends it: with everything that the upload answered.
        var document = await CreateAsync(client, Reference(batch, 0, ("uploaded", "true"), ("fileIdx", "0"), ("uploadType", "normal"), ("uploadedSize", "3")));
        var blob = document.Property("file:content");
        (blob.Text("name"), blob.Text("mime-type"), blob.Text("length")).ShouldBe(("foo.pdf", "application/pdf", "3"));
        (await client.GetAsync($"api/v1/upload/{batch}")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_batch_stays_where_the_request_says_so_or_fails()
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        var batch = await OpenAsync(client);
        await StoreAsync(client, batch, 0, "foo");
        var document = await CreateAsync(client, null);
        (await client.PutDocumentAsync(document.Uid(), new Dictionary<string, object?> { ["file:content"] = Reference(batch, 0), ["dc:title"] = 7 })).ShouldBe(HttpStatusCode.BadRequest);
        client.DefaultRequestHeaders.Add("X-Batch-No-Drop", "true");
        (await client.PutDocumentAsync(document.Uid(), new Dictionary<string, object?> { ["file:content"] = Reference(batch, 0) })).ShouldBe(HttpStatusCode.OK);
        client.DefaultRequestHeaders.Remove("X-Batch-No-Drop");
        (await CreateAsync(client, Reference(batch, 0))).Property("file:content").Text("length").ShouldBe("3");
        (await client.GetAsync($"api/v1/upload/{batch}")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_list_takes_files_and_keeps_an_empty_item_where_there_is_none()
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        var batch = await OpenAsync(client);
        await StoreAsync(client, batch, 0, "foo");
        var document = await CreateAsync(client, null);
        object[] files = [new { file = Reference(batch, 0) }, new { file = Reference(batch, 1) }, new { file = Reference("batchId-unknown", 0) }];
        var changed = await (await client.PutDocumentAsync(document.Uid(), new Dictionary<string, object?> { ["files:files"] = files })).ShouldBe(HttpStatusCode.OK).JsonAsync();
        var items = changed.Property("files:files");
        items.GetArrayLength().ShouldBe(3);
        items[0].GetProperty("file").Text("length").ShouldBe("3");
        items[1].GetProperty("file").ValueKind.ShouldBe(JsonValueKind.Null);
        items[2].GetProperty("file").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_file_with_missing_chunks_is_no_content()
    {
        await using var host = await TestHost.StartAsync();
        using var client = ClientOf(host);
        var batch = await OpenAsync(client);
        await ChunkAsync(client, batch, 0, "abc");
        var document = await CreateAsync(client, null);
        var answer = await client.PutDocumentAsync(document.Uid(), new Dictionary<string, object?> { ["file:content"] = Reference(batch, 0) });
        (await answer.ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("not complete");
    }

    private static HttpClient ClientOf(TestHost host)
    {
        var client = host.Client();
        client.BaseAddress = new Uri(host.Address, "/nuxeo/");
        return client;
    }

    private static async Task<string> OpenAsync(HttpClient client) =>
        (await (await client.PostAsync("api/v1/upload/", null)).ShouldBe(HttpStatusCode.Created).JsonAsync()).Text("batchId")!;

    private static Task<HttpResponseMessage> StoreAsync(HttpClient client, string batch, int index, string text, string name = "a.txt", string type = "text/plain") =>
        StoreAsync(client, batch, $"{index}", text, ("X-File-Name", name), ("X-File-Type", type));

    private static Task<HttpResponseMessage> ChunkAsync(HttpClient client, string batch, int chunk, string text) => StoreAsync(client, batch, "0", text,
        ("X-File-Name", "a.txt"), ("X-Upload-Type", "chunked"), ("X-Upload-Chunk-Index", $"{chunk}"), ("X-Upload-Chunk-Count", "3"), ("X-File-Size", "9"));

    private static async Task<HttpResponseMessage> StoreAsync(HttpClient client, string batch, string index, string text, params (string Name, string Value)[] headers)
    {
        // Without Content-Type, as the JavaScript client does.
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/upload/{batch}/{index}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await client.SendAsync(request);
    }

    private static Dictionary<string, string> Reference(string batch, int index, params (string Name, string Value)[] more) =>
        new([new("upload-batch", batch), new("upload-fileId", $"{index}"), .. more.Select(member => KeyValuePair.Create(member.Name, member.Value))]);

    private static async Task<JsonElement> CreateAsync(HttpClient client, object? content) => await (await client.PostAsync("api/v1/path/?properties=*", Json.Content(
        new Dictionary<string, object?>
        {
            ["entity-type"] = "document",
            ["type"] = "File",
            ["name"] = "doc",
            ["properties"] = content is null ? new Dictionary<string, object?>() : new Dictionary<string, object?> { ["file:content"] = content },
        }))).ShouldBe(HttpStatusCode.Created).JsonAsync();
}
