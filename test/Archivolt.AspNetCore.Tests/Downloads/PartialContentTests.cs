using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Archivolt.Blobs;
using Microsoft.AspNetCore.WebUtilities;

namespace Archivolt.AspNetCore.Tests.Downloads;

public sealed class PartialContentTests
{
    [Theory]
    [InlineData("bytes=0-4", "Hello", "bytes 0-4/11")]
    [InlineData("bytes=6-10", "World", "bytes 6-10/11")]
    [InlineData("bytes=6-99", "World", "bytes 6-10/11")]
    [InlineData("bytes=-5", "World", "bytes 6-10/11")]
    [InlineData("bytes=-99", "Hello World", "bytes 0-10/11")]
    [InlineData("bytes=0-", "Hello World", "bytes 0-10/11")]
    public async Task A_range_is_sent_and_recorded(string range, string body, string contentRange)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", range);

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(body);
        answer.Content.Headers.GetValues("Content-Range").ShouldBe([contentRange]);
        answer.Content.Headers.ContentLength.ShouldBe(body.Length);
        var entry = (await host.AuditAsync()).ShouldHaveSingleItem();
        entry.Extended["bytesSent"].ShouldBe($"{body.Length}");
        entry.Extended["ranges"].ShouldBe(contentRange["bytes ".Length..^"/11".Length]);
    }

    [Theory]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("blablabla")]
    [InlineData("123-45")]
    [InlineData("foo-bar")]
    [InlineData("bytes=4-0")]
    public async Task A_malformed_range_is_ignored(string range)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Range", range);

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("Hello World");
    }

    [Fact]
    public async Task A_range_behind_the_end_is_refused_with_the_length_and_a_sentence()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", "bytes=11-20");

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        answer.Content.Headers.GetValues("Content-Range").ShouldBe(["bytes */11"]);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe(416);
        problem.RootElement.GetProperty("detail").GetString()!.ShouldContain("11 bytes");
        (await host.AuditAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bytes=-5", 200)]
    [InlineData("bytes=-5,0-0", 200)]
    [InlineData("bytes=-0", 416)]
    [InlineData("bytes=0-", 416)]
    public async Task Of_empty_content_the_last_bytes_are_all_of_it(string range, int status)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromText("")));
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", range);

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        ((int)answer.StatusCode).ShouldBe(status);
        if (status == 200)
            (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        else
            answer.Content.Headers.GetValues("Content-Range").ShouldBe(["bytes */0"]);
    }

    [Fact]
    public async Task Every_answer_with_parts_has_a_boundary_of_its_own()
    {
        await using var host = await TestHost.StartAsync();
        var url = $"/nuxeo/nxfile/default/{(await host.CreateHelloAsync()).Id}/file:content";
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", "bytes=0-0,2-2");
        var boundaries = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await client.GetAsync(url);
            boundaries.Add(answer.Content.Headers.ContentType!.Parameters.Single().Value!);
        }

        // Content that holds the boundary of one answer could forge a part in the next.
        boundaries.Distinct().Count().ShouldBe(3);
        boundaries.ShouldAllBe(boundary => boundary.Length >= 32);
    }

    [Fact]
    public async Task Head_knows_no_ranges()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", "bytes=0-4");

        using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/nuxeo/nxfile/default/{document.Id}/file:content"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentLength.ShouldBe(11);
    }

    [Fact]
    public async Task Several_ranges_come_as_parts_in_the_asked_order()
    {
        var bytes = new byte[500_000];
        new Random(1).NextBytes(bytes);
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromBytes(bytes).With(mediaType: "image/png")));
        using var client = host.Client();
        client.DefaultRequestHeaders.Range = new RangeHeaderValue
        {
            Ranges = { new(499_990, null), new(0, 0), new(100, 300_099), new(900_000, null) },
        };

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("multipart/byteranges");
        answer.Content.Headers.Contains("Content-Range").ShouldBeFalse();
        var body = await answer.Content.ReadAsByteArrayAsync();
        body.Length.ShouldBe((int)answer.Content.Headers.ContentLength!.Value);
        var parts = await PartsAsync(answer.Content.Headers.ContentType, body);
        parts.Select(part => part.Range).ShouldBe(["bytes 499990-499999/500000", "bytes 0-0/500000", "bytes 100-300099/500000"]);
        parts.Select(part => part.Type).ShouldAllBe(type => type == "image/png");
        parts[0].Bytes.ShouldBe(bytes[499_990..]);
        parts[1].Bytes.ShouldBe(bytes[..1]);
        parts[2].Bytes.ShouldBe(bytes[100..300_100]);
        (await host.AuditAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Ranges_that_overlap_come_as_one()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", "bytes=4-7,2-5,8-9");

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.Content.Headers.GetValues("Content-Range").ShouldBe(["bytes 2-9/11"]);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("llo Worl");
    }

    [Fact]
    public async Task Parts_behind_32_bits_are_sent()
    {
        await using var host = await TestHost.StartAsync(new VastStore());
        var document = await VastStore.DocumentAsync(host);
        using var client = host.Client();
        var url = $"/nuxeo/nxfile/default/{document.Id}/file:content";
        client.DefaultRequestHeaders.Add("Range", "bytes=6442450900-6442450940");

        using var answer = await client.GetAsync(url);

        answer.Content.Headers.GetValues("Content-Range").ShouldBe([$"bytes 6442450900-6442450940/{VastStore.Length}"]);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe([.. Enumerable.Range(0, 41).Select(i => VastStore.ByteAt(6_442_450_900 + i))]);
        client.DefaultRequestHeaders.Remove("Range");
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        head.Content.Headers.ContentLength.ShouldBe(VastStore.Length);
    }

    [Fact]
    public async Task A_client_that_leaves_midway_leaves_nothing_open_and_no_error()
    {
        var store = new VastStore();
        await using var host = await TestHost.StartAsync(store);
        var document = await VastStore.DocumentAsync(host);
        using (var client = host.Client())
        {
            using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content", HttpCompletionOption.ResponseHeadersRead);
            await using var body = await answer.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[100_000]);
        }

        await store.FirstClosed.WaitAsync(TimeSpan.FromSeconds(30));
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Content_that_ends_early_breaks_the_connection_off()
    {
        await using var host = await TestHost.StartAsync(new VastStore { EndsAt = 1_000_000 });
        var document = await VastStore.DocumentAsync(host);
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content", HttpCompletionOption.ResponseHeadersRead);

        await Should.ThrowAsync<Exception>(() => answer.Content.CopyToAsync(Stream.Null));
        host.Errors.ShouldContain(line => line.Contains(document.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Small_content_that_ends_early_is_a_server_error_without_its_headers()
    {
        await using var host = await TestHost.StartAsync(new VastStore { EndsAt = 10 });
        var document = await VastStore.DocumentAsync(host, "a.txt");
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", "bytes=0-99");

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        answer.Headers.ETag.ShouldBeNull();
        answer.Content.Headers.ContentDisposition.ShouldBeNull();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private static async Task<List<(string? Type, string Range, byte[] Bytes)>> PartsAsync(MediaTypeHeaderValue type, byte[] body)
    {
        var reader = new MultipartReader(type.Parameters.Single(parameter => parameter.Name == "boundary").Value!, new MemoryStream(body));
        var parts = new List<(string?, string, byte[])>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes);
            parts.Add((section.ContentType, section.Headers!["Content-Range"].ToString(), bytes.ToArray()));
        }
        return parts;
    }
}
