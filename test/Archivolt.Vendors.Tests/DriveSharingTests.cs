using System.Text.Json.Nodes;
using Archivolt.Vendors.Drive;

namespace Archivolt.Vendors;

/// <summary>What an account sees of Drive depends on what others share, and the log of changes tells when that ends.</summary>
public sealed class DriveSharingTests
{
    [Fact]
    public async Task What_is_shared_no_more_is_not_found_and_logged_as_removed()
    {
        await using var server = await DriveServer.StartAsync();
        var (ann, bob) = (server.AddAccount("ann@example.org"), server.AddAccount("bob@example.org"));
        var folder = ann.AddFolder("Folder");
        var file = ann.AddFile("a.txt", Content.Of("a"), parent: folder);
        var token = server.OAuth.NewAccessToken(bob.Email, DriveServer.ReadOnlyScope);
        async Task<JsonNode> GetAsync(string path) => await Calls.JsonOf(await server.GetAsync("drive/v3/" + path, token));

        ((int)(await GetAsync($"files/{file.Id}"))["error"]!["code"]!).ShouldBe(404);
        file.ShareWith(bob);
        file.ReadersMayDownload = false;
        (await GetAsync($"files/{file.Id}?fields=ownedByMe,parents,capabilities(canDownload,canReadRevisions)")).ToJsonString()
            .ShouldBe("{\"ownedByMe\":false,\"capabilities\":{\"canDownload\":false,\"canReadRevisions\":false}}");
        ((string?)(await GetAsync($"files/{file.Id}?alt=media"))["error"]!["errors"]![0]!["reason"]).ShouldBe("cannotDownloadFile");

        var start = (string)(await GetAsync("changes/startPageToken"))["startPageToken"]!;
        file.Unshare(bob);
        var changes = await GetAsync($"changes?pageToken={start}&fields=changes(fileId,removed,file)");
        changes["changes"]!.ToJsonString().ShouldBe($"[{{\"removed\":true,\"fileId\":\"{file.Id}\"}}]");
        folder.ShareWith(bob, DriveRole.Writer);
        ((bool)(await GetAsync($"files/{file.Id}?fields=capabilities"))["capabilities"]!["canReadRevisions"]!).ShouldBeTrue();
    }
}
