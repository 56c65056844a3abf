using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Documents.Linked;
using Archivolt.Vendors;

namespace Archivolt.Linked.Tests;

/// <summary>Trouble with one account or one answer, which concerns nothing else.</summary>
public sealed class LinkedTroubleTests(LinkedServer home) : IClassFixture<LinkedServer>
{
    private const string Folder = "api/v1/path/default-domain/workspaces/shared/@children?properties=*&pageSize=1000";

    public static TheoryData<string> Vendors => LinkedFileTests.Vendors;

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Tokens_that_cannot_be_opened_leave_documents_readable_and_the_account_to_be_disconnected(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        var document = await ann.LinkAsync(provider, new VendorFile(ann, provider, "mine.txt", Content.Of("mine")).Id);
        var store = home.Server.Get<ILinkedAccountStore>();
        var foreign = Convert.ToBase64String(new byte[64]);
        await store.ConnectAsync(provider, ann.Name, ann.Email, new SealedTokens(foreign, foreign, null), by: null);
        (await ann.Client.GetAsync(Folder)).ShouldBe(HttpStatusCode.OK);
        var linked = (await ann.BlobAsync(document)).GetProperty("linked");
        linked.Text("state").ShouldBe("unavailable");
        linked.Text("message")!.ShouldContain("connect it again");
        linked.Text("message")!.ShouldNotContain(home.Server.DataPath);
        (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ann.Client.DeleteAsync($"api/v1/oauth2/token/provider/{provider}/user/{ann.Name}")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_vendor_that_stands_still_keeps_no_list_waiting()
    {
        await using var vendor = await HostileVendor.StartAsync(HostileVendor.StillAsync);
        await using var other = await LinkedServer.StartAsync(
            "--Archivolt:LinkedAccounts:WaitAtMost", "00:00:01", "--Archivolt:LinkedFiles:slow:Type", "Dropbox", "--Archivolt:LinkedFiles:slow:ApiUrl", $"{vendor.Address}");
        using var ann = await other.PersonAsync();
        await ann.ConnectAsync(LinkedServer.DropboxId);
        await ann.LinkAsync(LinkedServer.DropboxId, ann.Dropbox.AddFile("/fast.txt", Content.Of("fast")).Id);
        var token = other.Server.Get<TokenSeal>().Seal("token", $"slow\n{ann.Name}\n{ann.Email}");
        await other.Server.Get<ILinkedAccountStore>().ConnectAsync("slow", ann.Name, ann.Email, new SealedTokens(token, null, null), by: null);
        var folder = (await other.Documents.FindByPathAsync("default", "/default-domain/workspaces/shared"))!;
        foreach (var number in Enumerable.Range(1, 3))
        {
            var slow = new Documents.Document { Repository = "default", Id = "", ParentId = folder.Id, Name = $"slow{number}", Path = "", Type = "File" };
            slow.Properties.Set("file:content", new Blobs.BlobInfo { Key = new Blobs.BlobKey("slow", $"{new LinkedKey(ann.Email, $"id:{number}")}") });
            await other.Documents.CreateAsync(slow);
        }
        var list = await (await ann.Client.GetAsync(Folder)).ShouldBe(HttpStatusCode.OK).JsonAsync();
        var linked = list.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("properties").GetProperty("file:content").GetProperty("linked")).ToList();
        linked.Select(each => each.Text("state")).Order(StringComparer.Ordinal).ShouldBe(["available", "unavailable", "unavailable", "unavailable"]);
        linked.Where(each => each.Text("state") == "unavailable").ShouldAllBe(each => each.Text("message") == "Dropbox did not answer in time.");
    }

    [Fact]
    public async Task A_secret_that_cannot_be_opened_is_asked_for_again_and_hides_no_document()
    {
        await using var other = await LinkedServer.StartAsync();
        using var ann = await other.PersonAsync();
        (await ann.ConnectAsync(LinkedServer.DropboxId)).ShouldBe(HttpStatusCode.OK);
        var document = await ann.LinkAsync(LinkedServer.DropboxId, new VendorFile(ann, LinkedServer.DropboxId, "mine.txt", Content.Of("mine")).Id);
        var settings = new LinkedServiceSettings { ClientId = "x", ClientSecret = Convert.ToBase64String(new byte[64]) };
        await other.Server.Get<ILinkedAccountStore>().SetSettingsAsync(LinkedServer.DropboxId, settings, Principal.System);
        (await ann.StateAsync(document)).ShouldBe("available");
        var seen = await (await ann.Client.GetAsync($"api/v1/oauth2/provider/{LinkedServer.DropboxId}")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        seen.GetProperty("isAvailable").GetBoolean().ShouldBeFalse();
        (await ann.Client.DeleteAsync($"api/v1/oauth2/token/provider/{LinkedServer.DropboxId}/user/{ann.Name}")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_answer_that_nobody_expected_concerns_one_file()
    {
        using var ann = await ConnectedAsync(LinkedServer.DriveId);
        var file = new VendorFile(ann, LinkedServer.DriveId, "mine.txt", Content.Of("mine"));
        var document = await ann.LinkAsync(LinkedServer.DriveId, file.Id);
        home.Drive.Faults.Answer(file.MetadataPath, 400, reason: "badRequest");
        (await ann.Client.GetAsync(Folder)).ShouldBe(HttpStatusCode.OK);
        (await ann.StateAsync(document)).ShouldBe("available");
    }

    // Clients send back what they read, also of a file that is not for them.
    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_document_that_is_sent_back_as_it_was_read_keeps_its_file(string provider)
    {
        using var ann = await ConnectedAsync(provider);
        using var bob = await home.PersonAsync("bob");
        var document = await ann.LinkAsync(provider, new VendorFile(ann, provider, "mine.txt", Content.Of("mine")).Id);
        foreach (var person in new[] { ann, bob })
        {
            var read = await person.BlobAsync(document);
            (await person.Client.PutAsync($"api/v1/id/{document}", Json.Content(new Dictionary<string, object>
            {
                ["entity-type"] = "document",
                ["properties"] = new Dictionary<string, object> { ["dc:title"] = $"of {person.Name}", ["file:content"] = read },
            }))).ShouldBe(HttpStatusCode.OK);
            (await (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("mine");
            (await bob.DownloadAsync(document)).ShouldBe(HttpStatusCode.Forbidden);
        }
        (await bob.TryLinkAsync(await ann.BlobAsync(document))).ShouldBe(HttpStatusCode.BadRequest);
        (await ann.TryLinkAsync(await ann.BlobAsync(document))).ShouldBe(HttpStatusCode.Created);
    }

    // An account that is connected again while the vendor refuses its old token stays connected.
    [Fact]
    public async Task A_refresh_that_ends_late_changes_nothing_of_an_account_that_was_connected_again()
    {
        using var ann = await ConnectedAsync(LinkedServer.DropboxId);
        var store = home.Server.Get<ILinkedAccountStore>();
        var account = home.Accounts(ann.Name, LinkedServer.DropboxId).ShouldHaveSingleItem();
        foreach (var (tokens, problem) in new[] { (null, "refused"), (new SealedTokens("old", "old", null), (string?)null) })
        {
            (await store.TryBeginRefreshAsync(account.Id, TimeSpan.FromMinutes(1))).ShouldBeTrue();
            await store.ConnectAsync(account.Provider, ann.Name, ann.Email, new SealedTokens("new", "new", null), by: null);
            await store.EndRefreshAsync(account.Id, tokens, problem);
            var after = home.Accounts(ann.Name, LinkedServer.DropboxId).ShouldHaveSingleItem();
            after.Problem.ShouldBeNull();
            after.Tokens!.Refresh.ShouldBe("new");
        }
    }

    private async Task<Person> ConnectedAsync(string provider, string name = "ann")
    {
        var person = await home.PersonAsync(name);
        (await person.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        return person;
    }
}
