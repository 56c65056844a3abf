using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Jobs;
using Archivolt.Vendors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Linked.Tests;

/// <summary>Changes at vendors where not everything goes well.</summary>
public sealed class LinkedChangesTests
{
    public static TheoryData<string> Vendors => LinkedFileTests.Vendors;

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task An_account_whose_vendor_asks_to_wait_keeps_no_other_one_waiting(string provider)
    {
        await using var home = await LinkedServer.StartAsync();
        using var ann = await home.PersonAsync("ann");
        using var bob = await home.PersonAsync("bob");
        (await ann.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        (await bob.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        var file = new VendorFile(bob, provider, "b.txt", Content.Of("1"));
        var document = await bob.LinkAsync(provider, file.Id);
        await LookAsync(home);
        file.Update(Content.Of("four"));
        var asked = provider == LinkedServer.DriveId ? "changes" : "list_folder/continue";
        home.VendorOf(provider).Faults.Answer(asked, 429, retryAfter: TimeSpan.FromHours(1));
        await LookAsync(home);
        (await LengthAsync(home, document)).ShouldBe(4);
        var before = home.VendorOf(provider).Requests.Of(asked).Count(request => request.Account == ann.Email);
        await LookAsync(home);
        home.VendorOf(provider).Requests.Of(asked).Count(request => request.Account == ann.Email).ShouldBe(before);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 101)]
    public async Task A_feed_of_changes_without_end_is_left(bool goesOn, int most)
    {
        var (asked, enough) = (0, 1000);
        await using var vendor = await HostileVendor.StartAsync(context => context.Response.WriteAsync($"{context.Request.Path}" switch
        {
            // It ends after all, so that a test of a job without bounds does too.
            var path when path.EndsWith("/continue", StringComparison.Ordinal) =>
                $$"""{"entries":[],"cursor":"{{(Interlocked.Increment(ref asked) is var now && goesOn ? now : 0)}}","has_more":{{(now < enough ? "true" : "false")}}}""",
            var path when path.EndsWith("/get_latest_cursor", StringComparison.Ordinal) => """{"cursor":"0"}""",
            _ => """{"email":"ann@example.org","email_verified":true}""",
        }));
        await using var home = await LinkedServer.StartAsync("--Archivolt:LinkedFiles:dropbox:ApiUrl", $"{vendor.Address}");
        using var ann = await home.PersonAsync();
        (await ann.ConnectAsync(LinkedServer.DropboxId)).ShouldBe(HttpStatusCode.OK);
        await LookAsync(home);
        asked.ShouldBe(0);
        await LookAsync(home);
        asked.ShouldBeInRange(1, most);
        home.Accounts(ann.Name, LinkedServer.DropboxId).ShouldHaveSingleItem().Cursor.ShouldBe(goesOn ? $"{asked}" : "0");
    }

    [Fact]
    public async Task A_vendor_that_is_switched_off_is_not_asked()
    {
        await using var home = await LinkedServer.StartAsync();
        using var ann = await home.PersonAsync();
        (await ann.ConnectAsync(LinkedServer.DropboxId)).ShouldBe(HttpStatusCode.OK);
        using var admin = home.Server.Client();
        (await admin.PutAsync("api/v1/oauth2/provider/dropbox", Json.Content(new { isEnabled = false }))).ShouldBe(HttpStatusCode.OK);
        var before = home.Dropbox.Requests.All.Count;
        await LookAsync(home);
        home.Dropbox.Requests.All.Count.ShouldBe(before);
        (await ann.Client.GetAsync("api/v1/oauth2/provider/dropbox/token")).ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<long?> LengthAsync(LinkedServer home, string document) =>
        (await home.Documents.FindAsync("default", document))!.Properties.Get(PropertyPath.Parse("file:content")).ShouldBeOfType<BlobInfo>().Length;

    private static async Task LookAsync(LinkedServer home)
    {
        var jobs = home.Server.Get<JobRunner>();
        await jobs.WhenIdleAsync();
        await jobs.StartAsync("linked/changes", new JobRunOptions { IsOrdered = true });
        await jobs.WhenIdleAsync();
    }
}
