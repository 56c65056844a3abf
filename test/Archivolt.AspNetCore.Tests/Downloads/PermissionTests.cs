using System.Net;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Downloads;

public sealed class PermissionTests
{
    [Fact]
    public async Task Every_spelling_of_a_path_reaches_a_permission_as_the_same_path()
    {
        var rule = new Rule(_ => true);
        await using var host = await TestHost.StartAsync(configure: archivolt => archivolt.Services.AddSingleton<IDownloadPermission>(rule));
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromText("main")), ("files:files", BlobSource.FromText("first")));
        using var client = host.Client();

        foreach (var path in (string[])["", "/blobholder:0", "/file:content", "/file%3Acontent", "/file;content/x.txt"])
            (await client.GetStringAsync($"/nuxeo/nxfile/default/{document.Id}{path}")).ShouldBe("main");
        rule.Asked.Select(asked => asked.Path.ToString()).ShouldAllBe(path => path == "file:content");
        rule.Asked.Select(asked => asked.AskedXPath).ShouldBe([null, "blobholder:0", "file:content", "file:content", "file:content"]);
        rule.Asked.Clear();
        foreach (var path in (string[])["blobholder:1", "files:files/0/file", "files:files/item[0]/file"])
            (await client.GetStringAsync($"/nuxeo/nxfile/default/{document.Id}/{path}")).ShouldBe("first");
        rule.Asked.Select(asked => asked.Path.ToString()).ShouldAllBe(path => path == "files:files/0/file");
    }

    [Fact]
    public async Task A_permission_sees_the_blobs_own_name_not_the_askers()
    {
        var rule = new Rule(asked => asked.Blob.FileName != "myfile.txt");
        await using var host = await TestHost.StartAsync(configure: archivolt => archivolt.Services.AddSingleton<IDownloadPermission>(rule));
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content/harmless.txt");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task One_refusal_is_enough_and_leaves_one_entry_that_names_it()
    {
        var (allows, refuses, after) = (new Rule(_ => true), new Rule(_ => false, "no-secrets"), new Rule(_ => true));
        await using var host = await TestHost.StartAsync(configure: archivolt =>
        {
            foreach (var rule in (Rule[])[allows, refuses, after])
                archivolt.Services.AddSingleton<IDownloadPermission>(rule);
        });
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/blobholder:0");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var body = await answer.Content.ReadAsStringAsync();
        body.ShouldContain("Permission denied");
        body.ShouldNotContain("no-secrets");
        (await host.AuditAsync()).ShouldBeEmpty();
        var entry = (await host.AuditAsync("downloadDenied")).ShouldHaveSingleItem();
        entry.PrincipalName.ShouldBe(TestHost.Admin);
        entry.DocumentId.ShouldBe(document.Id);
        entry.Comment.ShouldBe("myfile.txt");
        entry.Extended["refusedBy"].ShouldBe("no-secrets");
        entry.Extended["blobXPath"].ShouldBe("blobholder:0");
        allows.Asked.Count.ShouldBe(1);
        after.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_permission_that_fails_refuses()
    {
        var rule = new Rule(_ => throw new InvalidOperationException("broken rule"), "broken");
        await using var host = await TestHost.StartAsync(configure: archivolt => archivolt.Services.AddSingleton<IDownloadPermission>(rule));
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        host.Errors.ShouldHaveSingleItem().ShouldContain("broken");
        (await host.AuditAsync("downloadDenied")).Count.ShouldBe(1);
    }

    // The platform's documented sample: everything has to fit.
    [Theory]
    [InlineData(true, "bob", "pdf", "rendition", "myrendition", "myfile.txt", "custom:blob")]
    [InlineData(false, "ann", "pdf", "rendition", "myrendition", "myfile.txt", "custom:blob")]
    [InlineData(false, "bob", "txt", "rendition", "myrendition", "myfile.txt", "custom:blob")]
    [InlineData(false, "bob", "pdf", "download", "myrendition", "myfile.txt", "custom:blob")]
    [InlineData(false, "bob", "pdf", "rendition", "another", "myfile.txt", "custom:blob")]
    [InlineData(false, "bob", "pdf", "rendition", "myrendition", "other.txt", "custom:blob")]
    [InlineData(false, "bob", "pdf", "rendition", "myrendition", "myfile.txt", "file:content")]
    [InlineData(false, "bob", "pdf", "rendition", "myrendition", "myfile.txt", "blobholder:0")]
    public async Task A_permission_can_look_at_everything(
        bool allowed, string user, string format, string reason, string rendition, string fileName, string xpath)
    {
        var rule = new Rule(asked => asked.Principal.Name == "bob" && asked.Principal.Is("members")
            && asked.Document.Properties.Get("dc:format") is "pdf"
            && asked.Reason == "rendition" && asked.Infos.GetValueOrDefault("rendition") == "myrendition"
            && asked.Blob.FileName == "myfile.txt" && asked.Path != PropertyPath.Parse("file:content"));
        await using var host = await TestHost.StartAsync(configure: archivolt => archivolt.Services.AddSingleton<IDownloadPermission>(rule));
        var hello = BlobSource.FromText("Hello World").With(fileName: fileName);
        var document = await host.CreateAsync("File", ("file:content", hello), ("custom:blob", hello));
        document.Properties.Set("dc:format", format);
        var request = new DownloadRequest
        {
            Principal = new Principal(user, ["members", Principal.Administrators]),
            Repository = "default",
            DocumentId = document.Id,
            Document = document,
            XPath = xpath,
            Reason = reason,
            Infos = new Dictionary<string, string> { ["rendition"] = rendition },
        };

        var asking = host.Services.GetRequiredService<DownloadService>().AuthorizeAsync(request);

        if (allowed)
            (await asking).FileName.ShouldBe("myfile.txt");
        else
            (await Should.ThrowAsync<DownloadException>(asking)).Error.ShouldBe(DownloadError.Denied);
    }

    private sealed class Rule(Func<DownloadContext, bool> allows, string name = "rule") : IDownloadPermission
    {
        public List<DownloadContext> Asked { get; } = [];

        public string Name => name;

        public ValueTask<bool> AllowsAsync(DownloadContext context, CancellationToken cancellationToken = default)
        {
            Asked.Add(context);
            return ValueTask.FromResult(allows(context));
        }
    }
}
