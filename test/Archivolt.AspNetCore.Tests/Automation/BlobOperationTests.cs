using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Archivolt.Renditions;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>Operations on content, sent along in a form or uploaded before.</summary>
public sealed class BlobOperationTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData(null)]
    [InlineData("blob")]
    public async Task A_file_in_a_form_is_attached_and_answered(string? nameOfJson)
    {
        using var client = server.Client();
        var file = await server.CreateAsync();
        var answer = await FormAsync(client, "Blob.AttachOnDocument", new { @params = new { document = file.Text("path") } }, nameOfJson, ("é (1).txt", "Größe"));
        (await answer.ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("Größe");
        var content = (await client.DocumentAsync(file.Uid())).Property("file:content");
        (content.Text("name"), content.Text("length"), content.Text("mime-type")).ShouldBe(("é (1).txt", "7", "text/plain"));
    }

    [Fact]
    public async Task Several_files_become_items_of_a_list_and_are_sent_again_together()
    {
        using var client = server.Client();
        var file = await server.CreateAsync();
        var answer = await FormAsync(client, "Blob.Attach", new { @params = new { document = file.Uid(), xpath = "files:files" } }, null, ("one.txt", "first"), ("two.txt", "second"));
        (await PartsAsync(answer)).ShouldBe([("one.txt", "first"), ("two.txt", "second")]);
        (await PartsAsync(await client.RunAsync("Document.GetBlobsByProperty", file.Uid()))).ShouldBe([("one.txt", "first"), ("two.txt", "second")]);
        (await PartsAsync(await client.RunAsync("Document.GetBlobs", file.Uid()))).ShouldBe([("one.txt", "first"), ("two.txt", "second")]);

        (await client.ResultAsync("Blob.RemoveFromDocument", file.Uid(), new { xpath = "files:files/0" })).Uid().ShouldBe(file.Uid());
        (await PartsAsync(await client.RunAsync("Blob.GetAll", file.Uid()))).ShouldBe([("two.txt", "second")]);
        await client.ResultAsync("Blob.Remove", file.Uid(), new { xpath = "files:files" });
        (await client.RunAsync("Blob.GetAll", file.Uid())).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_blob_is_set_named_fetched_and_removed()
    {
        using var client = server.Client();
        var file = await server.CreateAsync();
        await client.ResultAsync("Document.SetBlob", file.Uid(), new { file = new { name = "a.txt", data = "text" } });
        await client.ResultAsync("Document.SetBlobName", file.Uid(), new { name = "b.txt" });
        var answer = (await client.RunAsync("Blob.Get", file.Uid())).ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("b.txt");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("text");
        await client.ResultAsync("Blob.RemoveFromDocument", file.Uid());
        var nothing = (await client.RunAsync("Document.GetBlob", file.Uid())).ShouldBe(HttpStatusCode.OK);
        (await nothing.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_operation_sends_is_a_download_in_the_audit()
    {
        using var client = server.Client();
        var file = await server.CreateAsync();
        await client.PutBlobAsync(file.Uid(), "file:content", "text");
        await client.RunAsync("Document.GetBlob", file.Uid());
        await client.RunAsync("Document.GetBlobs", file.Uid());
        var audit = await (await client.GetAsync($"api/v1/id/{file.Uid()}/@audit")).JsonAsync();
        audit.Entries().Count(entry => entry.Text("eventId") == "download").ShouldBe(2);
    }

    [Fact]
    public async Task Files_are_imported_by_their_kind()
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("properties", "*");
        var folder = await server.CreateAsync("Folder");
        var call = new { context = new { currentDocument = folder.Text("path") } };
        var imported = await (await FormAsync(client, "FileManager.Import", call, null, ("größe.txt", "Größe"), ("data.bin", "\u0001"), ("long.txt", new string('x', 200_000))))
            .ShouldBe(HttpStatusCode.OK).JsonAsync();
        imported.Entries().Select(entry => (entry.Text("type"), entry.Text("title"))).ShouldBe([("Note", "größe.txt"), ("File", "data.bin"), ("File", "long.txt")]);
        imported.Entries().First().Property("note:note").GetString().ShouldBe("Größe");
        imported.Entries().Last().Property("file:content").Text("length").ShouldBe("200000");
        await (await FormAsync(client, "FileManager.Import", new { }, null, ("a.txt", "a"))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Files_are_packed_while_they_are_sent()
    {
        using var client = server.Client();
        var answer = await FormAsync(client, "Blob.CreateZip", new { @params = new { filename = "all.zip" } }, null, ("a.txt", "first"), ("a.txt", "second"));
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("all.zip");
        await using var zip = await ZipArchive.CreateAsync(await answer.Content.ReadAsStreamAsync(), ZipArchiveMode.Read, leaveOpen: false, null);
        zip.Entries.Select(entry => (entry.FullName, entry.Length)).ShouldBe([("a.txt", 5L), ("a (2).txt", 6L)]);
    }

    [Fact]
    public async Task Who_reads_nothing_before_all_is_sent_gets_a_ZIP_of_it()
    {
        using var client = server.Client();
        var noise = new byte[40_000_000];
        new Random(1).NextBytes(noise);
        var sent = new SentContent(noise);
        using var form = new MultipartFormDataContent { { Json.Text("{}"), "params" }, { sent, "input", "noise.bin" }, { new ByteArrayContent([]), "input", "empty.bin" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/automation/Blob.CreateZip") { Content = form };
        var answering = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await sent.Sent.WaitAsync(TimeSpan.FromMinutes(1));
        using var answer = (await answering).ShouldBe(HttpStatusCode.OK);
        await using var zip = await ZipArchive.CreateAsync(await answer.Content.ReadAsStreamAsync(), ZipArchiveMode.Read, leaveOpen: false, null);
        zip.Entries.Select(entry => entry.Length).ShouldBe([noise.Length, 0L]);
    }

    [Fact]
    public async Task Uploaded_files_are_the_input_and_their_batch_goes_after_it()
    {
        using var client = server.Client();
        var folder = await server.CreateAsync("Folder");
        var call = Json.Content(new { @params = new { }, context = new { currentDocument = folder.Uid() } });
        var batch = await UploadAsync(client, "one", "two");
        var one = await (await client.PostAsync($"api/v1/upload/{batch}/1/execute/FileManager.Import", call)).ShouldBe(HttpStatusCode.OK).JsonAsync();
        (one.Text("entity-type"), one.Text("title")).ShouldBe(("document", "file1.txt"));
        (await client.GetAsync($"api/v1/upload/{batch}")).ShouldBe(HttpStatusCode.NotFound);

        batch = await UploadAsync(client, "one");
        var all = await (await client.PostAsync($"site/api/v1/upload/{batch}/execute/FileManager.Import", call)).ShouldBe(HttpStatusCode.OK).JsonAsync();
        all.Entries().Select(entry => entry.Text("title")).ShouldBe(["file0.txt"]);

        // A ZIP is made of them while it is sent.
        batch = await UploadAsync(client, "one", "two");
        var packed = await client.PostAsync($"api/v1/upload/{batch}/execute/Blob.CreateZip", Json.Text("""{"params": {}}"""));
        await using var zip = await ZipArchive.CreateAsync(await packed.Content.ReadAsStreamAsync(), ZipArchiveMode.Read, leaveOpen: false, null);
        zip.Entries.Select(entry => entry.Length).ShouldBe([3L, 3L]);
        await (await client.PostAsync($"api/v1/upload/{Guid.NewGuid()}/execute/FileManager.Import", call)).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_may_only_read_attaches_nothing()
    {
        await server.CreateUserAsync("reader");
        using var admin = server.Client();
        using var reader = server.Client("reader");
        var file = await server.CreateAsync();
        await admin.PutAsync($"api/v1/id/{file.Uid()}/@acl", Json.Content(new[] { new { username = "reader", permission = "Read" } }));
        await (await FormAsync(reader, "Blob.Attach", new { @params = new { document = file.Uid() } }, null, ("a.txt", "a"))).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        (await admin.DocumentAsync(file.Uid())).Property("file:content").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static async Task<string> UploadAsync(HttpClient client, params string[] texts)
    {
        var batch = (await (await client.PostAsync("api/v1/upload/", null)).ShouldBe(HttpStatusCode.Created).JsonAsync()).Text("batchId")!;
        foreach (var (index, text) in texts.Index())
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            content.Headers.Add("X-File-Name", $"file{index}.txt");
            content.Headers.Add("X-File-Type", "text/plain");
            (await client.PostAsync($"api/v1/upload/{batch}/{index}", content)).ShouldBe(HttpStatusCode.Created);
        }
        return batch;
    }

    [Theory]
    [InlineData("FileManager.Import")]
    [InlineData("Blob.ToPDF")]
    [InlineData("Blob.AttachOnDocument")]
    public async Task A_form_that_is_cut_off_is_refused(string operation)
    {
        // What cannot be converted at all is refused before the file is read.
        Assert.SkipWhen(operation == "Blob.ToPDF" && server.Get<ConverterRegistry>().Find("office2pdf").FindObstacle() is not null, "There is no LibreOffice.");
        using var client = server.Client();
        var file = await server.CreateAsync();
        var call = JsonSerializer.Serialize(new { @params = new { document = file.Uid() }, context = new { currentDocument = "/" } });
        foreach (var rest in new[] { "", "\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"cut.txt\"\r\n\r\nfile\r\n" })
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes($"--b\r\nContent-Type: application/json\r\n\r\n{call}{rest}"));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/related; boundary=b");
            (await (await client.PostAsync($"api/v1/automation/{operation}", content)).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("cut off");
        }
        (await client.DocumentAsync(file.Uid())).Property("file:content").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    // As the two versions of the JavaScript client send it: the JSON first, with or without a file name, names in plain UTF-8.
    private static Task<HttpResponseMessage> FormAsync(HttpClient client, string operation, object call, string? nameOfJson, params (string Name, string Text)[] files)
    {
        var form = new StringBuilder();
        form.Append(nameOfJson is null ? "--b\r\nContent-Disposition: form-data; name=\"params\"\r\n" : $"--b\r\nContent-Disposition: form-data; name=\"params\"; filename=\"{nameOfJson}\"\r\n")
            .Append("Content-Type: application/json\r\n\r\n").Append(JsonSerializer.Serialize(call)).Append("\r\n");
        foreach (var (name, text) in files)
        {
            form.Append(System.Globalization.CultureInfo.InvariantCulture, $"--b\r\nContent-Disposition: form-data; name=\"input\"; filename=\"{name}\"\r\n")
                .Append(name.EndsWith(".txt", StringComparison.Ordinal) ? "Content-Type: text/plain\r\n\r\n" : "Content-Type: application/octet-stream\r\n\r\n").Append(text).Append("\r\n");
        }
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(form.Append("--b--\r\n").ToString()));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        return client.PostAsync($"api/v1/automation/{operation}", content);
    }

    private static async Task<List<(string? Name, string Text)>> PartsAsync(HttpResponseMessage answer)
    {
        answer.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("multipart/mixed");
        var boundary = answer.Content.Headers.ContentType.Parameters.Single(parameter => parameter.Name == "boundary").Value!.Trim('"');
        var reader = new Microsoft.AspNetCore.WebUtilities.MultipartReader(boundary, await answer.Content.ReadAsStreamAsync());
        var parts = new List<(string?, string)>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            var name = ContentDispositionHeaderValue.Parse(section.ContentDisposition!).FileName;
            parts.Add((name, await new StreamReader(section.Body).ReadToEndAsync()));
        }
        return parts;
    }

    private sealed class SentContent(byte[] bytes) : HttpContent
    {
        private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Sent => _sent.Task;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes);
            _sent.SetResult();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
