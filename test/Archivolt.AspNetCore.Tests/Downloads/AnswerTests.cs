using System.Net;
using System.Text;
using System.Text.Json;
using Archivolt.Blobs;

namespace Archivolt.AspNetCore.Tests.Downloads;

public sealed class AnswerTests
{
    private const string HelloMd5 = "b10a8db164e0754105b7a99be72e3fe5";

    [Fact]
    public async Task A_blob_comes_back_with_its_headers()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content/myfile.txt");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("Hello World");
        var headers = answer.Content.Headers;
        headers.ContentType!.MediaType.ShouldBe("text/plain");
        headers.ContentType.CharSet.ShouldBe("UTF-8");
        headers.ContentLength.ShouldBe(11);
        headers.GetValues("Content-Disposition").ShouldBe(["attachment; filename=myfile.txt"]);
        headers.LastModified.ShouldBe(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
        answer.Headers.GetValues("ETag").ShouldBe([$"\"{HelloMd5}\""]);
        answer.Headers.AcceptRanges.ShouldBe(["bytes"]);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Cache-Control").ShouldBe(["max-age=0, private"]);
    }

    [Fact]
    public async Task Head_answers_the_headers_of_get_and_leaves_no_trace()
    {
        await using var host = await TestHost.StartAsync();
        var url = $"/nuxeo/nxfile/default/{(await host.CreateHelloAsync()).Id}/file:content";
        using var client = host.Client();

        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        (await host.AuditAsync()).ShouldBeEmpty();
        using var get = await client.GetAsync(url);

        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        static IEnumerable<string> Lines(HttpResponseMessage answer) =>
            answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order();
        Lines(head).ShouldBe(Lines(get));
    }

    [Theory]
    [InlineData("café.txt", "attachment; filename*=UTF-8''caf%C3%A9.txt")]
    [InlineData("\u202Egpj.exe", "attachment; filename*=UTF-8''%E2%80%AEgpj.exe")]
    [InlineData("C:\\temp\\a \"b\".txt", "attachment; filename*=UTF-8''a%20%22b%22.txt")]
    [InlineData("x\r\nSet-Cookie: a=b.txt", "attachment; filename*=UTF-8''xSet-Cookie%3A%20a%3Db.txt")]
    [InlineData("../../etc/passwd", "attachment; filename=passwd")]
    [InlineData("..", "attachment; filename=file")]
    [InlineData("", "attachment; filename=file")]
    public async Task The_blobs_own_name_is_given_safely(string fileName, string disposition)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync(fileName);
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.Content.Headers.GetValues("Content-Disposition").ShouldBe([disposition]);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task The_name_in_the_url_wins_over_the_blobs_and_may_contain_a_separator()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content/a%2F%C3%A9.txt");

        answer.Content.Headers.GetValues("Content-Disposition").ShouldBe(["attachment; filename*=UTF-8''%C3%A9.txt"]);
    }

    [Theory]
    [InlineData("?inline", "inline")]
    [InlineData("?inline=true", "inline")]
    [InlineData("?inline=0", "inline")]
    [InlineData("?inline=false", "attachment")]
    [InlineData("", "attachment")]
    public async Task Inline_is_for_who_asks(string query, string disposition)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content{query}");

        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe(disposition);
    }

    [Theory]
    [InlineData("text/html", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("application/xhtml+xml", true)]
    [InlineData("text/xml; charset=utf-8", true)]
    [InlineData("text/javascript", true)]
    [InlineData("application/x-unheard-of", true)]
    [InlineData("image/png", false)]
    [InlineData("application/pdf", false)]
    [InlineData("video/mp4", false)]
    public async Task What_might_be_active_is_shown_in_a_sandbox_only(string mediaType, bool sandboxed)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromText("<script>alert(1)</script>", mediaType)));
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content?inline=true");

        var policy = answer.Headers.TryGetValues("Content-Security-Policy", out var values) ? string.Concat(values) : "";
        policy.StartsWith("sandbox;", StringComparison.Ordinal).ShouldBe(sandboxed);
        policy.ShouldNotContain("allow-scripts");
    }

    [Theory]
    [InlineData("text/plain", "foobar", "text/plain; charset=foobar")]
    [InlineData("text/plain", "a b\r\nX-Evil: 1", "text/plain")]
    [InlineData("text/html; charset=latin1", "UTF-8", "text/html; charset=latin1")]
    [InlineData("no/t a type\r\nX-Evil: 1", null, "application/octet-stream")]
    [InlineData("text/é", null, "application/octet-stream")]
    public async Task Stored_types_and_encodings_cannot_break_the_answer(string mediaType, string? encoding, string contentType)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        var blob = (BlobInfo)document.Properties.Get("file:content")!;
        document.Properties.Set("file:content", blob with { MediaType = mediaType, Encoding = encoding });
        await host.Documents.UpdateAsync(document);
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.GetValues("Content-Type").ShouldBe([contentType]);
        answer.Headers.Contains("X-Evil").ShouldBeFalse();
    }

    [Theory]
    [InlineData("Want-Digest", "md5", "Digest", "MD5=sQqNsWTgdUEFt6mb5y4/5Q==")]
    [InlineData("Want-Digest", "SHA-256;q=0.5, MD5", "Digest", "MD5=sQqNsWTgdUEFt6mb5y4/5Q==")]
    [InlineData("Want-Digest", "contentMD5", "Content-MD5", "sQqNsWTgdUEFt6mb5y4/5Q==")]
    [InlineData("Want-Repr-Digest", "sha-256=10, md5=3", "Repr-Digest", "md5=:sQqNsWTgdUEFt6mb5y4/5Q==:")]
    [InlineData("Want-Digest", "xyz", null, null)]
    [InlineData("Want-Repr-Digest", "md5=0", null, null)]
    public async Task A_known_digest_is_given_to_who_wants_it(string header, string wanted, string? answered, string? value)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, wanted);

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        var all = answer.Headers.Concat(answer.Content.Headers).ToDictionary(found => found.Key, found => string.Join(',', found.Value));
        foreach (var name in (string[])["Digest", "Content-MD5", "Repr-Digest"])
            all.GetValueOrDefault(name).ShouldBe(name == answered ? value : null);
    }

    [Fact]
    public async Task A_url_with_a_change_token_may_be_kept_for_a_year()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content?changeToken={document.ChangeToken}");

        answer.Headers.GetValues("Cache-Control").ShouldBe(["max-age=31536000, private"]);
        answer.Content.Headers.Expires.ShouldBe(new DateTimeOffset(2027, 1, 31, 12, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Empty_content_is_an_empty_answer()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromBytes(default)));
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentLength.ShouldBe(0);
        (await host.AuditAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(3_000_001)]
    public async Task Content_of_any_length_comes_back_unchanged(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromBytes(bytes)));
        using var client = host.Client();

        (await client.GetByteArrayAsync($"/nuxeo/nxfile/default/{document.Id}/file:content")).ShouldBe(bytes);
    }

    [Fact]
    public async Task Only_get_and_head_are_served()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        using var answer = await client.PostAsync($"/nuxeo/nxfile/default/{document.Id}/file:content", null);

        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.Order().ShouldBe(["GET", "HEAD"]);
    }

    [Fact]
    public async Task The_old_alias_answers_the_same()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        (await client.GetStringAsync($"/nuxeo/nxbigfile/default/{document.Id}/file:content/a.txt")).ShouldBe("Hello World");
    }

    [Fact]
    public async Task A_placeholder_has_no_validators()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromText("later", "image/png; empty=true")));
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.ETag.ShouldBeNull();
        answer.Content.Headers.LastModified.ShouldBeNull();
    }

    [Theory]
    [InlineData("nxfile")]
    [InlineData("nxfile/")]
    [InlineData("nxfile/default")]
    [InlineData("nxfile/default/{id}//file:content")]
    [InlineData("nxfile/default/{id}/file:content/a%0Ab")]
    [InlineData("nxfile/default/{id}/x/%2e%2e/file:content")]
    [InlineData("nxfile/default/{id}/file:content/%C0%AE")]
    public async Task A_malformed_url_is_not_found_and_the_answer_says_how_to_write_it(string path)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        var url = new Uri($"{host.Address}nuxeo/{path.Replace("{id}", document.Id, StringComparison.Ordinal)}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        using var answer = await client.GetAsync(url);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        problem.RootElement.GetProperty("detail").GetString()!.ShouldStartWith("Invalid URL syntax");
    }

    [Fact]
    public async Task Without_any_digest_the_tag_changes_with_the_content()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        var store = host.Services.GetProvider().Store;
        document.Properties.Set("file:content", new BlobInfo { Key = new BlobKey(null, "some-record") });
        await host.Documents.UpdateAsync(document);
        using var client = host.Client();
        var url = $"/nuxeo/nxfile/default/{document.Id}/file:content";
        await store.ReplaceAsync("some-record", "one");
        using var first = await client.GetAsync(url);
        using var again = await client.GetAsync(url);
        host.Advance(TimeSpan.FromSeconds(1));
        await store.ReplaceAsync("some-record", "two");
        using var second = await client.GetAsync(url);

        first.Headers.ETag.ShouldNotBeNull();
        again.Headers.ETag.ShouldBe(first.Headers.ETag);
        second.Headers.ETag.ShouldNotBeNull().ShouldNotBe(first.Headers.ETag);
        Encoding.UTF8.GetString(await second.Content.ReadAsByteArrayAsync()).ShouldBe("two");
    }

    [Fact]
    public async Task The_api_description_has_the_url_once()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();

        using var description = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));

        var paths = description.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        paths.ShouldContain(path => path.StartsWith("/nuxeo/nxfile/", StringComparison.Ordinal), 1);
        paths.ShouldNotContain(path => path.Contains("nxbigfile", StringComparison.Ordinal));
    }
}
