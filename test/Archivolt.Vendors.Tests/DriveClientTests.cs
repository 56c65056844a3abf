using System.Text.Json.Nodes;
using Archivolt.Npm;
using Archivolt.Vendors.Drive;

namespace Archivolt.Vendors;

/// <summary>Google's own client finds in the server what it expects of Drive.</summary>
public sealed class DriveClientTests
{
    [Fact]
    public async Task Googles_client_works_unchanged()
    {
        await using var server = await DriveServer.StartAsync();
        var (ann, bob) = (server.AddAccount("ann@example.org"), server.AddAccount("bob@example.org"));
        server.OAuth.Consenting = ann.Email;

        var file = ann.AddFile("draft.pdf", Content.Of("old"), "application/pdf");
        file.Update(Content.Of("new content"));
        file.Rename("Größe.pdf");
        var native = ann.AddNative("Plan", NativeType.Document);
        native.Head!.Exports["text/plain"] = Content.Of("first");
        native.Edit(("text/plain", Content.Of("second")), ("application/pdf", Content.Generated(11 << 20)));
        var abusive = ann.AddFile("bad.exe", Content.Of("abusive"));
        abusive.IsAbusive = true;
        var folder = ann.AddFolder("Folder");
        foreach (var name in new[] { "b.txt", "a.txt", "c's and d.txt" })
            ann.AddFile(name, Content.Of(name), "text/plain", folder);
        ann.AddFile("trashed.txt", Content.Of(""), "text/plain", folder).Trash();
        var deleted = ann.AddFile("deleted.txt", Content.Of(""));
        deleted.Delete();
        var readable = bob.AddFile("readable.txt", Content.Of("readable"));
        readable.ShareWith(ann);
        var full = ann.AddFile("full.txt", Content.Of("0"));
        for (var kept = 0; kept < 200; kept++)
            full.Keep(full.Update(Content.Of($"{kept + 1}")));
        var drive = server.AddSharedDrive("Team", bob).AddMember(ann);

        var given = new JsonObject
        {
            ["address"] = server.Address.AbsoluteUri,
            ["clientId"] = server.OAuth.ClientId,
            ["clientSecret"] = server.OAuth.ClientSecret,
            ["serviceAccount"] = server.AddServiceAccount("robot@project.example", ann.Email).KeyFile(server.TokenEndpoint),
            ["account"] = ann.Email,
            ["other"] = bob.Email,
            ["file"] = file.Id,
            ["name"] = file.Name,
            ["text"] = "new content",
            ["native"] = native.Id,
            ["abusive"] = abusive.Id,
            ["folder"] = folder.Id,
            ["deleted"] = deleted.Id,
            ["readable"] = readable.Id,
            ["full"] = full.Id,
            ["foreign"] = bob.AddFile("foreign.txt", Content.Of("foreign")).Id,
            ["team"] = drive.AddFile("team.txt", Content.Of("team")).Id,
            ["drive"] = drive.Id,
        };
        (await NpmClient.RunAsync("drive", given.ToJsonString())).Length.ShouldBe(16);
    }
}
