using System.Net;
using System.Net.Http.Headers;
using System.Xml.Linq;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Downloads;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;
using NetVips;

namespace Archivolt.AspNetCore.Tests.Renditions;

public sealed class RenditionTests
{
    [Theory]
    [InlineData("Thumbnail", "image/jpeg", 100)]
    [InlineData("Small", "image/jpeg", 560)]
    [InlineData("Medium", "image/jpeg", 1000)]
    [InlineData("FullHD", "image/jpeg", 1200)]
    [InlineData("OriginalJpeg", "image/jpeg", 1200)]
    [InlineData("thumbnail", "image/png", 1000)]
    public async Task A_picture_has_its_views(string name, string mediaType, int width)
    {
        await using var host = await TestHost.StartAsync();
        var document = await PictureAsync(host, 1200, 600);
        using var client = host.Client();

        var answer = (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/{name}")).ShouldBe(HttpStatusCode.OK);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        using var picture = Image.NewFromBuffer(await answer.Content.ReadAsByteArrayAsync());
        (picture.Width, picture.Height).ShouldBe((width, width / 2));
        var entry = (await host.AuditAsync()).ShouldHaveSingleItem();
        entry.Extended["rendition"].ShouldBe(name);
        entry.Extended["downloadReason"].ShouldBe("rendition");
    }

    [Theory]
    [InlineData("opaque")]
    [InlineData("managed")]
    public async Task Views_lie_beside_their_picture_however_that_is_named(string strategy)
    {
        var secret = new MemoryStore("secret");
        var byDigest = new KeyStrategy.ByDigest(DigestAlgorithm.Sha256);
        await using var host = await TestHost.StartAsync(configure: archivolt =>
        {
            archivolt.AddProvider("secret", _ => secret, new BlobProviderOptions
            {
                KeyStrategy = strategy == "managed" ? new KeyStrategy.Managed(byDigest) : new KeyStrategy.ByKeyedDigest(DigestAlgorithm.Sha256, digest => $"x{digest.Hex}"),
            });
            archivolt.UseRules(new DispatchRule("blob:mime-type=image/png", "secret"), new DispatchRule(DispatchRule.Default, "default"));
        });
        var document = await PictureAsync(host, 120, 60);
        using var client = host.Client();
        (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/Small")).ShouldBe(HttpStatusCode.OK);
        (await secret.ListAsync().CountAsync()).ShouldBe(2);
    }

    [Theory]
    [InlineData("Medium:content/a.jpg", "Medium", 1000)]
    [InlineData("picture:Small:content", "Small", 560)]
    [InlineData("Thumbnail", "Thumbnail", 100)]
    [InlineData("Unknown:content/a.jpg", "Thumbnail", 100)]
    public async Task A_view_that_a_picture_does_not_hold_is_made_at_its_older_address(string address, string name, int width)
    {
        await using var host = await TestHost.StartAsync();
        var document = await PictureAsync(host, 1200, 600);
        using var client = host.Client();

        var answer = (await client.GetAsync($"/nuxeo/nxpicsfile/default/{document.Id}/{address}")).ShouldBe(HttpStatusCode.OK);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        using var picture = Image.NewFromBuffer(await answer.Content.ReadAsByteArrayAsync());
        picture.Width.ShouldBe(width);
        var entry = (await host.AuditAsync()).ShouldHaveSingleItem();
        entry.Extended["rendition"].ShouldBe(name);
        entry.Extended["downloadReason"].ShouldBe("picture");
    }

    [Fact]
    public async Task A_permission_sees_the_reason_and_the_name_of_a_rendition()
    {
        await using var host = await TestHost.StartAsync(configure: archivolt => archivolt.AddDownloadPermission<NoSmallViews>());
        var document = await PictureAsync(host, 40, 20);
        using var client = host.Client();
        (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/Small")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/Medium")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("@rendition/thumbnail")]
    [InlineData("@thumbnail")]
    public async Task What_has_no_thumbnail_has_an_icon(string address)
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        var folder = await host.CreateAsync("Folder");
        var broken = await host.CreateAsync("File", ("file:content", BlobSource.FromText("no picture").With(fileName: "a.png", mediaType: "image/png")));
        var unknown = await host.CreateAsync("File", ("file:content", BlobSource.FromBytes(new byte[3]).With(fileName: "a.bin")));
        foreach (var id in (string[])[folder.Id, broken.Id, unknown.Id])
        {
            var answer = (await client.GetAsync($"/nuxeo/api/v1/id/{id}/{address}")).ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
            XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!.Name.LocalName.ShouldBe("svg");
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("Small")]
    [InlineData("")]
    public async Task A_rendition_that_the_document_has_not_is_not_found(string name)
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/{name}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_document_is_exported_as_xml()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromText("x").With(fileName: "<a>\u0001.txt")));
        using var client = host.Client();
        await Api(host).PutDocumentAsync(document.Id, new Dictionary<string, object> { ["dc:title"] = "Tïtle \u0002 & <more>", ["dc:subjects"] = (string[])["one", "two"] });

        var answer = (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/xmlExport")).ShouldBe(HttpStatusCode.OK);

        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldStartWith("""<?xml version="1.0" encoding="UTF-8"?>""");
        text.ShouldContain("<path>doc</path>");
        var root = XDocument.Parse(text).Root!;
        root.Attribute("id")!.Value.ShouldBe(document.Id);
        root.Descendants().Single(each => each.Name.LocalName == "title").Value.ShouldBe("Tïtle  & <more>");
        root.Descendants().Single(each => each.Name.LocalName == "subjects").Elements("item").Select(each => each.Value).ShouldBe(["one", "two"]);
        root.Descendants("filename").Single().Value.ShouldBe("<a>.txt");
    }

    [Fact]
    public async Task The_collector_keeps_a_rendition_as_long_as_the_content_it_was_made_of()
    {
        await using var host = await TestHost.StartAsync();
        var document = await PictureAsync(host, 200, 100);
        using var client = host.Client();
        var address = $"/nuxeo/api/v1/id/{document.Id}/@rendition/Small";
        var made = (await client.GetAsync(address)).ShouldBe(HttpStatusCode.OK).Headers.ETag!.Tag.Trim('"');
        var provider = host.Services.GetRequiredService<BlobManager>()["default"];

        await CollectAsync(host);
        (await provider.StatAsync(made)).ShouldNotBeNull();

        await Api(host).PutDocumentAsync(document.Id, new Dictionary<string, object> { ["dc:title"] = "another title" });
        await CollectAsync(host);
        (await provider.StatAsync(made)).ShouldNotBeNull("a change of something else drops no rendition");

        (await Api(host).PutBlobAsync(document.Id, "file:content", "no picture any more", "a.txt")).ShouldBe(HttpStatusCode.OK);
        await CollectAsync(host);
        (await provider.StatAsync(made)).ShouldBeNull("nothing holds what it was made of");
        (await client.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_rendition_goes_with_its_document()
    {
        await using var host = await TestHost.StartAsync();
        var document = await PictureAsync(host, 200, 100);
        using var client = host.Client();
        var made = (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/Small")).ShouldBe(HttpStatusCode.OK).Headers.ETag!.Tag.Trim('"');
        (await client.DeleteAsync($"/nuxeo/api/v1/id/{document.Id}")).ShouldBe(HttpStatusCode.NoContent);
        // Something is still referred to, or the collector asks whether this is the right database.
        await host.CreateHelloAsync();
        await CollectAsync(host);
        (await host.Services.GetRequiredService<BlobManager>()["default"].StatAsync(made)).ShouldBeNull();
    }

    [Fact]
    public async Task A_rendition_that_its_store_lost_is_made_again()
    {
        var store = new ForgetfulStore();
        await using var host = await TestHost.StartAsync(store);
        var document = await PictureAsync(host, 200, 100);
        using var client = host.Client();
        var address = $"/nuxeo/api/v1/id/{document.Id}/@rendition/Small";
        var made = (await client.GetAsync(address)).ShouldBe(HttpStatusCode.OK).Headers.ETag!.Tag.Trim('"');
        store.Lost = made;
        (await client.GetAsync(address)).ShouldBe(HttpStatusCode.OK).Headers.ETag!.Tag.Trim('"').ShouldBe(made);
    }

    private static HttpClient Api(TestHost host) => new()
    {
        BaseAddress = new Uri(host.Address, "/nuxeo/"),
        DefaultRequestHeaders = { { "X-Test-User", TestHost.Admin } },
    };

    [Theory]
    [InlineData("Picture.Resize", """{"maxWidth": 50, "maxHeight": 50}""", "image/jpeg", 50)]
    [InlineData("Picture.GetView", """{"viewName": "Thumbnail"}""", "image/jpeg", 100)]
    [InlineData("Document.GetRendition", """{"renditionName": "Thumbnail"}""", "image/jpeg", 100)]
    [InlineData("Blob.Convert", """{"mimeType": "image/jpeg"}""", "image/jpeg", 200)]
    [InlineData("Blob.RunConverter", """{"converter": "pictureResize", "parameters": {"width": "50", "height": "50"}}""", "image/jpeg", 50)]
    public async Task Operations_make_them_of_documents_and_of_files(string operation, string parameters, string mediaType, int width)
    {
        await using var host = await TestHost.StartAsync();
        var document = await PictureAsync(host, 200, 100);
        using var client = host.Client();

        using var ofDocument = await client.PostAsync($"nuxeo/api/v1/automation/{operation}", Json.Text($$"""{"input": "doc:{{document.Id}}", "params": {{parameters}}}"""));
        using var form = new MultipartFormDataContent
        {
            Json.Text($$"""{"params": {{parameters}}}"""),
            { new ByteArrayContent(Png(200, 100)) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "file", "photo.png" },
        };
        using var ofFile = await client.PostAsync($"nuxeo/api/v1/automation/{operation}", form);

        foreach (var answer in (HttpResponseMessage[])[ofDocument, ofFile])
        {
            answer.ShouldBe(HttpStatusCode.OK).Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
            using var picture = Image.NewFromBuffer(await answer.Content.ReadAsByteArrayAsync());
            (picture.Width, picture.Height).ShouldBe((width, width / 2));
        }
    }

    [Fact]
    public async Task Permissions_know_an_operations_view_by_its_name()
    {
        await using var host = await TestHost.StartAsync(configure: archivolt => archivolt.AddDownloadPermission<NoSmallViews>());
        var document = await PictureAsync(host, 200, 100);
        using var client = host.Client();
        Task<HttpResponseMessage> ViewAsync(string name) =>
            client.PostAsync("nuxeo/api/v1/automation/Picture.GetView", Json.Text($$"""{"input": "doc:{{document.Id}}", "params": {"viewName": "{{name}}"} }"""));

        (await ViewAsync("Medium")).ShouldBe(HttpStatusCode.OK);
        (await ViewAsync("Small")).ShouldBe(HttpStatusCode.Forbidden);
        (await ViewAsync("pdf")).ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task CollectAsync(TestHost host)
    {
        host.Advance(TimeSpan.FromDays(1));
        await host.Services.GetRequiredService<GarbageCollector>().RunAsync(new CollectionRequest("default") { Grace = TimeSpan.Zero });
    }

    private static Task<Document> PictureAsync(TestHost host, int width, int height) =>
        host.CreateAsync("File", ("file:content", BlobSource.FromBytes(Png(width, height)).With(fileName: "photo.png", mediaType: "image/png")));

    private static byte[] Png(int width, int height)
    {
        using var image = Image.Black(width, height, bands: 3);
        return image.WriteToBuffer(".png");
    }

    private sealed class NoSmallViews : IDownloadPermission
    {
        public string Name => "no small views";

        public ValueTask<bool> AllowsAsync(DownloadContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(context.Reason != "rendition" || context.Infos["rendition"] != "Small");
    }
}
