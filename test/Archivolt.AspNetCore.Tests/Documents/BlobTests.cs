using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Archivolt.AspNetCore.Tests.Documents;

public sealed class BlobTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Blobs_are_read_by_property_and_by_number()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "main");
        await client.PutBlobAsync(id, "files:files", "first");
        await client.PutBlobAsync(id, "files:files", "second");
        (string Path, string Text)[] expected =
        [
            ("/file:content", "main"), ("/content", "main"), ("", "main"), ("/blobholder:0", "main"), ("/blobholder:1", "first"), ("/blobholder:2", "second"),
            ("/files:files/0/file", "first"), ("/files:files/item%5B1%5D/file", "second"), ("/files/1/file", "second"),
        ];
        foreach (var (path, text) in expected)
            (await client.GetStringAsync($"api/v1/id/{id}/@blob{path}")).ShouldBe(text, path);
    }

    [Fact]
    public async Task A_form_is_answered_like_the_platform_and_a_raw_body_with_the_blob()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("MINOR"), "versioning" },
            { new ByteArrayContent("formed"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("text/markdown") } }, "file", "été.md" },
        };
        var answer = (await client.PutAsync($"api/v1/id/{id}/@blob/file:content", form)).ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("blob updated");
        var blob = (await client.DocumentAsync(id)).Property("file:content");
        blob.Text("name").ShouldBe("été.md");
        blob.Text("mime-type").ShouldBe("text/markdown");
        var raw = await (await client.PutBlobAsync(id, "file:content", "raw", "raw.txt")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        raw.Text("length").ShouldBe("3");
        raw.Text("name").ShouldBe("raw.txt");
        (await client.GetStringAsync(raw.Text("data"))).ShouldBe("raw");
    }

    [Theory]
    [InlineData("X-File-Name", "r%C3%A9sum%C3%A9+1.txt", "résumé 1.txt")]
    [InlineData("Content-Disposition", "attachment; filename*=UTF-8''%E6%96%87.txt", "文.txt")]
    [InlineData("Content-Disposition", "attachment; filename=\"plain.txt\"", "plain.txt")]
    [InlineData("X-File-Name", "..%2F..%2Fetc%2Fpasswd", "passwd")]
    [InlineData("X-File-Name", "C%3A%5CDocuments%5Cfoo.txt", "foo.txt")]
    public async Task A_raw_body_gets_its_name_from_a_header_and_keeps_no_directory(string header, string value, string expected)
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        using var body = new ByteArrayContent("x"u8.ToArray());
        if (header == "X-File-Name")
            client.DefaultRequestHeaders.Add(header, value);
        else
            body.Headers.Add(header, value);
        (await (await client.PutAsync($"api/v1/id/{id}/@blob/file:content", body)).JsonAsync()).Text("name").ShouldBe(expected);
    }

    [Theory]
    [InlineData("text/html; charset=utf-16", "text/html", "utf-16")]
    [InlineData("application/x-www-form-urlencoded", "text/plain", null)]
    [InlineData("application/octet-stream", "text/plain", null)]
    public async Task The_media_type_comes_from_the_sender_or_from_the_name(string contentType, string mediaType, string? encoding)
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        using var body = new ByteArrayContent("x"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        var blob = await (await client.PutAsync($"api/v1/id/{id}/@blob/file:content?filename=x.txt", body)).JsonAsync();
        blob.Text("mime-type").ShouldBe(mediaType);
        blob.Text("encoding").ShouldBe(encoding);
    }

    [Theory]
    [InlineData("Content-MD5", "XrY7u+Ae7tCTyyK7j1rNww==", true)]
    [InlineData("Digest", "SHA-256=uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=", true)]
    [InlineData("Repr-Digest", "sha-256=:uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=:", true)]
    [InlineData("Content-Digest", "unknown=:AAAA:", true)]
    [InlineData("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==", false)]
    [InlineData("Digest", "sha-256=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("Repr-Digest", "sha-256=:not base64:", false)]
    public async Task Content_is_stored_only_when_it_is_what_the_sender_announced(string header, string value, bool stored)
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        using var body = new ByteArrayContent("hello world"u8.ToArray());
        body.Headers.TryAddWithoutValidation(header, value);
        var answer = await client.PutAsync($"api/v1/id/{id}/@blob/file:content", body);
        if (stored)
            answer.ShouldBe(HttpStatusCode.OK);
        else
            await answer.ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await client.GetAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe(stored ? HttpStatusCode.OK : HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Equal_content_occupies_the_disk_once()
    {
        using var client = server.Client();
        var content = Guid.NewGuid().ToString();
        var one = await (await client.PutBlobAsync((await server.CreateAsync()).Uid(), "file:content", content)).JsonAsync();
        await client.PutBlobAsync((await server.CreateAsync()).Uid(), "files:files", content);
        Directory.GetFiles(server.DataPath, one.Text("digest")!, SearchOption.AllDirectories).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_and_an_emptied_item_stays()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "main");
        await client.PutBlobAsync(id, "files:files", "first");
        await client.PutBlobAsync(id, "files:files", "second");
        (await client.DeleteAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe(HttpStatusCode.NoContent);
        await (await client.GetAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        (await client.DeleteAsync($"api/v1/id/{id}/@blob/files:files/0/file")).ShouldBe(HttpStatusCode.NoContent);
        var files = (await client.DocumentAsync(id)).Property("files:files");
        files.GetArrayLength().ShouldBe(2);
        files[0].GetProperty("file").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/files:files/1/file")).ShouldBe("second");
    }

    [Fact]
    public async Task A_document_without_blobs_has_none_to_give()
    {
        using var client = server.Client();
        var file = (await server.CreateAsync()).Uid();
        var folder = (await server.CreateAsync("Folder")).Uid();
        foreach (var path in (string[])["", "/blobholder:0", "/blobholder:1", "/file:content", "/files:files/0/file"])
        {
            await (await client.GetAsync($"api/v1/id/{file}/@blob{path}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
            await (await client.GetAsync($"api/v1/id/{folder}/@blob{path}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Head_tells_what_get_would()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "0123456789");
        var answer = (await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"api/v1/id/{id}/@blob/file:content"))).ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentLength.ShouldBe(10);
        answer.Headers.ETag.ShouldNotBeNull();
        using var ranged = new HttpRequestMessage(HttpMethod.Get, $"api/v1/id/{id}/@blob/file:content") { Headers = { Range = new RangeHeaderValue(2, 4) } };
        (await (await client.SendAsync(ranged)).ShouldBe(HttpStatusCode.PartialContent).Content.ReadAsStringAsync()).ShouldBe("234");
        using var behind = new HttpRequestMessage(HttpMethod.Get, $"api/v1/id/{id}/@blob/file:content") { Headers = { Range = new RangeHeaderValue(10, null) } };
        var refused = await client.SendAsync(behind);
        await refused.ShouldBeErrorAsync(HttpStatusCode.RequestedRangeNotSatisfiable);
        refused.Content.Headers.ContentRange!.ToString().ShouldBe("bytes */10");
    }

    [Fact]
    public async Task The_main_blob_is_written_by_its_number_too()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await client.PutBlobAsync(id, "blobholder:0", "main")).ShouldBe(HttpStatusCode.OK);
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("main");
        await (await client.PutBlobAsync(id, "blobholder:1", "none")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Uploads_at_once_to_a_list_all_get_their_own_item()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => client.PutBlobAsync(id, "files:files", $"item {i}")));
        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode);
        var lengths = (await client.DocumentAsync(id)).Property("files:files").EnumerateArray().Select(item => item.GetProperty("file").Text("digest"));
        lengths.Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public async Task A_form_without_a_file_or_boundary_is_refused()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        var url = $"api/v1/id/{id}/@blob/file:content";
        using var noFile = new MultipartFormDataContent { { new StringContent("x"), "field" } };
        await (await client.PutAsync(url, noFile)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        using var noBoundary = new ByteArrayContent("x"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data") } };
        await (await client.PutAsync(url, noBoundary)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        using var truncated = new ByteArrayContent(Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\ncut"))
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") },
        };
        await (await client.PutAsync(url, truncated)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.GetAsync(url)).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }
}
