using System.Net;

namespace Archivolt.AspNetCore.Tests.Downloads;

public sealed class ConditionTests
{
    private const string Tag = "\"b10a8db164e0754105b7a99be72e3fe5\"";
    private const string Now = "Sat, 31 Jan 2026 12:00:00 GMT";
    private const string Before = "Sat, 31 Jan 2026 11:59:59 GMT";

    [Theory]
    [InlineData(200)]
    [InlineData(304, "If-None-Match", Tag)]
    [InlineData(304, "If-None-Match", "*")]
    [InlineData(304, "If-None-Match", "\"other\", " + Tag)]
    [InlineData(304, "If-None-Match", "W/" + Tag)]
    [InlineData(200, "If-None-Match", "\"other\"")]
    [InlineData(200, "If-None-Match", "b10a8db164e0754105b7a99be72e3fe5")]
    [InlineData(304, "If-Modified-Since", Now)]
    [InlineData(200, "If-Modified-Since", Before)]
    [InlineData(200, "If-Modified-Since", "yesterday")]
    [InlineData(200, "If-None-Match", "\"other\"", "If-Modified-Since", Now)]
    [InlineData(304, "If-None-Match", Tag, "If-Modified-Since", Before)]
    [InlineData(200, "If-Match", Tag)]
    [InlineData(200, "If-Match", "*")]
    [InlineData(412, "If-Match", "\"other\"")]
    [InlineData(412, "If-Match", "W/" + Tag)]
    [InlineData(412, "If-Match", "\"other\"", "If-None-Match", Tag)]
    [InlineData(304, "If-Match", Tag, "If-None-Match", Tag)]
    [InlineData(200, "If-Unmodified-Since", Now)]
    [InlineData(412, "If-Unmodified-Since", Before)]
    [InlineData(200, "If-Match", Tag, "If-Unmodified-Since", Before)]
    public async Task Conditions_are_met_in_the_order_of_the_rfc(int status, params string[] headers)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        foreach (var header in headers.Chunk(2))
            client.DefaultRequestHeaders.TryAddWithoutValidation(header[0], header[1]);

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            using var answer = await client.SendAsync(new HttpRequestMessage(method, $"/nuxeo/nxfile/default/{document.Id}/file:content"));
            ((int)answer.StatusCode).ShouldBe(status, method.Method);
        }
        (await host.AuditAsync()).Count.ShouldBe(status == 200 ? 1 : 0);
    }

    [Fact]
    public async Task Not_modified_says_which_content_and_sends_none()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("If-None-Match", Tag);
        client.DefaultRequestHeaders.Add("Range", "bytes=0-4");

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        answer.Headers.GetValues("ETag").ShouldBe([Tag]);
        answer.Headers.GetValues("Cache-Control").ShouldBe(["max-age=0, private"]);
        answer.Content.Headers.LastModified.ShouldNotBeNull();
        answer.Content.Headers.Contains("Content-Length").ShouldBeFalse();
        answer.Content.Headers.Contains("Content-Disposition").ShouldBeFalse();
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(206, Tag)]
    [InlineData(206, Now)]
    [InlineData(200, "\"other\"")]
    [InlineData(200, "W/" + Tag)]
    [InlineData(200, Before)]
    [InlineData(200, "Sat, 31 Jan 2026 12:00:01 GMT")]
    [InlineData(200, "nonsense")]
    public async Task If_range_gives_the_range_of_that_content_only(int status, string condition)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", "bytes=6-");
        client.DefaultRequestHeaders.TryAddWithoutValidation("If-Range", condition);

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(status == 206 ? "World" : "Hello World");
    }

    [Fact]
    public async Task If_range_with_another_content_ignores_even_an_impossible_range()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", "bytes=100-");
        client.DefaultRequestHeaders.Add("If-Range", "\"other\"");

        (await client.GetStringAsync($"/nuxeo/nxfile/default/{document.Id}/file:content")).ShouldBe("Hello World");
    }
}
