using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Linked;
using Archivolt.Jobs;
using Archivolt.Vendors;
using Archivolt.Vendors.Drive;

namespace Archivolt.Linked.Tests;

/// <summary>Files that stay in people's accounts: linked, shown, sent and kept, for whoever may see them.</summary>
public sealed class LinkedFileTests(LinkedServer home) : IClassFixture<LinkedServer>
{
    public static TheoryData<string> Vendors => [LinkedServer.DriveId, LinkedServer.DropboxId];

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_person_links_a_file_of_theirs_and_reads_it(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var file = new VendorFile(ann, provider, "Bücher/List.txt".Replace('/', '-'), Content.Of("hello linked world"));
        var document = await ann.LinkAsync(provider, file.Id);
        var blob = await ann.BlobAsync(document, "appLinks,conversions,thumbnail");
        blob.Text("name").ShouldBe("Bücher-List.txt");
        blob.Text("mime-type").ShouldBe("text/plain");
        blob.Text("length").ShouldBe("18");
        blob.GetProperty("linked").Text("state").ShouldBe("available");
        blob.GetProperty("linked").Text("account").ShouldBe(ann.Email);
        blob.GetProperty("appLinks").GetArrayLength().ShouldBe(provider == LinkedServer.DriveId ? 1 : 0);
        var answer = (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("hello linked world");
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("Bücher-List.txt");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"nxfile/default/{document}/file:content");
        request.Headers.Range = new RangeHeaderValue(6, 11);
        var part = (await ann.Client.SendAsync(request)).ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsStringAsync()).ShouldBe("linked");
        (await home.AuditAsync(document, "download")).Count.ShouldBe(2);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"nxfile/default/{document}/file:content");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        (await ann.Client.SendAsync(again)).ShouldBe(HttpStatusCode.NotModified);
        file.Update(Content.Of("changed"));
        using var changed = new HttpRequestMessage(HttpMethod.Get, $"nxfile/default/{document}/file:content");
        changed.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        (await (await ann.Client.SendAsync(changed)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("changed");
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_file_is_linked_by_the_address_of_its_page(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        using var bob = await ConnectedAsync(provider, "bob");
        var file = new VendorFile(ann, provider, "Reports/of the year.txt", Content.Of("by address"));
        string[] addresses = provider == LinkedServer.DriveId
            ? [$"https://drive.google.com/file/d/{file.Id}/view?usp=sharing", $"https://docs.google.com/document/d/{file.Id}/edit", $"https://drive.google.com/open?id={file.Id}"]
            : ["https://www.dropbox.com/home/Reports?preview=of+the+year.txt", "https://www.dropbox.com/preview/Reports/of%20the%20year.txt?role=personal"];
        foreach (var url in addresses)
        {
            var document = (await (await ann.TryLinkAsync(new { providerId = provider, url })).ShouldBe(HttpStatusCode.Created).JsonAsync()).Uid();
            (await ann.BlobAsync(document)).GetProperty("linked").Text("key").ShouldBe(ann.KeyOf(provider, file.Id));
            (await (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("by address");
            (await bob.TryLinkAsync(new { providerId = provider, url })).ShouldBe(HttpStatusCode.Forbidden);
        }
        foreach (var url in new[] { "https://evil.example/file/d/x/view", "not an address", "https://drive.google.com/", "https://www.dropbox.com/home" })
            await (await ann.TryLinkAsync(new { providerId = provider, url })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    // The ways to a colleague's file, of which the platform leaves some open: by key, by account and file, by another document's URL, by JSON, by rendition, by conversion, by archive.
    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Nobody_reaches_a_file_that_is_not_theirs(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        using var bob = await ConnectedAsync(provider, "bob");
        using var stranger = await home.PersonAsync("eve");
        var file = new VendorFile(ann, provider, "Secret plans.pdf", Content.Of("%PDF-1.4 secret words"));
        var document = await ann.LinkAsync(provider, file.Id);
        foreach (var other in new[] { bob, stranger })
        {
            var key = ann.KeyOf(provider, file.Id);
            object[] ways =
            [
                new { providerId = provider, key }, new { providerId = provider, key = key[(provider.Length + 1)..] }, new { providerId = provider, user = ann.Email, fileId = file.Id },
                new { providerId = provider, key = $"{provider}:{new LinkedKey(other.Email, file.Id)}" }, new { providerId = provider, key = $"{key}:{file.Revision}" },
            ];
            foreach (var way in ways)
                await ShouldBeSilentAsync(await other.TryLinkAsync(way), HttpStatusCode.Forbidden);
            await ShouldBeSilentAsync(await other.TryLinkAsync(new { data = $"{home.Server.Nuxeo}nxfile/default/{document}/file:content/x" }), HttpStatusCode.BadRequest);
            var status = other == bob ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden;
            foreach (var address in new[]
            {
                $"nxfile/default/{document}/file:content", $"nxfile/default/{document}/file:content?inline=true", $"api/v1/id/{document}/@blob/file:content", $"api/v1/id/{document}/@preview/",
                $"api/v1/id/{document}/@convert?type=text/plain", $"api/v1/id/{document}/@rendition/pdf", $"nxdownloadinfo/default/{document}/file:content",
            })
            {
                await ShouldBeSilentAsync(await other.Client.GetAsync(address), status);
            }
            foreach (var address in new[]
            {
                $"api/v1/id/{document}?properties=*&enrichers-blob=appLinks,conversions,thumbnail&enrichers-document=renditions,preview,thumbnail", $"api/v1/id/{document}/@rendition/xmlExport",
                $"api/v1/path/default-domain/workspaces/shared/@children?properties=*", $"api/v1/id/{document}/@rendition/thumbnail",
                $"api/v1/search/lang/NXQL/execute?query=SELECT * FROM Document WHERE ecm:uuid='{document}'&properties=*",
            })
            {
                await ShouldBeSilentAsync(await other.Client.GetAsync(address), HttpStatusCode.OK);
            }
            var found = await other.Client.GetAsync("api/v1/search/lang/NXQL/execute?query=SELECT * FROM Document WHERE file:content/name LIKE 'Secret%'");
            (await found.ShouldBe(HttpStatusCode.OK).JsonAsync()).GetProperty("entries").GetArrayLength().ShouldBe(0);
            (await other.StateAsync(document)).ShouldBe(other == bob ? "notFound" : "notConnected");
            (await other.Client.PostAsync($"api/v1/id/{document}/@op/Document.Copy", Json.Content(new { @params = new { target = "/default-domain/workspaces/shared" } }))).IsSuccessStatusCode.ShouldBeFalse();
        }

        async Task ShouldBeSilentAsync(HttpResponseMessage answer, HttpStatusCode status)
        {
            var body = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(status, $"{answer.RequestMessage!.RequestUri}: {body}");
            foreach (var text in new[] { body, $"{answer.Headers}", $"{answer.Content.Headers}" })
            {
                text.ShouldNotContain("Secret");
                text.ShouldNotContain("secret words");
                if (status == HttpStatusCode.OK)
                    text.ShouldNotContain(file.Id);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Whoever_the_vendor_lets_see_the_file_reads_it_with_their_own_account(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        using var bob = await ConnectedAsync(provider, "bob");
        var file = new VendorFile(ann, provider, "Team/shared.txt", Content.Of("for both"));
        var document = await ann.LinkAsync(provider, file.Id);
        (await bob.StateAsync(document)).ShouldBe("notFound");
        file.ShareWith(bob);
        (await bob.StateAsync(document)).ShouldBe("available");
        var before = home.VendorOf(provider).Requests.All.Count;
        (await (await bob.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("for both");
        home.VendorOf(provider).Requests.All.Skip(before).Select(request => request.Account).ShouldAllBe(account => account == bob.Email);
        file.Unshare(bob);
        (await bob.DownloadAsync(document)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_token_that_ends_in_the_middle_of_a_download_is_renewed(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var content = Content.Generated(100L << 20, seed: 7);
        var file = new VendorFile(ann, provider, "large.bin", content);
        var document = await ann.LinkAsync(provider, file.Id);
        var vendor = home.VendorOf(provider);
        var refreshes = vendor.OAuth.Refreshes;
        vendor.Faults.CutContent(file.ContentPath, after: 30L << 20, then: () => vendor.OAuth.ExpireAccessTokens(ann.Email));
        using var answer = await ann.Client.GetAsync($"nxfile/default/{document}/file:content", HttpCompletionOption.ResponseHeadersRead);
        answer.ShouldBe(HttpStatusCode.OK).Content.Headers.ContentLength.ShouldBe(content.Length);
        Convert.ToHexStringLower(await SHA256.HashDataAsync(await answer.Content.ReadAsStreamAsync())).ShouldBe(content.Sha256);
        vendor.OAuth.Refreshes.ShouldBe(refreshes + 1);
        (await home.AuditAsync(document, "download")).ShouldHaveSingleItem().Extended["bytesSent"].ShouldBe($"{content.Length}");
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_download_whose_file_is_changed_on_the_way_is_of_one_state_or_breaks_off(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var file = new VendorFile(ann, provider, "moving.bin", Content.Generated(8L << 20, seed: 1));
        var document = await ann.LinkAsync(provider, file.Id);
        home.VendorOf(provider).Faults.CutContent(file.ContentPath, after: 1L << 20, then: () => file.Update(Content.Generated(8L << 20, seed: 2)));
        using var answer = await ann.Client.GetAsync($"nxfile/default/{document}/file:content", HttpCompletionOption.ResponseHeadersRead);
        var (first, second) = (Content.Generated(8L << 20, seed: 1).Sha256, Content.Generated(8L << 20, seed: 2).Sha256);
        string? received;
        try
        {
            received = Convert.ToHexStringLower(await SHA256.HashDataAsync(await answer.Content.ReadAsStreamAsync()));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            received = null;
        }
        // Dropbox sends the revision that was begun with. Where Drive's file changes before the answer is checked, the new state is sent.
        (received ?? second).ShouldBe(provider == LinkedServer.DropboxId ? first : second);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_revoked_account_says_so_until_it_is_connected_again(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var file = new VendorFile(ann, provider, "mine.txt", Content.Of("mine"));
        var document = await ann.LinkAsync(provider, file.Id);
        home.VendorOf(provider).OAuth.Revoke(ann.Email);
        (await ann.StateAsync(document)).ShouldBe("disconnected");
        (await ann.BlobAsync(document)).GetProperty("linked").Text("message")!.ShouldContain("Connect it again");
        (await (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.Forbidden).Content.ReadAsStringAsync()).ShouldContain("Connect it again");
        (await (await ann.Client.GetAsync($"api/v1/oauth2/provider/{provider}")).JsonAsync()).GetProperty("isAuthorized").GetBoolean().ShouldBeFalse();
        (await ann.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        (await ann.StateAsync(document)).ShouldBe("available");
        home.Accounts(ann.Name, provider).ShouldHaveSingleItem().Problem.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_vendor_that_asks_to_wait_is_waited_for(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var file = new VendorFile(ann, provider, "slow.txt", Content.Of("slow"));
        var document = await ann.LinkAsync(provider, file.Id);
        home.VendorOf(provider).Faults.Answer(file.MetadataPath, 429, times: 2, retryAfter: TimeSpan.FromSeconds(77));
        (await ann.StateAsync(document)).ShouldBe("unavailable");
        var answer = (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(77));
        (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK);
        home.VendorOf(provider).Faults.Answer(file.MetadataPath, 429, times: 1, retryAfter: TimeSpan.FromSeconds(77));
        var late = (await ann.TryLinkAsync(new { providerId = provider, key = ann.KeyOf(provider, file.Id) })).ShouldBe(HttpStatusCode.ServiceUnavailable);
        late.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(77));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_link_names_the_account_that_sees_the_file_whatever_its_sender_wrote(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var file = new VendorFile(ann, provider, "mine.txt", Content.Of("mine"));
        var answer = await ann.TryLinkAsync(new { providerId = provider, key = $"{provider}:{new LinkedKey("somebody@else.example", file.Id)}" });
        var document = (await answer.ShouldBe(HttpStatusCode.Created).JsonAsync()).Uid();
        (await ann.BlobAsync(document)).GetProperty("linked").Text("key").ShouldBe(ann.KeyOf(provider, file.Id));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task What_happens_to_a_file_at_its_vendor_is_seen(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var file = new VendorFile(ann, provider, "old name.txt", Content.Of("text"));
        var document = await ann.LinkAsync(provider, file.Id);
        file.Rename("new name.txt");
        (await ann.BlobAsync(document)).Text("name").ShouldBe("new name.txt");
        file.MoveAway();
        (await (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("text");
        file.Trash();
        (await ann.StateAsync(document)).ShouldBe("notFound");
        file.Restore();
        (await ann.StateAsync(document)).ShouldBe("available");
        file.Delete();
        (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.NotFound);
        // The document is still one, and can be changed.
        (await ann.Client.PutAsync($"api/v1/id/{document}", Json.Content(new Dictionary<string, object?>
        {
            ["entity-type"] = "document",
            ["properties"] = new Dictionary<string, string> { ["dc:title"] = "still here" },
        }))).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Changes_reach_the_documents(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var (file, other) = (new VendorFile(ann, provider, "a.txt", Content.Of("1")), new VendorFile(ann, provider, "b.txt", Content.Of("1")));
        var (document, unchanged) = (await ann.LinkAsync(provider, file.Id), await ann.LinkAsync(provider, other.Id));
        var token = (await home.Documents.FindAsync("default", unchanged))!.ChangeToken;
        await LookAsync();
        file.Update(Content.Of("twenty-two characters!"));
        other.Rename("c.txt");
        await LookAsync();
        var stored = (await home.Documents.FindAsync("default", document))!;
        stored.Properties.Get(Documents.PropertyPath.Parse("file:content")).ShouldBeOfType<Blobs.BlobInfo>().Length.ShouldBe(22);
        (await home.AuditAsync(document, "documentModified")).ShouldHaveSingleItem().PrincipalName.ShouldBe("system");
        (await home.Documents.FindAsync("default", unchanged))!.ChangeToken.ShouldBe(token);
        // What was missed while the vendor forgot where the server was is looked for.
        if (provider == LinkedServer.DropboxId)
        {
            file.Update(Content.Of("four"));
            home.Dropbox.ResetCursors();
            await LookAsync();
            (await home.Documents.FindAsync("default", document))!.Properties.Get(Documents.PropertyPath.Parse("file:content")).ShouldBeOfType<Blobs.BlobInfo>().Length.ShouldBe(4);
        }

        async Task LookAsync()
        {
            var jobs = home.Server.Get<JobRunner>();
            await jobs.WhenIdleAsync();
            await jobs.StartAsync("linked/changes", new JobRunOptions { IsOrdered = true });
            await jobs.WhenIdleAsync();
            jobs.ProblemOf("linked/changes").ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_version_keeps_the_content_as_it_was(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var file = new VendorFile(ann, provider, "draft.txt", Content.Of("first"));
        var document = await ann.LinkAsync(provider, file.Id);
        var principal = new Principal(ann.Name, ["members"]);
        var version = await home.Server.Get<DocumentVersions>().CheckInAsync(principal, (await home.Documents.FindAsync("default", document))!, isMajor: true);
        file.Update(Content.Of("second"));
        file.Delete();
        (await (await ann.DownloadAsync(version.Id)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("first");
        (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task The_revisions_of_a_file_are_listed_where_they_are_asked_for(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        using var bob = await ConnectedAsync(provider, "bob");
        var file = new VendorFile(ann, provider, "Many/draft.txt", Content.Of("1"));
        var first = file.Revision;
        file.Update(Content.Of("22"));
        var document = await ann.LinkAsync(provider, file.Id);
        (await ann.BlobAsync(document)).TryGetProperty("versions", out _).ShouldBeFalse();
        var versions = (await ann.BlobAsync(document, "versions")).GetProperty("versions").EnumerateArray().ToList();
        versions.Select(each => each.Text("id")).ShouldBe([first, file.Revision]);
        versions.Select(each => each.GetProperty("length").GetInt64()).ShouldBe([1, 2]);
        (await bob.BlobAsync(document, "versions")).TryGetProperty("versions", out _).ShouldBeFalse();
        file.ShareWith(bob);
        (await bob.BlobAsync(document, "versions")).GetProperty("versions").GetArrayLength().ShouldBe(provider == LinkedServer.DriveId ? 0 : 2);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_ZIP_has_the_linked_files_that_its_asker_may_see(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        using var bob = await ConnectedAsync(provider, "bob");
        var (one, two) = (await ann.LinkAsync(provider, new VendorFile(ann, provider, "one.txt", Content.Of("1")).Id), await bob.LinkAsync(provider, new VendorFile(bob, provider, "two.txt", Content.Of("2")).Id));
        foreach (var (person, name) in new[] { (ann, "one.txt"), (bob, "two.txt") })
        {
            var answer = await person.Client.PostAsync("api/v1/automation/Blob.BulkDownload", Json.Content(new { input = $"docs:{one},{two}", @params = new { filename = "all.zip" } }));
            using var zip = new ZipArchive(await answer.ShouldBe(HttpStatusCode.OK).Content.ReadAsStreamAsync());
            zip.Entries.Select(entry => entry.FullName).ShouldBe([name]);
        }
    }

    [Fact]
    public async Task A_native_document_goes_out_as_its_export()
    {
        using var ann = await ConnectedAsync(LinkedServer.DriveId);
        var plan = ann.Drive.AddNative("Plan", NativeType.Document);
        plan.Edit(("application/pdf", Content.Of("%PDF-1.7 plan")), ("text/plain", Content.Of("plan as text")));
        var document = await ann.LinkAsync(LinkedServer.DriveId, plan.Id);
        var blob = await ann.BlobAsync(document, "conversions,appLinks");
        blob.Text("name").ShouldBe("Plan.pdf");
        blob.GetProperty("conversions").EnumerateArray().Select(type => type.GetString()).ShouldContain("text/plain");
        blob.GetProperty("appLinks")[0].Text("appName").ShouldBe("Google Docs");
        var answer = (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("%PDF-1.7 plan");
        (await (await ann.Client.GetAsync($"api/v1/id/{document}/@convert?type=text/plain")).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("plan as text");
        var version = await home.Server.Get<DocumentVersions>()
            .CheckInAsync(new Principal(ann.Name, ["members"]), (await home.Documents.FindAsync("default", document))!, isMajor: true);
        plan.Delete();
        (await (await ann.DownloadAsync(version.Id)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("%PDF-1.7 plan");
        var form = ann.Drive.AddNative("Questions", NativeType.Form);
        var without = await ann.LinkAsync(LinkedServer.DriveId, form.Id);
        (await ann.DownloadAsync(without)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_file_of_a_shared_drive_is_read_and_one_that_may_not_be_downloaded_is_not()
    {
        using var ann = await ConnectedAsync(LinkedServer.DriveId);
        using var bob = await ConnectedAsync(LinkedServer.DriveId, "bob");
        var team = home.Drive.AddSharedDrive("Team", ann.Drive).AddMember(bob.Drive, DriveRole.Reader);
        var file = team.AddFile("team.txt", Content.Of("team"), "text/plain");
        var document = await ann.LinkAsync(LinkedServer.DriveId, file.Id);
        (await (await bob.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("team");
        file.ReadersMayDownload = false;
        (await bob.BlobAsync(document)).GetProperty("linked").GetProperty("downloadable").GetBoolean().ShouldBeFalse();
        (await (await bob.DownloadAsync(document)).ShouldBe(HttpStatusCode.Forbidden).Content.ReadAsStringAsync()).ShouldContain("does not let you download");
        team.RemoveMember(bob.Drive);
        (await bob.StateAsync(document)).ShouldBe("notFound");
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task The_vendors_small_picture_is_the_thumbnail_and_its_view_the_preview(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var file = new VendorFile(ann, provider, "photo.png", TinyImages.Png);
        file.Thumbnail(TinyImages.Png);
        var document = await ann.LinkAsync(provider, file.Id);
        var thumbnail = (await ann.Client.GetAsync($"api/v1/id/{document}/@rendition/thumbnail")).ShouldBe(HttpStatusCode.OK);
        thumbnail.Content.Headers.ContentType!.MediaType!.ShouldStartWith("image/");
        home.VendorOf(provider).Requests.Of(provider == LinkedServer.DriveId ? "thumbnail" : "get_thumbnail").ShouldContain(request => request.Account == ann.Email || provider == LinkedServer.DriveId);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = home.Server.Nuxeo };
        browser.DefaultRequestHeaders.Authorization = ann.Client.DefaultRequestHeaders.Authorization;
        var preview = await browser.GetAsync($"api/v1/id/{document}/@preview/");
        if (provider == LinkedServer.DriveId)
            preview.ShouldBe(HttpStatusCode.Redirect).Headers.Location!.AbsolutePath.ShouldEndWith("/preview");
        else
            preview.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<Person> ConnectedAsync(string provider, string name = "ann")
    {
        var person = await home.PersonAsync(name);
        (await person.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        return person;
    }
}
