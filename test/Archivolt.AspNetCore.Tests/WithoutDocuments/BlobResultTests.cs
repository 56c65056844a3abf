using System.Net;
using System.Net.Http.Headers;
using Archivolt.AspNetCore.Tests.Downloads;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Tests.WithoutDocuments;

public sealed class BlobResultTests
{
    [Fact]
    public async Task A_blob_is_answered_whole_in_part_or_in_parts()
    {
        await using var app = await StartAsync();
        var key = (await app.Files.WriteAsync(BlobSource.FromText("Hello World"))).Key.Key;

        using var whole = await app.Client.GetAsync($"/{key}");
        whole.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await whole.Content.ReadAsStringAsync()).ShouldBe("Hello World");
        whole.Content.Headers.ContentLength.ShouldBe(11);
        whole.Headers.AcceptRanges.ShouldBe(["bytes"]);
        whole.Headers.ETag.ShouldBe(new EntityTagHeaderValue($"\"{key}\""));

        using var part = await GetAsync(app, key, "Range", "bytes=6-");
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsStringAsync()).ShouldBe("World");
        part.Content.Headers.ContentRange.ShouldBe(new ContentRangeHeaderValue(6, 10, 11));

        using var parts = await GetAsync(app, key, "Range", "bytes=0-0,10-10");
        parts.Content.Headers.ContentType!.MediaType.ShouldBe("multipart/byteranges");

        using var head = await app.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/{key}"));
        (head.StatusCode, head.Content.Headers.ContentLength).ShouldBe((HttpStatusCode.OK, 11));
    }

    [Fact]
    public async Task Conditions_decide_by_the_digest()
    {
        await using var app = await StartAsync();
        var key = (await app.Files.WriteAsync(BlobSource.FromText("Hello World"))).Key.Key;

        using var known = await GetAsync(app, key, "If-None-Match", $"\"{key}\"");
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var other = await GetAsync(app, key, "If-Match", "\"other\"");
        other.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        other.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Keys_that_are_no_digests_have_a_tag_that_a_replacement_changes()
    {
        await using var app = await StartAsync();
        await app.Files.Store.ReplaceAsync("abc", "one");
        using var before = await app.Client.GetAsync("/abc");

        await app.Files.Store.ReplaceAsync("abc", "other");

        using var after = await GetAsync(app, "abc", "If-None-Match", before.Headers.ETag!.ToString());
        (await after.Content.ReadAsStringAsync()).ShouldBe("other");
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    public async Task What_is_not_here_is_404_with_a_problem_that_names_no_store(string key)
    {
        await using var app = await StartAsync();

        using var answer = await app.Client.GetAsync($"/{key}");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("There is no such content.");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData(BlobError.Unavailable, HttpStatusCode.ServiceUnavailable)]
    [InlineData(BlobError.Timeout, HttpStatusCode.GatewayTimeout)]
    public async Task A_store_that_cannot_be_reached_is_no_fault_of_the_application(BlobError error, HttpStatusCode status)
    {
        await using var app = await StartAsync(new FaultyStore(new MemoryStore("secret"), $"open: fail {error}; stat: fail {error}"));

        using var answer = await app.Client.GetAsync($"/{new string('0', 64)}");

        answer.StatusCode.ShouldBe(status);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_range_behind_the_end_says_how_long_the_content_is()
    {
        await using var app = await StartAsync();
        var key = (await app.Files.WriteAsync(BlobSource.FromText("Hello World"))).Key.Key;

        using var answer = await GetAsync(app, key, "Range", "bytes=11-");

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        answer.Content.Headers.ContentRange!.ToString().ShouldBe("bytes */11");
    }

    [Fact]
    public async Task Content_is_saved_unless_asked_for_inline_and_active_content_is_shown_in_a_sandbox()
    {
        BlobInfo? page = null;
        await using var app = await BlobApplication.StartAsync((routes, files) =>
        {
            routes.MapGet("/saved", () => TypedResults.Blob(files, page!));
            routes.MapGet("/shown", () => TypedResults.Blob(files, page!, inline: true));
        });
        page = await app.Files.WriteAsync(BlobSource.FromText("<script>", "text/html").With(fileName: "../päge.html"));

        using var saved = await app.Client.GetAsync("/saved");
        saved.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename*=UTF-8''p%C3%A4ge.html");
        saved.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=UTF-8");
        saved.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        saved.Headers.Contains("Content-Security-Policy").ShouldBeFalse();
        using var shown = await app.Client.GetAsync("/shown");
        shown.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
        shown.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("sandbox");
    }

    [Fact]
    public async Task The_endpoint_says_how_long_it_may_be_cached()
    {
        await using var app = await BlobApplication.StartAsync((routes, files) => routes.MapGet("/{key}", (string key, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=60";
            return Results.Blob(files, key);
        }));
        var key = (await app.Files.WriteAsync(BlobSource.FromText("Hello World"))).Key.Key;

        using var answer = await app.Client.GetAsync($"/{key}");

        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=60");
        answer.Headers.Contains("Vary").ShouldBeFalse();
    }

    private static Task<BlobApplication> StartAsync(IBlobStore? store = null) => BlobApplication.StartAsync((routes, files) =>
        routes.MapMethods("/{*key}", [HttpMethods.Get, HttpMethods.Head], (string key) => Results.Blob(files, Uri.UnescapeDataString(key))), store);

    private static Task<HttpResponseMessage> GetAsync(BlobApplication app, string key, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/{key}");
        request.Headers.TryAddWithoutValidation(header, value);
        return app.Client.SendAsync(request);
    }
}
