using System.Text.Json.Nodes;
using Archivolt.Npm;
using Archivolt.Vendors.Dropbox;

namespace Archivolt.Vendors;

/// <summary>Dropbox's own client finds in the server what it expects of Dropbox.</summary>
public sealed class DropboxClientTests
{
    [Fact]
    public async Task Dropboxs_client_works_unchanged()
    {
        await using var server = await DropboxServer.StartAsync();
        var (ann, bob) = (server.AddAccount("ann@example.org"), server.AddAccount("bob@example.org"));
        server.OAuth.Consenting = ann.Email;

        const string Text = "new content";
        var file = ann.AddFile("/Reports/Übersicht €.txt", Content.Of("old"));
        file.Update(Content.Of(Text));
        var moved = ann.AddFile("/Reports/moved.txt", Content.Of("moved"));
        moved.MoveTo(ann.AddFolder("/Archive"));
        ann.AddFile("/Reports/deleted.txt", Content.Of("deleted")).Delete();
        ann.AddFile("/large.bin", Content.Generated(9_000_000));
        ann.AddFile("/Pictures/picture.jpg", Content.Of("picture"));
        ann.AddExportable("/notes.paper", ("html", Content.Of("<p>notes</p>")), ("md", Content.Of("notes")));
        bob.AddFile("/Office/Team/Deep/shared.txt", Content.Of("shared"));
        bob.AddFolder("/Office/Team").ShareWith(ann);

        var given = new JsonObject
        {
            ["address"] = server.Address.AbsoluteUri,
            ["clientId"] = server.OAuth.ClientId,
            ["clientSecret"] = server.OAuth.ClientSecret,
            ["account"] = ann.Email,
            ["file"] = file.Id,
            ["path"] = "/Reports/Übersicht €.txt",
            ["text"] = Text,
            ["size"] = Text.Length,
            ["oldRev"] = file.Revisions[0].Rev,
            ["moved"] = moved.Id,
            ["formerPath"] = "/Reports/moved.txt",
            ["deletedPath"] = "/Reports/deleted.txt",
            ["large"] = "/large.bin",
            ["picture"] = "/Pictures/picture.jpg",
            ["paper"] = "/notes.paper",
            ["foreign"] = bob.AddFile("/foreign.txt", Content.Of("foreign")).Id,
        };
        (await NpmClient.RunAsync("dropbox", given.ToJsonString())).Length.ShouldBe(13);
    }
}
