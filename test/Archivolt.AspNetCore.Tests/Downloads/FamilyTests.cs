using System.Net;
using Archivolt.AspNetCore.Downloads;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Downloads;

/// <summary>The older URL families, redirects and the server in front.</summary>
public sealed class FamilyTests
{
    [Fact]
    public async Task A_dragged_file_is_described_with_type_name_and_url()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync("my file.txt");
        using var client = host.Client();
        var text = await client.GetStringAsync($"/nuxeo/nxdownloadinfo/default/{document.Id}/file:content");
        text.ShouldBe($"text/plain:my+file.txt:{host.Address}nuxeo/nxfile/default/{document.Id}/file:content/my%20file.txt?changeToken={document.ChangeToken}");
        (await client.GetStringAsync(text["text/plain:my+file.txt:".Length..])).ShouldBe("Hello World");
        (await client.GetAsync("/nuxeo/nxdownloadinfo/default/none/file:content")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_view_of_a_picture_is_found_by_its_title()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("Picture",
            ("file:content", BlobSource.FromText("original")), ("picture:views/0/content", BlobSource.FromText("small")), ("picture:views/1/content", BlobSource.FromText("middle")));
        document.Properties.Set("picture:views/0/title", "Thumbnail");
        document.Properties.Set("picture:views/1/title", "Medium");
        await host.Documents.UpdateAsync(document);
        using var client = host.Client();
        var root = $"/nuxeo/nxpicsfile/default/{document.Id}";
        (await client.GetStringAsync($"{root}/Medium:content/a.jpg")).ShouldBe("middle");
        (await client.GetStringAsync($"{root}/Unknown:content/a.jpg")).ShouldBe("small");
        (await host.AuditAsync())[0].Extended["downloadReason"].ShouldBe("picture");
        (await client.GetAsync($"/nuxeo/nxpicsfile/default/{(await host.CreateHelloAsync()).Id}/Medium:content/a.jpg")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_signed_url_is_not_for_head()
    {
        await using var store = new SigningStore();
        await using var host = await TestHost.StartAsync(store);
        var url = $"/nuxeo/nxfile/default/{(await host.CreateHelloAsync()).Id}/file:content";
        using var client = host.Client();
        (await client.GetAsync(url)).ShouldBe(HttpStatusCode.Redirect);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        head.ShouldBe(HttpStatusCode.OK).Content.Headers.ContentLength.ShouldBe(11);
        (await host.AuditAsync()).ShouldHaveSingleItem().Extended["redirect"].ShouldBe("https://storage.example.org/b");
    }

    [Theory]
    [InlineData("X-Accel-Redirect", "/archivolt-data/binaries/data/")]
    [InlineData("X-Sendfile", "/binaries/data/")]
    public async Task The_server_in_front_sends_local_files(string header, string part)
    {
        await using var host = await TestHost.StartAsync(configure: archivolt =>
        {
            archivolt.AddFileStore("local", "binaries").Services.Configure<OffloadOptions>(options => options.Header = header);
        });
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        // Memory is no file.
        var url = $"/nuxeo/nxfile/default/{document.Id}/file:content";
        (await client.GetStringAsync(url)).ShouldBe("Hello World");

        var local = await host.Services.GetRequiredService<Archivolt.Providers.BlobManager>()["local"].WriteAsync(BlobSource.FromText("On disk").With("a.txt"));
        document.Properties.Set("file:content", local);
        await host.Documents.UpdateAsync(document);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new System.Net.Http.Headers.RangeHeaderValue(0, 3);
        using var answer = await client.SendAsync(request);
        answer.ShouldBe(HttpStatusCode.OK).Headers.GetValues(header).Single().ShouldContain(part);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        answer.Content.Headers.GetValues("Content-Disposition").ShouldBe(["attachment; filename=a.txt"]);
        (await host.AuditAsync()).Count.ShouldBe(2);
        using var conditional = new HttpRequestMessage(HttpMethod.Get, url);
        conditional.Headers.Add("If-None-Match", answer.Headers.GetValues("ETag"));
        (await client.SendAsync(conditional)).ShouldBe(HttpStatusCode.NotModified);
    }

    private sealed class SigningStore() : StoreLayer(new MemoryStore("default")), ISignsUrls
    {
        public ValueTask<SignedUrl?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<SignedUrl?>(new SignedUrl(new Uri("https://storage.example.org/b?signature=secret"), DateTimeOffset.UtcNow));

        public override object? GetService(Type ability) => ability == typeof(ISignsUrls) ? this : base.GetService(ability);
    }
}
