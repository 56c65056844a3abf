using System.Net;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Downloads;

public sealed class WhichBlobTests
{
    [Theory]
    [InlineData("", "main")]
    [InlineData("/", "main")]
    [InlineData("/blobholder:0", "main")]
    [InlineData("/blobholder:1", "first")]
    [InlineData("/blobholder:2/b.txt", "second")]
    [InlineData("/file:content", "main")]
    [InlineData("/file;content", "main")]
    [InlineData("/file:content/any name.txt", "main")]
    [InlineData("/files:files/0/file", "first")]
    [InlineData("/files:files/1/file/b.txt", "second")]
    [InlineData("/files:files/file[1]/file", "second")]
    [InlineData("/custom:deep/scan", "custom")]
    [InlineData("/custom:deep/scan/c.txt", "custom")]
    [InlineData("/blobholder:4", null)]
    [InlineData("/blobholder:-1", null)]
    [InlineData("/blobholder:01", null)]
    [InlineData("/blobholder:+1", null)]
    [InlineData("/blobholder:x", null)]
    [InlineData("/blobholder:", null)]
    [InlineData("/content", null)]
    [InlineData("/files/0/file", null)]
    [InlineData("/files:files/2/file", null)]
    [InlineData("/files:files/01/file", null)]
    [InlineData("/files:files/*/file", null)]
    [InlineData("/files:files", null)]
    [InlineData("/files:files/0", null)]
    [InlineData("/dc:title", null)]
    [InlineData("/dc:description", null)]
    [InlineData("/unknown:thing", null)]
    public async Task A_path_leads_to_one_blob_or_to_none(string path, string? content)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File",
            ("file:content", BlobSource.FromText("main")), ("files:files", BlobSource.FromText("first")), ("files:files", BlobSource.FromText("second")),
            ("custom:deep/scan", BlobSource.FromText("custom")));
        document.Properties.Set("dc:title", "no blob");
        await host.Documents.UpdateAsync(document);
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}{path}");

        answer.StatusCode.ShouldBe(content is null ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        var body = await answer.Content.ReadAsStringAsync();
        if (content is null)
            body.ShouldContain("No blob found");
        else
            body.ShouldBe(content);
    }

    [Fact]
    public async Task What_nobody_may_know_of_is_not_found()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client("bob");

        foreach (var url in (string[])[$"default/{document.Id}", "default/0000", $"elsewhere/{document.Id}"])
        {
            using var answer = await client.GetAsync($"/nuxeo/nxfile/{url}/file:content");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("No document found");
        }
        (await host.AuditAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_read_the_document_may_download()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        await host.Services.GetRequiredService<IDocumentAccess>().SetEntriesAsync(document, [new AccessEntry("bob", Permission.Read)]);
        using var client = host.Client("bob");

        (await client.GetStringAsync($"/nuxeo/nxfile/default/{document.Id}/file:content")).ShouldBe("Hello World");
    }

    [Fact]
    public async Task Nobody_in_particular_is_asked_to_sign_in()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client(user: null);

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Authentication is needed");
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("nowhere:gone")]
    [InlineData("../../../etc/passwd")]
    public async Task Content_that_is_missing_is_not_found_and_the_log_names_it(string key)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        document.Properties.Set("file:content", new BlobInfo { Key = BlobKey.Parse(key) });
        await host.Documents.UpdateAsync(document);
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var body = await answer.Content.ReadAsStringAsync();
        body.ShouldContain("No blob found");
        body.ShouldNotContain("gone");
        var line = host.Errors.ShouldHaveSingleItem();
        line.ShouldContain(document.Id);
        line.ShouldContain("file:content");
        line.ShouldContain(key);
    }

    [Theory]
    [InlineData(BlobError.Damaged, 500)]
    [InlineData(BlobError.IO, 500)]
    [InlineData(BlobError.Unavailable, 503)]
    [InlineData(BlobError.Timeout, 504)]
    public async Task A_store_that_fails_is_a_server_error_that_tells_nothing_of_it(BlobError error, int status)
    {
        await using var host = await TestHost.StartAsync(new FailingStore(error));
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("secret place");
        (await host.AuditAsync()).ShouldBeEmpty();
    }

    /// <summary>A store whose contents cannot be opened.</summary>
    private sealed class FailingStore(BlobError error) : StoreLayer(new MemoryStore())
    {
        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
            throw new BlobException(error, "It failed.", "secret place", key);
    }
}
