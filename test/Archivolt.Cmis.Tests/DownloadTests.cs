using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Downloads;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cmis.Tests;

/// <summary>Content goes out through the one download service, whichever binding asks.</summary>
public sealed class DownloadTests(RunningServer server) : IClassFixture<RunningServer>
{
    public static TheoryData<string> Bindings => [$"json/cmis/{CmisClient.Repository}/root?cmisselector=content&objectId=", $"atom/cmis/{CmisClient.Repository}/content?id="];

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_download_has_one_audit_entry_and_its_reason(string url)
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt", "0123456789");
        using var answer = await client.GetAsync(url + id);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("0123456789");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        answer.Headers.AcceptRanges.ShouldContain("bytes");
        var entry = (await AuditAsync(id)).ShouldHaveSingleItem();
        entry.Extended["downloadReason"].ShouldBe("cmis");
        using var attached = await client.GetAsync(url + id + "&download=attachment");
        attached.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");

        // Neither headers alone nor what the client has is a download.
        var count = (await AuditAsync(id)).Count;
        using var head = await client.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, url + id));
        head.ShouldBe(HttpStatusCode.OK).Content.Headers.ContentLength.ShouldBe(10);
        (await client.GetAsync(url + id, ("If-None-Match", answer.Headers.ETag!.Tag))).ShouldBe(HttpStatusCode.NotModified);
        (await client.GetAsync(url + id, ("If-Match", "\"other\""))).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await client.GetAsync(url + id, ("Range", "bytes=50-"))).ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        (await AuditAsync(id)).Count.ShouldBe(count);
        // Names behind the content are for those who save it.
        if (url.StartsWith("atom", StringComparison.Ordinal))
            (await client.Http.GetStringAsync($"atom/cmis/default/content/a.txt?id={id}")).ShouldBe("0123456789");
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Parts_are_asked_for_by_offset_and_length_or_by_a_range_and_are_one_download(string url)
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt", "0123456789");
        foreach (var (query, part) in (List<(string, string)>)
            [("offset=2&length=3", "234"), ("offset=7", "789"), ("length=4", "0123"), ("offset=8&length=99", "89"), ("offset=8&length=99999999999999999999", "89"), ("offset=1&length=9223372036854775807", "123456789")])
        {
            using var answer = await client.GetAsync($"{url}{id}&{query}");
            answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent, query);
            (await answer.Content.ReadAsStringAsync()).ShouldBe(part, query);
        }
        (await (await client.GetAsync(url + id, ("Range", "bytes=-2"))).ShouldBe(HttpStatusCode.PartialContent).Content.ReadAsStringAsync()).ShouldBe("89");
        (await (await client.GetAsync(url + id + "&offset=0")).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("0123456789");
        (await client.GetAsync($"{url}{id}&offset=99999999999999999999")).ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        foreach (var query in (string[])["offset=-1", "offset=x", "length=0", "length=-1"])
            await CmisClient.RefusedAsync(await client.GetAsync($"{url}{id}&{query}"), 400, "invalidArgument");
        var empty = await client.CreateAsync("empty.txt", "");
        (await client.GetAsync($"{url}{empty}&offset=0&length=5")).ShouldBe(HttpStatusCode.OK);
        // The parts in ranges are one logical download; the whole content is another.
        (await AuditAsync(id)).Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Renditions_have_a_reason_of_their_own(string url)
    {
        using var client = await CmisClient.InFolderAsync(server);
        // One red dot.
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");
        using var created = await client.PostAsync(client.FolderId, "createDocument", CmisClient.Properties(("cmis:name", "dot.png"), ("cmis:objectTypeId", "cmis:document")), png, "dot.png", "image/png");
        var id = CmisClient.IdOf(await created.JsonAsync());
        using var icon = await client.GetAsync($"{url}{id}&streamId=nuxeo:icon");
        icon.ShouldBe(HttpStatusCode.OK).Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        (await AuditAsync(id)).ShouldBeEmpty();
        foreach (var stream in (string[])["nuxeo:rendition:nosuch", "nosuch", "nuxeo:rendition:", "blobholder:7", "blobholder:01"])
            await CmisClient.RefusedAsync(await client.GetAsync($"{url}{id}&streamId={stream}"), 404, "objectNotFound");
        (await client.GetAsync($"{url}{id}&streamId=blobholder:0")).ShouldBe(HttpStatusCode.OK);
        (await AuditAsync(id)).ShouldHaveSingleItem().Extended["downloadReason"].ShouldBe("cmis");
        var streams = (await client.AskAsync(id, "renditions")).EnumerateArray().Select(rendition => rendition.Text("streamId")!).Where(stream => stream.StartsWith("nuxeo:rendition:", StringComparison.Ordinal)).ToList();
        Assert.SkipWhen(streams.Count == 0, "no converter of pictures is installed");
        using var view = await client.GetAsync($"{url}{id}&streamId={streams[0]}");
        view.ShouldBe(HttpStatusCode.OK);
        var entry = (await AuditAsync(id)).Single(entry => entry.Extended["downloadReason"] == "cmisRendition");
        entry.Extended["rendition"].ShouldBe(streams[0]["nuxeo:rendition:".Length..]);
    }

    [Fact]
    public async Task A_rule_refuses_and_is_asked_for_allowable_actions_without_a_record()
    {
        await using var strict = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<IDownloadPermission>(new NothingSecret()));
        using var client = await CmisClient.InFolderAsync(strict);
        var (open, secret) = (await client.CreateAsync("open.txt"), await client.CreateAsync("secret.txt"));
        (await client.AskAsync(open, "allowableActions")).GetProperty("canGetContentStream").GetBoolean().ShouldBeTrue();
        (await client.AskAsync(secret, "allowableActions")).GetProperty("canGetContentStream").GetBoolean().ShouldBeFalse();
        var audit = strict.Get<IAuditLog>();
        (await audit.QueryAsync(new AuditQuery { EventId = "downloadDenied" })).ShouldBeEmpty();
        foreach (var url in Bindings.Select(row => row.Data))
            await CmisClient.RefusedAsync(await client.GetAsync(url + secret), 403, "permissionDenied");
        // Whoever may not download may not copy either.
        await CmisClient.RefusedAsync(await client.PostAsync(client.FolderId, "createDocumentFromSource", [("sourceId", secret), .. CmisClient.Properties(("cmis:name", "x"))]), 403, "permissionDenied");
        (await audit.QueryAsync(new AuditQuery { EventId = "downloadDenied" })).Count.ShouldBe(3);
        (await audit.QueryAsync(new AuditQuery { EventId = "download" })).ShouldBeEmpty();
    }

    private Task<IReadOnlyList<AuditEntry>> AuditAsync(string id) => server.Get<IAuditLog>().QueryAsync(new AuditQuery { EventId = "download", DocumentId = id });

    private sealed class NothingSecret : IDownloadPermission
    {
        public string Name => "nothing secret";

        public ValueTask<bool> AllowsAsync(DownloadContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(!context.Document.Name.Contains("secret", StringComparison.Ordinal) || context.Reason == "other");
    }
}
