using System.IO.Compression;
using System.Net;
using System.Text;
using Archivolt.AspNetCore.Tests.Automation;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Downloads;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Tests.Renditions;

/// <summary>Documents as a ZIP: what somebody may read, each file a download of its own.</summary>
public sealed class ArchiveTests
{
    [Fact]
    public async Task A_file_is_packed_with_its_xml_and_attachments_and_each_is_in_the_audit()
    {
        await using var host = await TestHost.StartAsync();
        var document = await host.CreateAsync("File", ("file:content", Text("main", "../ä.txt")), ("files:files/0/file", Text("first", "a.txt")), ("files:files/1/file", Text("second", "a.txt")));
        using var client = host.Client();

        using var answer = (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/zipExport")).ShouldBe(HttpStatusCode.OK);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        var entries = await EntriesAsync(answer);
        entries.Keys.ShouldBe(["document.xml", "ä.txt", "a.txt", "a (2).txt"], ignoreOrder: true);
        (entries["ä.txt"], entries["a.txt"], entries["a (2).txt"]).ShouldBe(("main", "first", "second"));
        var audit = await host.AuditAsync();
        audit.Select(entry => (entry.Extended["blobXPath"], entry.Extended["rendition"])).ShouldBe(
            [("file:content", "zipExport"), ("files:files/0/file", "zipExport"), ("files:files/1/file", "zipExport")], ignoreOrder: true);

        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/nuxeo/api/v1/id/{document.Id}/@rendition/zipExport"));
        head.ShouldBe(HttpStatusCode.OK);
        (await host.AuditAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Names_lead_nowhere_else_on_any_file_system()
    {
        await using var host = await TestHost.StartAsync();
        string[] names = ["a \"b\"?.txt", "a:b.txt", "end.", "end", "scan.txt", "scan.txt", "SCAN.txt"];
        var document = await host.CreateAsync("File", [.. names.Select((name, number) => ($"files:files/{number}/file", Text("x", name)))]);
        using var client = host.Client();

        using var answer = (await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/zipExport")).ShouldBe(HttpStatusCode.OK);

        (await EntriesAsync(answer)).Keys.ShouldBe(["document.xml", "a \"b\"?.txt", "a_b.txt", "end", "end (2)", "scan.txt", "scan (2).txt", "SCAN (3).txt"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_folder_is_packed_with_everything_under_it_that_the_asker_may_download()
    {
        await using var host = await TestHost.StartAsync(configure: archivolt => archivolt.AddDownloadPermission<NothingSecret>());
        var folder = await host.CreateAsync("Folder");
        var inner = await ChildAsync(host, folder, "Folder", "inner", null);
        await ChildAsync(host, inner, "File", "a", Text("in inner", "a.txt"));
        await ChildAsync(host, inner, "File", "b", Text("refused", "secret.txt"));
        var hidden = await ChildAsync(host, folder, "File", "c", Text("hidden", "c.txt"));
        var trashed = await ChildAsync(host, folder, "File", "d", Text("trashed", "d.txt"));
        using var admin = host.Client();
        await admin.RunAsync("Document.Trash", trashed.Id);
        await admin.PutAsync($"/nuxeo/api/v1/id/{folder.Id}/@acl", Json.Content(new[] { new { username = "amy", permission = "Read", granted = true } }));
        await admin.PutAsync($"/nuxeo/api/v1/id/{hidden.Id}/@acl", Json.Content(new[] { new { username = "amy", permission = "Read", granted = false } }));
        using var amy = host.Client("amy");

        var entries = await EntriesAsync((await amy.GetAsync($"/nuxeo/api/v1/id/{folder.Id}/@rendition/zipTreeExport")).ShouldBe(HttpStatusCode.OK));

        entries.Keys.ShouldBe(["doc/document.xml", "doc/inner/document.xml", "doc/inner/a/document.xml", "doc/inner/a/a.txt", "doc/inner/b/document.xml"], ignoreOrder: true);
        (await host.AuditAsync()).Select(entry => entry.PrincipalName).ShouldBe(["amy"]);
        (await host.AuditAsync("downloadDenied")).ShouldHaveSingleItem();
        (await amy.GetAsync($"/nuxeo/api/v1/id/{folder.Id}/@rendition/zipExport")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nobody_copies_what_a_rule_keeps_from_them()
    {
        await using var host = await TestHost.StartAsync(configure: archivolt => archivolt.AddDownloadPermission<NothingSecret>());
        var (open, kept) = (await host.CreateHelloAsync(), await host.CreateHelloAsync("secret.txt"));
        using var client = host.Client();
        (await client.RunAsync("Document.Copy", open.Id, new { target = "/" })).ShouldBe(HttpStatusCode.OK);
        (await client.RunAsync("Document.Copy", kept.Id, new { target = "/" })).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_folder_with_a_file_that_a_rule_keeps_is_not_copied_in_part()
    {
        await using var host = await TestHost.StartAsync(configure: archivolt => archivolt.AddDownloadPermission<NothingSecret>());
        var (folder, target) = (await host.CreateAsync("Folder"), await host.CreateAsync("Folder"));
        await ChildAsync(host, folder, "File", "a", Text("open", "a.txt"));
        await ChildAsync(host, folder, "File", "b", Text("refused", "secret.txt"));
        using var client = host.Client();
        (await client.RunAsync("Document.Copy", folder.Id, new { target = target.Id })).ShouldBe(HttpStatusCode.Forbidden);
        (await host.Documents.ListChildrenAsync("default", target.Id, 0, 10)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Main_files_of_several_documents_are_packed_together()
    {
        await using var host = await TestHost.StartAsync();
        var (one, two, none) = (await host.CreateHelloAsync(), await host.CreateHelloAsync(), await host.CreateAsync("File"));
        using var client = host.Client();
        using var answer = (await client.RunAsync("Blob.BulkDownload", $"docs:{one.Id},{two.Id},{none.Id}", new { filename = "both.zip" })).ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("both.zip");
        (await EntriesAsync(answer)).Keys.ShouldBe(["myfile.txt", "myfile (2).txt"]);
        (await host.AuditAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_folder_among_them_brings_the_files_of_everything_under_it()
    {
        await using var host = await TestHost.StartAsync();
        var folder = await host.CreateAsync("Folder");
        await ChildAsync(host, folder, "File", "a", Text("above", "a.txt"));
        await ChildAsync(host, await ChildAsync(host, folder, "Folder", "inner", null), "File", "b", Text("below", "b.txt"));
        using var client = host.Client();
        using var answer = (await client.RunAsync("Blob.BulkDownload", folder.Id)).ShouldBe(HttpStatusCode.OK);
        var entries = await EntriesAsync(answer);
        (entries["doc/a.txt"], entries["doc/inner/b.txt"], entries.Count).ShouldBe(("above", "below", 2));
    }

    [Theory]
    [InlineData(BlobError.Damaged)]
    [InlineData(BlobError.NotFound)]
    public async Task A_file_that_cannot_be_had_is_told_and_keeps_nobody_from_the_others(BlobError error)
    {
        var store = new BrokenStore(error);
        await using var host = await TestHost.StartAsync(store);
        var document = await host.CreateAsync("File", ("file:content", Text("main", "a.txt")), ("files:files/0/file", Text("broken", "b.txt")), ("files:files/1/file", Text("last", "c.txt")));
        store.Broken = ((BlobInfo)document.Properties.Get(PropertyPath.Parse("files:files/0/file"))!).Key.Key;
        using var client = host.Client();
        var entries = await EntriesAsync((await client.GetAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/zipExport")).ShouldBe(HttpStatusCode.OK));
        entries.Keys.ShouldBe(["document.xml", "a.txt", "c.txt", "MISSING.txt"]);
        entries["MISSING.txt"].ShouldStartWith("b.txt: ");
    }

    [Fact]
    public async Task A_zip_without_a_file_that_may_be_had_later_has_no_end()
    {
        var store = new BrokenStore(BlobError.Unavailable);
        await using var host = await TestHost.StartAsync(store);
        var document = await host.CreateHelloAsync();
        store.Broken = ((BlobInfo)document.Properties.Get(PropertyPath.Parse("file:content"))!).Key.Key;
        using var client = host.Client();
        await Should.ThrowAsync<HttpRequestException>(() => client.GetByteArrayAsync($"/nuxeo/api/v1/id/{document.Id}/@rendition/zipExport"));
    }

    private static BlobSource Text(string text, string fileName) => BlobSource.FromText(text).With(fileName: fileName);

    private static async Task<Document> ChildAsync(TestHost host, Document parent, string type, string name, BlobSource? content)
    {
        var child = await host.Documents.CreateAsync(new Document { Repository = "default", Id = "", ParentId = parent.Id, Name = name, Path = "", Type = type });
        if (content is null)
            return child;
        using var client = host.Client();
        client.BaseAddress = new Uri(host.Address, "/nuxeo/");
        await client.PutBlobAsync(child.Id, "file:content", await new StreamReader(await content.OpenAsync()).ReadToEndAsync(), content.FileName!);
        return child;
    }

    private static async Task<Dictionary<string, string>> EntriesAsync(HttpResponseMessage answer)
    {
        await using var zip = await ZipArchive.CreateAsync(await answer.Content.ReadAsStreamAsync(), ZipArchiveMode.Read, leaveOpen: false, Encoding.UTF8);
        var entries = new Dictionary<string, string>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync());
            entries.Add(entry.FullName, await reader.ReadToEndAsync());
        }
        return entries;
    }

    private sealed class BrokenStore(BlobError error) : StoreLayer(new MemoryStore("default"))
    {
        public string? Broken { get; set; }

        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
            key == Broken ? throw new BlobException(error, "broken", "default", key) : base.OpenAsync(key, range, cancellationToken);
    }

    private sealed class NothingSecret : IDownloadPermission
    {
        public string Name => "nothing secret";

        public ValueTask<bool> AllowsAsync(DownloadContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(context.Blob.FileName != "secret.txt");
    }
}
