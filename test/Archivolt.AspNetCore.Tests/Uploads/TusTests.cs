using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Archivolt.AspNetCore.Tests.Uploads;

/// <summary>tus 1.0, request by request; the provider is a directory, or a mirror, which has no resumable writes.</summary>
public sealed class TusTests
{
    [Fact]
    public async Task The_server_says_what_it_offers()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "api/v1/tus"));
        answer.ShouldBe(HttpStatusCode.NoContent);
        answer.Headers.GetValues("Tus-Version").ShouldBe(["1.0.0"]);
        answer.Headers.GetValues("Tus-Extension").Single().ShouldBe("creation,creation-with-upload,checksum,termination,expiration,concatenation");
        answer.Headers.GetValues("Tus-Checksum-Algorithm").Single().ShouldContain("sha1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_grows_and_becomes_a_documents_blob(bool mirrored)
    {
        await using var server = await StartAsync(mirrored);
        using var client = server.Client();
        var (url, batch) = await CreateAsync(client, 9, "filename Y2Fmw6kudHh0,filetype dGV4dC9wbGFpbg==,is_confidential");
        (await AppendAsync(client, url, 0, "abc")).ShouldBe((HttpStatusCode.NoContent, 3));
        (await OffsetAsync(client, url)).ShouldBe((3, 9));
        (await AppendAsync(client, url, 2, "x")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await AppendAsync(client, url, 3, "defghi")).ShouldBe((HttpStatusCode.NoContent, 9));
        (await OffsetAsync(client, url)).ShouldBe((9, 9));
        (await AppendAsync(client, url, 9, "x")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        await ShouldBecomeAsync(client, server, batch, "abcdefghi", "café.txt");
        (await HeadAsync(client, url)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_request_may_bring_content(bool mirrored)
    {
        await using var server = await StartAsync(mirrored);
        using var client = server.Client();
        using var request = Request(HttpMethod.Post, "api/v1/tus", "abc", ("Upload-Length", "3"), ("Upload-Metadata", "filename YS50eHQ="));
        using var answer = (await client.SendAsync(request)).ShouldBe(HttpStatusCode.Created);
        answer.Headers.GetValues("Upload-Offset").ShouldBe(["3"]);
        answer.Headers.GetValues("Upload-Expires").ShouldHaveSingleItem();
        await ShouldBecomeAsync(client, server, answer.Headers.GetValues("Upload-Batch").Single(), "abc", "a.txt");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_empty_file_is_complete_at_once(bool mirrored)
    {
        await using var server = await StartAsync(mirrored);
        using var client = server.Client();
        var (url, batch) = await CreateAsync(client, 0, "filename YS50eHQ=");
        (await OffsetAsync(client, url)).ShouldBe((0, 0));
        await ShouldBecomeAsync(client, server, batch, "", "a.txt");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_with_another_checksum_is_not_kept(bool mirrored)
    {
        await using var server = await StartAsync(mirrored);
        using var client = server.Client();
        var (url, batch) = await CreateAsync(client, 6, "filename YS50eHQ=");
        (await AppendAsync(client, url, 0, "abc", $"sha1 {Convert.ToBase64String(SHA1.HashData("abd"u8))}")).Status.ShouldBe((HttpStatusCode)460);
        (await OffsetAsync(client, url)).ShouldBe((0, 6));
        (await AppendAsync(client, url, 0, "abc", $"sha1 {Convert.ToBase64String(SHA1.HashData("abc"u8))}")).ShouldBe((HttpStatusCode.NoContent, 3));
        (await AppendAsync(client, url, 3, "def", "crc32 AAAA")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await AppendAsync(client, url, 3, "def", $"sha256 {Convert.ToBase64String(SHA256.HashData("def"u8))}")).ShouldBe((HttpStatusCode.NoContent, 6));
        await ShouldBecomeAsync(client, server, batch, "abcdef", "a.txt");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pieces_become_one_file(bool mirrored)
    {
        await using var server = await StartAsync(mirrored);
        using var client = server.Client();
        var first = await CreateAsync(client, 3, null, "partial");
        var second = await CreateAsync(client, 3, null, "partial");
        (await FinalAsync(client, first.Url, second.Url)).ShouldBe(HttpStatusCode.BadRequest);
        await AppendAsync(client, second.Url, 0, "def");
        await AppendAsync(client, first.Url, 0, "abc");
        (await HeadAsync(client, first.Url)).Headers.GetValues("Upload-Concat").ShouldBe(["partial"]);
        using var made = (await FinalAsync(client, first.Url, second.Url)).ShouldBe(HttpStatusCode.Created);
        var whole = made.Headers.Location!.ToString();
        (await OffsetAsync(client, whole)).ShouldBe((6, 6));
        (await AppendAsync(client, whole, 6, "")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await FinalAsync(client, first.Url, second.Url)).ShouldBe(HttpStatusCode.NotFound);
        await ShouldBecomeAsync(client, server, made.Headers.GetValues("Upload-Batch").Single(), "abcdef", "b.txt");

        static async Task<HttpResponseMessage> FinalAsync(HttpClient client, params string[] urls)
        {
            using var request = Request(HttpMethod.Post, "api/v1/tus", null, ("Upload-Concat", $"final;{string.Join(' ', urls)}"), ("Upload-Metadata", "filename Yi50eHQ="));
            return await client.SendAsync(request);
        }
    }

    [Fact]
    public async Task An_upload_that_was_given_up_is_gone()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        var (url, _) = await CreateAsync(client, 3, null);
        using var request = Request(HttpMethod.Post, url, null, ("X-HTTP-Method-Override", "DELETE"));
        (await client.SendAsync(request)).ShouldBe(HttpStatusCode.NoContent);
        (await HeadAsync(client, url)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Other_files_of_its_batch_outlive_an_upload_that_was_given_up()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        var (url, batch) = await CreateAsync(client, 3, null);
        (await client.PostAsync($"api/v1/upload/{batch}/1", new StringContent("other"))).ShouldBe(HttpStatusCode.Created);
        using var request = Request(HttpMethod.Delete, url, null);
        (await client.SendAsync(request)).ShouldBe(HttpStatusCode.NoContent);
        (await HeadAsync(client, url)).ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync($"api/v1/upload/{batch}/1")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_not_tus_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        using var versionless = new HttpRequestMessage(HttpMethod.Post, "api/v1/tus");
        using var refused = (await client.SendAsync(versionless)).ShouldBe(HttpStatusCode.PreconditionFailed);
        refused.Headers.GetValues("Tus-Version").ShouldBe(["1.0.0"]);
        foreach (var headers in (IEnumerable<(string, string?)[]>)[[], [("Upload-Length", "-1")], [("Upload-Length", "x")], [("Upload-Length", "1"), ("Upload-Metadata", "filename ?")],
            [("Upload-Length", "1"), ("Upload-Metadata", "filename Zm9v,a\u0001b")], [("Upload-Concat", "final;/\u007fx")],
            [("Upload-Length", "1"), ("Upload-Concat", "other")], [("Upload-Concat", "final;")], [("Upload-Concat", "final;https://elsewhere.example.org/a")]])
        {
            using var request = Request(HttpMethod.Post, "api/v1/tus", null, headers);
            (await client.SendAsync(request)).ShouldBe(HttpStatusCode.BadRequest);
        }
        var (url, _) = await CreateAsync(client, 3, null);
        using var form = Request(HttpMethod.Patch, url, "abc", ("Upload-Offset", "0"));
        form.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        (await client.SendAsync(form)).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await AppendAsync(client, url, 0, "abcd")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await OffsetAsync(client, url)).ShouldBe((0, 3));
    }

    private static Task<RunningServer> StartAsync(bool mirrored) =>
        mirrored ? RunningServer.StartAsync(args: ["--Archivolt:Providers:default:Type", "File", "--Archivolt:Providers:default:Path", "binaries", "--Archivolt:Providers:default:Mirror:Path", "copy"])
            : RunningServer.StartAsync();

    private static async Task<(string Url, string Batch)> CreateAsync(HttpClient client, long length, string? metadata, string? concatenation = null)
    {
        using var request = Request(HttpMethod.Post, "api/v1/tus", null, ("Upload-Length", $"{length}"), ("Upload-Metadata", metadata), ("Upload-Concat", concatenation));
        using var answer = (await client.SendAsync(request)).ShouldBe(HttpStatusCode.Created);
        answer.Headers.GetValues("Upload-FileId").ShouldBe(["0"]);
        return (answer.Headers.Location!.ToString(), answer.Headers.GetValues("Upload-Batch").Single());
    }

    private static async Task<(HttpStatusCode Status, long Offset)> AppendAsync(HttpClient client, string url, long offset, string text, string? checksum = null)
    {
        using var request = Request(HttpMethod.Patch, url, text, ("Upload-Offset", $"{offset}"), ("Upload-Checksum", checksum));
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, answer.Headers.TryGetValues("Upload-Offset", out var arrived) ? long.Parse(arrived.Single(), System.Globalization.CultureInfo.InvariantCulture) : -1);
    }

    private static async Task<HttpResponseMessage> HeadAsync(HttpClient client, string url)
    {
        using var request = Request(HttpMethod.Head, url, null);
        return await client.SendAsync(request);
    }

    private static async Task<(long Offset, long Length)> OffsetAsync(HttpClient client, string url)
    {
        using var answer = (await HeadAsync(client, url)).ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return (Number("Upload-Offset"), Number("Upload-Length"));

        long Number(string name) => long.Parse(answer.Headers.GetValues(name).Single(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task ShouldBecomeAsync(HttpClient client, RunningServer server, string batch, string text, string name)
    {
        var id = (await server.CreateAsync()).Uid();
        var reference = new Dictionary<string, string> { ["upload-batch"] = batch, ["upload-fileId"] = "0" };
        var document = await (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["file:content"] = reference })).ShouldBe(HttpStatusCode.OK).JsonAsync();
        document.Property("file:content").Text("name").ShouldBe(name);
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe(text);
    }

    private static HttpRequestMessage Request(HttpMethod method, string url, string? body, params (string Name, string? Value)[] headers)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
            request.Headers.Add(name, value);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        }
        return request;
    }
}
