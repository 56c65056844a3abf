using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Archivolt.AspNetCore.Automation;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Uploads;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Downloads;

/// <summary>What was made for somebody is fetched at <c>nxbigblob</c>: by them, once, with one audit entry.</summary>
public sealed class TemporaryBlobTests
{
    private static readonly Principal Amy = new("amy", []);

    [Fact]
    public async Task It_is_sent_once_and_to_its_owner_only()
    {
        await using var host = await TestHost.StartAsync();
        var url = $"/nuxeo/nxbigblob/{await StoreAsync(host, "Hello World")}";
        using var amy = host.Client("amy");
        using var bob = host.Client("bob");
        using var nobody = host.Client(user: null);

        (await bob.GetAsync(url)).ShouldBe(HttpStatusCode.NotFound);
        (await nobody.GetAsync(url)).ShouldBe(HttpStatusCode.Unauthorized);
        using var head = await amy.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        head.ShouldBe(HttpStatusCode.OK).Content.Headers.ContentLength.ShouldBe(11);
        (await host.AuditAsync()).ShouldBeEmpty();

        using var answer = (await amy.GetAsync(url)).ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("Hello World");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        answer.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename=made.txt");
        (await amy.GetAsync(url)).ShouldBe(HttpStatusCode.NotFound);
        var entry = (await host.AuditAsync()).ShouldHaveSingleItem();
        (entry.PrincipalName, entry.Comment, entry.DocumentId).ShouldBe(("amy", "made.txt", null));
    }

    [Fact]
    public async Task Parts_of_it_are_one_download_and_leave_it_there()
    {
        await using var host = await TestHost.StartAsync();
        var url = $"/nuxeo/nxbigzipfile/{await StoreAsync(host, "Hello World")}";
        using var amy = host.Client("amy");

        (await RangeAsync(amy, url, 6, null)).ShouldBe("World");
        (await RangeAsync(amy, url, 0, 4)).ShouldBe("Hello");
        (await RangeAsync(amy, url, 20, null, HttpStatusCode.RequestedRangeNotSatisfiable)).ShouldContain("11 bytes");
        (await amy.GetStringAsync(url)).ShouldBe("Hello World");
        (await host.AuditAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task It_is_waited_for_while_it_is_made_and_an_end_without_it_is_said()
    {
        await using var host = await TestHost.StartAsync();
        var blobs = host.Services.GetRequiredService<TemporaryBlobs>();
        var blob = await blobs.BeginAsync(Amy, "later.zip");
        using var amy = host.Client("amy");

        using var waiting = (await amy.GetAsync($"/nuxeo/nxbigblob/{blob.Key}")).ShouldBe(HttpStatusCode.Accepted);
        (await waiting.Content.ReadAsStringAsync()).ShouldBeEmpty();
        var status = await (await amy.GetAsync($"/nuxeo/nxblobstatus/{blob.Key}")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        (status.Text("key"), status.GetProperty("completed").GetBoolean(), status.GetProperty("progress").GetInt32()).ShouldBe((blob.Key.ToString(), false, -1));

        await blobs.FailAsync(blob, "The picture is none.");
        using var failed = (await amy.GetAsync($"/nuxeo/nxbigblob/{blob.Key}")).ShouldBe(HttpStatusCode.InternalServerError);
        (await failed.Content.ReadAsStringAsync()).ShouldContain("The picture is none.");
        (await amy.GetAsync($"/nuxeo/nxblobstatus/{blob.Key}")).ShouldBe(HttpStatusCode.InternalServerError);
        (await amy.GetAsync("/nuxeo/nxblobstatus/nothing")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_breaks_while_it_is_made_is_not_there_in_part()
    {
        await using var host = await TestHost.StartAsync();
        var blobs = host.Services.GetRequiredService<TemporaryBlobs>();
        var blob = await blobs.BeginAsync(Amy, "later.zip");

        (await Should.ThrowAsync<InvalidOperationException>(() => blobs.StoreAsync(blob, "later.zip", "application/zip", async (target, stop) =>
        {
            await target.WriteAsync(new byte[100_000], stop);
            throw new InvalidOperationException("broken");
        }))).Message.ShouldBe("broken");

        (await blobs.FindAsync(Amy, blob.Key))!.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task What_nobody_fetches_expires()
    {
        // The schedule does not come first.
        await using var host = await TestHost.StartAsync(configure: archivolt => archivolt.Services.Configure<UploadOptions>(options => options.ExpiryInterval = TimeSpan.FromDays(1)));
        var key = await StoreAsync(host, "Hello World");
        using var amy = host.Client("amy");
        host.Advance(TimeSpan.FromMinutes(59));
        var status = await (await amy.GetAsync($"/nuxeo/nxblobstatus/{key}")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        status.GetProperty("completed").GetBoolean().ShouldBeTrue();
        host.Advance(TimeSpan.FromMinutes(2));
        (await amy.GetAsync($"/nuxeo/nxbigblob/{key}")).ShouldBe(HttpStatusCode.NotFound);

        // The job of uploads takes it away.
        var ledger = host.Services.GetRequiredService<IUploadSessionLedger>();
        (await ledger.OverAsync(after: null, limit: 10)).ShouldBe([$"download-{key}"]);
        await host.RunJobAsync("uploads/expiry");
        (await ledger.OverAsync(after: null, limit: 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_no_upload_of_its_owner()
    {
        await using var host = await TestHost.StartAsync();
        var key = await StoreAsync(host, "Hello World");
        using var amy = host.Client("amy");
        var batch = $"/nuxeo/api/v1/upload/download-{key}";

        (await amy.GetAsync(batch)).ShouldBe(HttpStatusCode.NotFound);
        (await amy.GetAsync($"{batch}/0")).ShouldBe(HttpStatusCode.NotFound);
        (await amy.PostAsync($"{batch}/0", new StringContent("other"))).ShouldBe(HttpStatusCode.NotFound);
        (await amy.DeleteAsync(batch)).ShouldBe(HttpStatusCode.NotFound);
        using var tus = new HttpRequestMessage(HttpMethod.Head, $"/nuxeo/api/v1/tus/download-{key}/0") { Headers = { { "Tus-Resumable", "1.0.0" } } };
        (await amy.SendAsync(tus)).ShouldBe(HttpStatusCode.NotFound);
        (await amy.GetStringAsync($"/nuxeo/nxbigblob/{key}")).ShouldBe("Hello World");
    }

    [Fact]
    public async Task Only_so_many_wait_for_one_person()
    {
        await using var host = await TestHost.StartAsync();
        var blobs = host.Services.GetRequiredService<TemporaryBlobs>();
        await blobs.FailAsync(await blobs.BeginAsync(Amy, "failed"), "It holds nothing.");
        var keys = new List<Guid>();
        for (var i = 0; i < TemporaryBlobs.MostForOne; i++)
            keys.Add(await StoreAsync(host, "one of many"));

        (await Should.ThrowAsync<DocumentException>(() => blobs.BeginAsync(Amy, "one more"))).Error.ShouldBe(DocumentError.Conflict);
        await blobs.BeginAsync(new Principal("bob", []), "another's");
        using var amy = host.Client("amy");
        (await amy.GetStringAsync($"/nuxeo/nxbigblob/{keys[0]}")).ShouldBe("one of many");
        await blobs.BeginAsync(Amy, "one more");
    }

    [Fact]
    public async Task Where_too_many_are_made_another_is_refused_and_leaves_nothing()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync("one.txt");
        var places = host.Services.GetRequiredService<MakingPlaces>();
        using var client = host.Client();
        var me = await (await client.GetAsync("/nuxeo/api/v1/me")).JsonAsync();
        for (var i = 0; i < MakingPlaces.MostForOne; i++)
            places.Take(me.Text("id")!);

        using var refused = (await AskAsync()).ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await host.Services.GetRequiredService<IUploadSessionLedger>().ListAsync(10)).ShouldBeEmpty();
        places.Take("somebody else");
        places.Leave(me.Text("id")!);
        (await AskAsync()).ShouldBe(HttpStatusCode.Accepted);

        Task<HttpResponseMessage> AskAsync() => client.PostAsync("/nuxeo/api/v1/automation/Document.GetBlob/@async", Json.Content(new { input = document.Id }));
    }

    [Fact]
    public async Task One_that_another_answer_ended_ends_without_an_error()
    {
        await using var host = await TestHost.StartAsync();
        var blobs = host.Services.GetRequiredService<TemporaryBlobs>();
        var found = (await blobs.FindAsync(Amy, await StoreAsync(host, "Hello World"))).ShouldNotBeNull();
        await blobs.EndAsync(found);
        await blobs.EndAsync(found);
    }

    [Fact]
    public async Task A_zip_that_an_operation_leaves_is_fetched_there()
    {
        await using var host = await TestHost.StartAsync();
        var (one, two) = (await host.CreateHelloAsync("one.txt"), await host.CreateHelloAsync("two.txt"));
        using var client = host.Client();

        var answer = await FetchAsync(client, "Blob.BulkDownload", $"docs:{one.Id},{two.Id}", new { filename = "both.zip" });

        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("both.zip");
        (await answer.Content.ReadAsByteArrayAsync()).AsSpan(0, 2).SequenceEqual("PK"u8).ShouldBeTrue();
        // A download of each document, and the one of what was made of them.
        (await host.AuditAsync()).Select(entry => entry.Comment).ShouldBe(["one.txt", "two.txt", "both.zip"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_conversion_a_blob_and_several_are_fetched_there()
    {
        await using var host = await TestHost.StartAsync();
        var (one, two) = (await host.CreateHelloAsync("one.txt"), await host.CreateHelloAsync("two.txt"));
        using var client = host.Client();

        (await (await FetchAsync(client, "Document.GetBlob", one.Id)).Content.ReadAsStringAsync()).ShouldBe("Hello World");
        var made = await FetchAsync(client, "Blob.Convert", one.Id, new { mimeType = "text/html" });
        made.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await made.Content.ReadAsStringAsync()).ShouldContain("Hello World");
        var list = await FetchAsync(client, "Document.GetBlob", $"docs:{one.Id},{two.Id}");
        list.Content.Headers.ContentType!.MediaType.ShouldBe("multipart/mixed");
        (await list.Content.ReadAsStringAsync()).Split("Hello World").Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_conversion_that_fails_later_says_why_where_it_would_be()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", Blobs.BlobSource.FromText("no picture").With(fileName: "a.png", mediaType: "image/png")));
        using var client = host.Client();
        var sent = await SentOnAsync(client, "Blob.RunConverter", document.Id, new { converter = "pictureResize" });
        using var answer = (await client.GetAsync(sent)).ShouldBe(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("could not convert");
    }

    [Fact]
    public async Task Files_that_come_with_the_request_are_packed_before_it_ends()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        using var form = new MultipartFormDataContent
        {
            { Json.Content(new { @params = new { filename = "sent.zip" } }), "params" },
            { new ByteArrayContent("one"u8.ToArray()), "input", "one.txt" },
            { new ByteArrayContent("two"u8.ToArray()), "input", "two.txt" },
        };
        using var accepted = (await client.PostAsync("/nuxeo/api/v1/automation/Blob.CreateZip/@async", form)).ShouldBe(HttpStatusCode.Accepted);
        using var done = (await client.GetAsync(accepted.Headers.Location)).ShouldBe(HttpStatusCode.Redirect);
        using var file = (await client.GetAsync(done.Headers.Location)).ShouldBe(HttpStatusCode.Redirect);
        (await client.GetByteArrayAsync(file.Headers.Location)).AsSpan(0, 2).SequenceEqual("PK"u8).ShouldBeTrue();
    }

    private static async Task<HttpResponseMessage> FetchAsync(HttpClient client, string operation, string input, object? parameters = null) =>
        (await client.GetAsync(await SentOnAsync(client, operation, input, parameters))).ShouldBe(HttpStatusCode.OK);

    // As clients do: asked until it is there, then sent on twice.
    private static async Task<Uri> SentOnAsync(HttpClient client, string operation, string input, object? parameters = null)
    {
        using var accepted = (await client.PostAsync($"/nuxeo/api/v1/automation/{operation}/@async", Json.Content(new { input, @params = parameters ?? new { } }))).ShouldBe(HttpStatusCode.Accepted);
        HttpResponseMessage status;
        do
            status = await client.GetAsync(accepted.Headers.Location);
        while (status.StatusCode == HttpStatusCode.OK);
        using var answer = (await client.GetAsync(status.ShouldBe(HttpStatusCode.Redirect).Headers.Location)).ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.AbsolutePath.ShouldStartWith("/nuxeo/nxbigblob/");
        return answer.Headers.Location;
    }

    private static async Task<string> RangeAsync(HttpClient client, string url, long from, long? to, HttpStatusCode status = HttpStatusCode.PartialContent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(from, to) } };
        using var answer = (await client.SendAsync(request)).ShouldBe(status);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<Guid> StoreAsync(TestHost host, string text)
    {
        var blobs = host.Services.GetRequiredService<TemporaryBlobs>();
        var blob = await blobs.BeginAsync(Amy, "made");
        await blobs.StoreAsync(blob, "made.txt", "text/plain", (target, stop) => target.WriteAsync(Encoding.UTF8.GetBytes(text), stop).AsTask());
        return blob.Key;
    }
}
