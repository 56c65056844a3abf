using System.Net;
using System.Text.Json;
using Archivolt.Blobs;

namespace Archivolt.AspNetCore.Tests.Renditions;

public sealed class ConversionTests
{
    [Theory]
    [InlineData("@convert?type=text/html")]
    [InlineData("@convert?format=html")]
    [InlineData("@convert?converter=office2html")]
    [InlineData("@blob/file:content/@convert?converter=any2html")]
    [InlineData("@blob/blobholder:0/@convert?type=text/html")]
    public async Task A_blob_is_converted_by_name_type_or_extension(string address)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync("my file.txt");
        using var client = host.Client();

        var answer = (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/{address}")).ShouldBe(HttpStatusCode.OK);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Content.Headers.GetValues("Content-Disposition").Single().ShouldBe("attachment; filename*=UTF-8''my%20file.html");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Hello World");
        (await host.AuditAsync()).ShouldHaveSingleItem().Extended["blobXPath"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("@convert", "Say what to convert to")]
    [InlineData("@convert?converter=nothing", "There is no converter 'nothing'")]
    [InlineData("@convert?type=audio/mpeg", "No converter leads from 'text/plain' to 'audio/mpeg'")]
    [InlineData("@convert?format=qqq", "'qqq' is no file name extension")]
    [InlineData("@convert?converter=pictureResize", "does not read 'text/plain'")]
    [InlineData("@blob/file:content/@convert?converter=anyToThumbnail&size=big", "'size' must be")]
    public async Task What_cannot_be_done_is_said(string address, string expected)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        (await (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/{address}")).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain(expected);
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        foreach (var (type, body) in new[]
        {
            ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nabc"),
            ("application/x-www-form-urlencoded", string.Concat(Enumerable.Range(0, 5000).Select(number => $"f{number}=1&"))),
            ("application/x-www-form-urlencoded", "f=" + new string('x', 6_000_000)),
        })
        {
            using var content = new StringContent(body);
            content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
            var answer = await client.PostAsync($"/nuxeo/api/v1/id/{document.Id}/@convert", content);
            (await answer.ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("The form cannot be read");
        }
    }

    [Fact]
    public async Task A_conversion_is_made_once_and_served_with_ranges_and_conditions()
    {
        var store = new CountingReads();
        await using var host = await TestHost.StartAsync(store);
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        var address = $"/nuxeo/api/v1/id/{document.Id}/@convert?type=text/html";

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetStringAsync(address)));

        answers.Distinct().ShouldHaveSingleItem();
        store.Reads(document).ShouldBe(1);
        using var part = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Range", "bytes=0-14" } } };
        var partial = (await client.SendAsync(part)).ShouldBe(HttpStatusCode.PartialContent);
        (await partial.Content.ReadAsStringAsync()).ShouldBe("<!DOCTYPE html>");
        using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "If-None-Match", partial.Headers.ETag!.ToString() } } };
        (await client.SendAsync(again)).ShouldBe(HttpStatusCode.NotModified);
        store.Reads(document).ShouldBe(1);
    }

    [Fact]
    public async Task Another_document_with_the_same_content_needs_no_conversion()
    {
        var store = new CountingReads();
        await using var host = await TestHost.StartAsync(store);
        var (first, second) = (await host.CreateHelloAsync(), await host.CreateHelloAsync());
        using var client = host.Client();
        await client.GetStringAsync($"/nuxeo/api/v1/id/{first.Id}/@convert?type=text/html");
        await client.GetStringAsync($"/nuxeo/api/v1/id/{second.Id}/@convert?type=text/html");
        store.Reads(first).ShouldBe(1);
    }

    [Fact]
    public async Task Who_may_not_read_the_document_gets_no_conversion()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client("somebody");
        (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@convert?type=text/html")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_scheduled_conversion_is_polled_and_then_fetched()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["async"] = "true", ["type"] = "text/html" });

        var scheduled = await (await client.PostAsync($"/nuxeo/api/v1/id/{document.Id}/@blob/file:content/@convert", form)).ShouldBe(HttpStatusCode.Accepted).JsonAsync();

        scheduled.Text("entity-type").ShouldBe("conversionScheduled");
        JsonElement status;
        do
        {
            status = await (await client.GetAsync(scheduled.Text("pollingURL"))).ShouldBe(HttpStatusCode.OK).JsonAsync();
            status.Text("entity-type").ShouldBe("conversionStatus");
        }
        while (status.Text("status") == "running");
        status.Text("status").ShouldBe("completed");
        status.Text("conversionId").ShouldBe(scheduled.Text("conversionId"));
        (await client.GetStringAsync(status.Text("resultURL"))).ShouldContain("Hello World");
        using var somebody = host.Client("somebody");
        (await somebody.GetAsync(status.Text("resultURL"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_scheduled_conversion_that_fails_says_so_when_it_is_polled()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromText("no picture").With(fileName: "a.png", mediaType: "image/png")));
        using var client = host.Client();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["async"] = "true", ["converter"] = "pictureResize" });
        var scheduled = await (await client.PostAsync($"/nuxeo/api/v1/id/{document.Id}/@convert", form)).ShouldBe(HttpStatusCode.Accepted).JsonAsync();
        HttpResponseMessage status;
        do
            status = await client.GetAsync(scheduled.Text("pollingURL"));
        while (status.StatusCode == HttpStatusCode.OK);
        (await status.ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity)).ShouldContain("could not convert");
    }

    [Theory]
    [InlineData("not-an-id")]
    [InlineData("!!!")]
    [InlineData("ZGVmYXVsdAp4CmZpbGU6Y29udGVudApub3RoaW5n")]
    public async Task An_id_of_no_conversion_is_not_found(string id)
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        (await client.GetAsync($"/nuxeo/api/v1/conversions/{id}/poll")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync($"/nuxeo/api/v1/conversions/{id}/result")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_converters_and_what_they_lack_are_listed()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        var converters = await (await client.GetAsync("/nuxeo/api/v1/conversions")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        var resize = converters.GetProperty("entries").EnumerateArray().Single(each => each.Text("name") == "pictureResize");
        resize.Text("result").ShouldBe("image/jpeg");
        resize.GetProperty("available").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("a.txt", "text/plain", "Hello World", "text/plain")]
    [InlineData("a.md", "text/markdown", "# Hello World", "text/html")]
    [InlineData("a.html", "text/html", "<p>Hello World</p>", "text/html")]
    public async Task A_preview_is_something_that_a_browser_shows(string name, string mediaType, string content, string expected)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromText(content, mediaType).With(fileName: name)));
        using var client = host.Client();
        foreach (var address in (string[])["@preview", "@preview/", "@blob/file:content/@preview/"])
        {
            var answer = (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/{address}")).ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(expected);
            answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
            (await answer.Content.ReadAsStringAsync()).ShouldContain("Hello World");
        }
        (await host.AuditAsync())[^1].Extended["downloadReason"].ShouldBe("preview");
    }

    [Theory]
    [InlineData("äöü", "utf-8")]
    [InlineData("\u00e4\u00f6", null)]
    public async Task Browsers_are_told_the_encoding_of_text_that_is_UTF_8(string text, string? expected)
    {
        await using var host = await TestHost.StartAsync();
        var bytes = expected is null ? System.Text.Encoding.Latin1.GetBytes(text) : System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text + " ", 20_000)));
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromBytes(bytes).With(fileName: "a.txt", mediaType: "text/plain")));
        using var client = host.Client();
        using var answer = (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@preview")).ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.CharSet.ShouldBe(expected);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
    }

    [Fact]
    public async Task What_has_no_preview_is_not_found()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromBytes(new byte[10]).With(fileName: "a.bin")));
        using var client = host.Client();
        (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@preview")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
