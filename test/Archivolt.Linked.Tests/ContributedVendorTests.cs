using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Vendors;
using Archivolt.Vendors.Dropbox;

namespace Archivolt.Linked.Tests;

/// <summary>The platform's XML for its live-connect providers, unchanged.</summary>
public sealed class ContributedVendorTests
{
    [Fact]
    public async Task Providers_and_services_of_the_platform_are_understood()
    {
        await using var dropbox = await DropboxServer.StartAsync();
        var data = Directory.CreateTempSubdirectory("archivolt-server-").FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "live-connect.xml"), $"""
            <component name="live.connect">
              <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration">
                <blobprovider name="googledrive"><class>org.nuxeo.ecm.liveconnect.google.drive.GoogleDriveBlobProvider</class><property name="clientId">drive-id</property></blobprovider>
                <blobprovider name="dropbox"><class>org.nuxeo.ecm.liveconnect.dropbox.DropboxBlobProvider</class></blobprovider>
              </extension>
              <extension target="org.nuxeo.ecm.platform.oauth2.providers.OAuth2ServiceProviderRegistry" point="providers">
                <provider enabled="true">
                  <name>googledrive</name><description>Drive of the firm</description>
                  <tokenServerURL>https://accounts.google.com/o/oauth2/token</tokenServerURL>
                  <authorizationServerURL>https://accounts.google.com/o/oauth2/auth?access_type=offline&amp;approval_prompt=force</authorizationServerURL>
                  <clientSecret>drive-secret</clientSecret><scope>https://www.googleapis.com/auth/drive</scope><scope>email</scope>
                </provider>
                <provider enabled="false">
                  <name>dropbox</name><tokenServerURL>{dropbox.TokenEndpoint}</tokenServerURL><clientId>box-id</clientId><clientSecret>box-secret</clientSecret>
                </provider>
              </extension>
            </component>
            """);
        await using var server = await RunningServer.StartAsync(dataPath: data, args: ["--Archivolt:Contributions", "live-connect.xml"]);
        using var admin = server.Client();
        var drive = await (await admin.GetAsync("api/v1/oauth2/provider/googledrive")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        drive.Text("clientId").ShouldBe("drive-id");
        drive.Text("description").ShouldBe("Drive of the firm");
        drive.Text("tokenServerURL").ShouldBe("https://oauth2.googleapis.com/token");
        drive.GetProperty("isAvailable").GetBoolean().ShouldBeTrue();
        drive.Text("authorizationURL")!.ShouldContain("scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fdrive%20email");
        var box = await (await admin.GetAsync("api/v1/oauth2/provider/dropbox")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        box.GetProperty("isEnabled").GetBoolean().ShouldBeFalse();
        box.Text("tokenServerURL").ShouldBe($"{dropbox.TokenEndpoint}");
        box.GetProperty("authorizationURL").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Where_a_vendor_keeps_revisions_a_version_links_one()
    {
        await using var home = await LinkedServer.StartAsync("--Archivolt:LinkedFiles:googledrive:KeepsRevisions", "true", "--Archivolt:LinkedFiles:dropbox:KeepsRevisions", "true");
        foreach (var provider in new[] { LinkedServer.DriveId, LinkedServer.DropboxId })
        {
            using var ann = await home.PersonAsync();
            await ann.ConnectAsync(provider);
            var file = new VendorFile(ann, provider, "report.txt", Content.Of("first"));
            var (document, revision) = (await ann.LinkAsync(provider, file.Id), file.Revision);
            var stored = (await home.Documents.FindAsync("default", document))!;
            var version = await home.Server.Get<Documents.Editing.DocumentVersions>().CheckInAsync(new Documents.Access.Principal(ann.Name, ["members"]), stored, isMajor: true);
            file.Update(Content.Of("second"));
            var blob = await ann.BlobAsync(version.Id);
            blob.GetProperty("linked").Text("revision").ShouldBe(revision);
            blob.Text("length").ShouldBe("5");
            (await (await ann.DownloadAsync(version.Id)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("first");
            (await (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("second");
        }
        home.Drive.Requests.All.Count(request => request.Method == "PATCH").ShouldBe(1);
    }

    [Fact]
    public async Task Where_it_is_said_Dropbox_sends_readers_its_own_link()
    {
        await using var home = await LinkedServer.StartAsync("--Archivolt:LinkedFiles:dropbox:DirectDownload", "true");
        using var ann = await home.PersonAsync();
        using var eve = await home.PersonAsync("eve");
        await ann.ConnectAsync(LinkedServer.DropboxId);
        var document = await ann.LinkAsync(LinkedServer.DropboxId, ann.Dropbox.AddFile("/a.txt", Content.Of("direct")).Id);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = home.Server.Nuxeo };
        browser.DefaultRequestHeaders.Authorization = ann.Client.DefaultRequestHeaders.Authorization;
        var answer = (await browser.GetAsync($"nxfile/default/{document}/file:content")).ShouldBe(HttpStatusCode.Redirect);
        using var nobody = new HttpClient();
        (await nobody.GetStringAsync(answer.Headers.Location)).ShouldBe("direct");
        (await home.AuditAsync(document, "download")).ShouldHaveSingleItem();
        browser.DefaultRequestHeaders.Authorization = eve.Client.DefaultRequestHeaders.Authorization;
        (await browser.GetAsync($"nxfile/default/{document}/file:content")).ShouldBe(HttpStatusCode.Forbidden);
    }
}
