using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Jobs;
using Archivolt.Vendors;

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
