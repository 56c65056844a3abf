using System.Net;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Tests.Downloads;

public sealed class RecordTests
{
    [Fact]
    public async Task A_download_leaves_one_entry_that_says_what_who_and_why()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("X-Client-Reason", "from the header");

        await client.GetStringAsync($"/nuxeo/nxfile/default/{document.Id}/blobholder:0/other.txt?clientReason=from%20the%20query");

        var entry = (await host.AuditAsync()).ShouldHaveSingleItem();
        entry.Category.ShouldBe("eventDocumentCategory");
        entry.PrincipalName.ShouldBe(TestHost.Admin);
        entry.EventDate.ShouldBe(host.Clock.GetUtcNow());
        entry.Repository.ShouldBe("default");
        entry.DocumentId.ShouldBe(document.Id);
        entry.DocumentPath.ShouldBe("/doc");
        entry.DocumentType.ShouldBe("File");
        entry.LifeCycle.ShouldBe("project");
        entry.Comment.ShouldBe("other.txt");
        entry.Extended.ShouldBe(new Dictionary<string, string>
        {
            ["blobXPath"] = "blobholder:0",
            ["blobFilename"] = "other.txt",
            ["downloadReason"] = "download",
            ["clientReason"] = "from the header",
            ["digest"] = "b10a8db164e0754105b7a99be72e3fe5",
            ["bytesSent"] = "11",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task The_main_blob_is_recorded_under_its_real_path_and_the_query_may_give_the_reason()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        await client.GetStringAsync($"/nuxeo/nxfile/default/{document.Id}?clientReason=because");

        var entry = (await host.AuditAsync()).ShouldHaveSingleItem();
        entry.Extended["blobXPath"].ShouldBe("file:content");
        entry.Extended["clientReason"].ShouldBe("because");
    }

    [Fact]
    public async Task A_store_that_signs_is_redirected_to_and_the_signature_is_not_recorded()
    {
        await using var host = await TestHost.StartAsync(new SigningStore());
        var document = await host.CreateHelloAsync("café.txt");
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", "bytes=5-");
        var url = $"/nuxeo/nxfile/default/{document.Id}/file:content?inline=true";

        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        // A signature for GET does not answer HEAD, so the server answers it, whole: ranges are of GET alone.
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe("Hello World".Length);
        (await host.AuditAsync()).ShouldBeEmpty();
        using var answer = await client.GetAsync(url);

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.AbsoluteUri.ShouldStartWith("https://cdn.example.org/b/b10a8db164e0754105b7a99be72e3fe5?");
        answer.Headers.Location.Query.ShouldContain(Uri.EscapeDataString("inline; filename*=UTF-8''caf%C3%A9.txt"));
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await host.AuditAsync()).ShouldHaveSingleItem().Extended["redirect"].ShouldBe("https://cdn.example.org/b/b10a8db164e0754105b7a99be72e3fe5");
    }

    private sealed class SigningStore() : StoreLayer(new MemoryStore()), ISignsUrls
    {
        public ValueTask<SignedUrl?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default)
        {
            var url = new Uri($"https://cdn.example.org/b/{key}?signature=secret&disposition={Uri.EscapeDataString(request.ContentDisposition!)}");
            return ValueTask.FromResult<SignedUrl?>(new SignedUrl(url, DateTimeOffset.MaxValue));
        }
    }
}
