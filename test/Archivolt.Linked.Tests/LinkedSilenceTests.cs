using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Vendors;

namespace Archivolt.Linked.Tests;

/// <summary>What is left behind by those who may see a file, for those who may only read the document.</summary>
public sealed class LinkedSilenceTests
{
    public static TheoryData<string> Vendors => LinkedFileTests.Vendors;

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task The_history_of_a_document_tells_no_name_and_no_link_of_its_file(string provider)
    {
        await using var home = await LinkedServer.StartAsync($"--Archivolt:LinkedFiles:{LinkedServer.DropboxId}:DirectDownload", "true");
        using var ann = await home.PersonAsync();
        (await ann.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        var file = new VendorFile(ann, provider, "Secret plans.png", TinyImages.Png);
        file.Thumbnail(TinyImages.Png);
        var document = await ann.LinkAsync(provider, file.Id);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = home.Server.Nuxeo };
        browser.DefaultRequestHeaders.Authorization = ann.Client.DefaultRequestHeaders.Authorization;
        var links = new List<Uri>();
        foreach (var address in new[] { $"nxfile/default/{document}/file:content", $"nxfile/default/{document}/file:content/Secret%20plans.png", $"api/v1/id/{document}/@preview/", $"api/v1/id/{document}/@rendition/thumbnail" })
        {
            var answer = await browser.GetAsync(address);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Redirect);
            if (answer.Headers.Location is { } link)
                links.Add(link);
        }
        links.ShouldNotBeEmpty();
        using var bob = await home.PersonAsync("bob");
        var history = await (await bob.Client.GetAsync($"api/v1/id/{document}/@audit")).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync();
        history.ShouldContain("\"download\"");
        history.ShouldNotContain("Secret");
        history.ShouldNotContain(file.Id);
        foreach (var link in links)
            history.ShouldNotContain(link.AbsolutePath);
    }
}
