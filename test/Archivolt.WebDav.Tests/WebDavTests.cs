using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;

namespace Archivolt.WebDav.Tests;

/// <summary>Documents as files and folders: what clients see and do, and what they may not.</summary>
public sealed class WebDavTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly Principal Administrator = new(RunningServer.Admin, [Principal.Administrators]);

    private IDocumentStore Documents => server.Get<IDocumentStore>();

    [Fact]
    public async Task A_file_becomes_a_document_named_like_it_and_goes_out_as_one_download()
    {
        using var dav = await FolderAsync();
        (await dav.PutAsync("réport.txt", "hello")).ShouldBe(201);
        var document = (await FindAsync(dav, "réport.txt"))!;
        document.Type.ShouldBe("File");
        document.Title.ShouldBe("réport.txt");
        Resource.MainBlobOf(document)!.FileName.ShouldBe("réport.txt");
        (await dav.GetAsync("r%C3%A9port.txt")).ShouldBe("hello");
        using var part = await dav.SendAsync("GET", "r%C3%A9port.txt", null, ("Range", "bytes=1-2"));
        (await part.Content.ReadAsStringAsync()).ShouldBe("el");
        var tag = part.Headers.ETag!.Tag;
        (await dav.PropFindAsync("réport.txt")).Descendants(DavClient.D + "getetag").Single().Value.ShouldBe(tag);
        (await dav.StatusAsync("GET", "réport.txt", null, ("If-None-Match", tag))).ShouldBe(304);
        (await dav.PutAsync("réport.txt", "other", ("If-Match", "\"x\""))).ShouldBe(412);
        (await dav.PutAsync("réport.txt", "other", ("If-None-Match", "*"))).ShouldBe(412);
        (await dav.PutAsync("réport.txt", "other", ("If", $"([{tag}])"))).ShouldBe(201);
        (await FindAsync(dav, "réport.txt"))!.Id.ShouldBe(document.Id);
    }

    [Fact]
    public async Task Programs_that_write_a_new_file_over_the_old_one_keep_the_document()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("letter.odt", "first");
        var document = (await FindAsync(dav, "letter.odt"))!;
        var token = await dav.LockAsync("letter.odt");
        await dav.PutAsync("lu123.tmp", "second");
        var temporary = (await FindAsync(dav, "lu123.tmp"))!;
        (await dav.MoveAsync("lu123.tmp", "letter.odt")).ShouldBe(423);
        (await dav.MoveAsync("lu123.tmp", "letter.odt", ("Overwrite", "F"), ("If", $"<{dav.Of("letter.odt")}> (<{token}>)"))).ShouldBe(412);
        (await dav.MoveAsync("lu123.tmp", "letter.odt", ("If", $"<{dav.Of("letter.odt")}> (<{token}>)"))).ShouldBe(204);
        (await dav.GetAsync("letter.odt")).ShouldBe("second");
        var saved = (await FindAsync(dav, "letter.odt"))!;
        saved.Id.ShouldBe(document.Id);
        Resource.MainBlobOf(saved)!.FileName.ShouldBe("letter.odt");
        (await Documents.FindAsync(document.Repository, temporary.Id)).ShouldBeNull();
        (await dav.NamesAsync()).ShouldBe(["letter.odt"]);
        (await dav.StatusAsync("UNLOCK", "letter.odt", null, ("Lock-Token", $"<{token}>"))).ShouldBe(204);
    }

    [Theory]
    [InlineData(".note.txt.swp")]
    [InlineData(".note.txt.swx")]
    [InlineData("note.txt~")]
    [InlineData("~$letter.docx")]
    [InlineData(".~lock.letter.odt#")]
    [InlineData("._note.txt")]
    [InlineData(".DS_Store")]
    public async Task What_programs_made_for_themselves_is_deleted_for_good(string name)
    {
        using var dav = await FolderAsync();
        await dav.PutAsync(Uri.EscapeDataString(name), "scratch");
        var scratch = (await FindAsync(dav, name))!;
        (await dav.StatusAsync("DELETE", Uri.EscapeDataString(name))).ShouldBe(204);
        (await Documents.FindAsync(scratch.Repository, scratch.Id)).ShouldBeNull();
    }

    [Theory]
    [InlineData(".env")]
    [InlineData("a.swp")]
    [InlineData("note.tmp")]
    public async Task Other_names_go_into_the_trash(string name)
    {
        using var dav = await FolderAsync();
        await dav.PutAsync(name, "content");
        var file = (await FindAsync(dav, name))!;
        (await dav.StatusAsync("DELETE", name)).ShouldBe(204);
        (await Documents.FindAsync(file.Repository, file.Id))!.IsTrashed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_scratch_file_with_a_version_goes_into_the_trash()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("note.txt~", "content");
        var file = (await FindAsync(dav, "note.txt~"))!;
        await server.Get<DocumentVersions>().CheckInAsync(Administrator, file, isMajor: false);
        (await dav.StatusAsync("DELETE", "note.txt~")).ShouldBe(204);
        (await Documents.FindAsync(file.Repository, file.Id))!.IsTrashed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_deleted_is_in_the_trash_and_its_name_is_free()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("a.txt", "old");
        var old = (await FindAsync(dav, "a.txt"))!;
        (await dav.StatusAsync("DELETE", "a.txt")).ShouldBe(204);
        (await dav.StatusAsync("GET", "a.txt")).ShouldBe(404);
        (await dav.NamesAsync()).ShouldBeEmpty();
        (await dav.PutAsync("a.txt", "new")).ShouldBe(201);
        (await FindAsync(dav, "a.txt"))!.Id.ShouldNotBe(old.Id);
        (await Documents.FindAsync(old.Repository, old.Id))!.IsTrashed.ShouldBeTrue();
        await dav.StatusAsync("MKCOL", "f");
        await dav.PutAsync("f/inner.txt", "x");
        await dav.StatusAsync("DELETE", "f");
        (await dav.StatusAsync("GET", "f/inner.txt")).ShouldBe(404);
        (await dav.PutAsync("f/other.txt", "x")).ShouldBe(409);
    }

    [Fact]
    public async Task A_lock_holds_over_REST_and_in_another_process_and_ends_with_its_time()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("a.txt", "x");
        await server.CreateUserAsync("lena");
        var document = (await FindAsync(dav, "a.txt"))!;
        await server.Get<IDocumentAccess>().SetEntriesAsync(document, [new AccessEntry("lena", Permission.Everything)]);
        using var lena = new DavClient(server, PathOf(dav), "lena");
        var token = await lena.LockAsync("a.txt", ("Timeout", "Infinite, Second-4100000000"));
        var found = await dav.PropFindAsync("a.txt");
        found.Descendants(DavClient.D + "locktoken").Single().Value.ShouldBe(token);
        found.Descendants(DavClient.D + "owner").Single().Value.ShouldBe("me & mine");
        int.Parse(found.Descendants(DavClient.D + "timeout").Single().Value["Second-".Length..], System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(3000, 3600);
        (await dav.PutAsync("a.txt", "y")).ShouldBe(423);
        (await dav.PutAsync("a.txt", "y", ("If", $"(<{token}>)"))).ShouldBe(423);
        (await lena.PutAsync("a.txt", "y")).ShouldBe(423);
        (await lena.PutAsync("a.txt", "y", ("If", $"(<{token}>)"))).ShouldBe(201);
        (await Documents.FindAsync(document.Repository, document.Id))!.Lock!.Owner.ShouldBe("lena");
        using var rest = server.Client();
        (await (await rest.GetAsync($"api/v1/id/{document.Id}?fetch.document=lock")).JsonAsync()).Text("lockOwner").ShouldBe("lena");
        // Another process has nothing but the database, and its clock goes on.
        var held = (await Documents.FindAsync(document.Repository, document.Id))!.Lock!;
        held.At(DateTimeOffset.UtcNow.AddHours(2)).ShouldBeNull();
        (await lena.StatusAsync("UNLOCK", "a.txt", null, ("Lock-Token", "<urn:uuid:other>"))).ShouldBe(409);
        (await lena.StatusAsync("UNLOCK", "a.txt", null, ("Lock-Token", $"<{token}>"))).ShouldBe(204);

        await server.Get<DocumentEditor>().LockAsync(Administrator, (await FindAsync(dav, "a.txt"))!);
        (await lena.PutAsync("a.txt", "z")).ShouldBe(423);
        (await dav.PropFindAsync("a.txt")).Descendants(DavClient.D + "activelock").Single().Element(DavClient.D + "locktoken").ShouldBeNull();
        (await dav.PutAsync("a.txt", "z")).ShouldBe(201);
    }

    [Fact]
    public async Task A_deep_lock_keeps_what_is_below_and_what_is_locked_below_keeps_the_folder()
    {
        using var dav = await FolderAsync();
        await dav.StatusAsync("MKCOL", "f");
        await dav.PutAsync("f/a.txt", "x");
        var inner = await dav.LockAsync("f/a.txt", ("Depth", "0"));
        (await dav.StatusAsync("DELETE", "f")).ShouldBe(423);
        (await dav.StatusAsync("LOCK", "f", """<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>""")).ShouldBe(423);
        await dav.StatusAsync("UNLOCK", "f/a.txt", null, ("Lock-Token", $"<{inner}>"));
        var token = await dav.LockAsync("f");
        (await dav.PutAsync("f/a.txt", "y")).ShouldBe(423);
        (await dav.PutAsync("f/b.txt", "y")).ShouldBe(423);
        (await dav.PutAsync("f/b.txt", "y", ("If", $"<{dav.Of("f")}> (<{token}>)"))).ShouldBe(201);
        (await dav.StatusAsync("LOCK", "f/b.txt", null, ("If", $"(<{token}>)"))).ShouldBe(200);
        (await dav.StatusAsync("DELETE", "f", null, ("If", $"(<{token}>)"))).ShouldBe(204);
    }

    [Fact]
    public async Task People_see_and_change_only_what_they_may()
    {
        using var dav = await FolderAsync();
        await server.CreateUserAsync("rita");
        using var rita = new DavClient(server, PathOf(dav), "rita");
        await dav.PutAsync("secret.txt", "x");
        await dav.PutAsync("open.txt", "x");
        await server.Get<IDocumentAccess>().SetEntriesAsync((await FindAsync(dav, ""))!, [new AccessEntry("rita", Permission.Read)]);
        await server.Get<IDocumentAccess>().SetEntriesAsync((await FindAsync(dav, "secret.txt"))!, [new AccessEntry("rita", Permission.Read, Granted: false)]);
        (await rita.NamesAsync()).ShouldBe(["open.txt"]);
        (await rita.StatusAsync("GET", "secret.txt")).ShouldBe(404);
        (await rita.StatusAsync("PROPFIND", "secret.txt", null, ("Depth", "0"))).ShouldBe(404);
        foreach (var (method, path) in (List<(string, string)>)[("PUT", "open.txt"), ("PUT", "new.txt"), ("PUT", "secret.txt"), ("MKCOL", "folder"), ("DELETE", "open.txt")])
            (await rita.StatusAsync(method, path, method == "PUT" ? "y" : null)).ShouldBe(403, $"{method} {path}");
        (await rita.MoveAsync("open.txt", "moved.txt")).ShouldBe(403);
        using var foreign = await dav.SendAsync("PUT", "open.txt", "y", ("Sec-Fetch-Site", "cross-site"));
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await dav.GetAsync("open.txt")).ShouldBe("x");
        (await server.Client(null).SendAsync(new HttpRequestMessage(new HttpMethod("PROPFIND"), "site/dav"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><propfind xmlns="DAV:"><prop><e>&e;</e></prop></propfind>""")]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><propfind xmlns="DAV:"><allprop/></propfind>""")]
    [InlineData("<propfind")]
    [InlineData("""<other xmlns="DAV:"/>""")]
    [InlineData(null)]
    public async Task Hostile_XML_is_refused(string? body)
    {
        using var dav = await FolderAsync();
        var deep = string.Concat(Enumerable.Repeat("<a>", 5000)) + string.Concat(Enumerable.Repeat("</a>", 5000));
        (await dav.StatusAsync("PROPFIND", "", body ?? $"<propfind xmlns=\"DAV:\"><prop>{deep}</prop></propfind>", ("Depth", "0"))).ShouldBe(400);
    }

    [Fact]
    public async Task Requests_that_cannot_be_carried_out_are_refused_with_their_status()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("a.txt", "x");
        (await dav.StatusAsync("PROPFIND", "", null, ("Depth", "infinity"))).ShouldBe(403);
        (await dav.StatusAsync("PROPFIND", "")).ShouldBe(403);
        (await dav.StatusAsync("PROPFIND", "", new string(' ', 300_000), ("Depth", "0"))).ShouldBe(413);
        (await dav.StatusAsync("MOVE", "a.txt", null, ("Destination", "http://elsewhere.example/nuxeo/site/dav/b"))).ShouldBe(502);
        (await dav.StatusAsync("MOVE", "a.txt", null, ("Destination", "/nuxeo/api/v1/path/b"))).ShouldBe(502);
        (await dav.StatusAsync("MOVE", "a.txt", null, ("Destination", dav.Of("b%FF.txt")))).ShouldBe(400);
        (await dav.StatusAsync("MOVE", "a.txt", null, ("Destination", dav.Of("../b.txt")))).ShouldBe(400);
        (await dav.StatusAsync("COPY", "a.txt", null, ("Destination", dav.Of("no/such/b.txt")))).ShouldBe(409);
        (await dav.MoveAsync("a.txt", "a.txt")).ShouldBe(403);
        (await dav.PutAsync("b%5Cc.txt", "x")).ShouldBe(400);
        (await dav.StatusAsync("PATCH", "a.txt", "x")).ShouldBe(405);
        (await dav.StatusAsync("PUT", "", "x")).ShouldBe(405);
        using var offered = await dav.SendAsync("OPTIONS", "");
        offered.Headers.GetValues("DAV").Single().ShouldBe("1, 2");
        offered.Headers.GetValues("MS-Author-Via").Single().ShouldBe("DAV");
    }

    [Fact]
    public async Task A_record_under_hold_is_not_overwritten()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("r.txt", "kept");
        await dav.PutAsync("other.txt", "new");
        var records = server.Get<RecordKeeper>();
        var record = await records.MakeRecordAsync(Administrator, (await FindAsync(dav, "r.txt"))!);
        await records.SetLegalHoldAsync(Administrator, record, hold: true);
        (await dav.PutAsync("r.txt", "x")).ShouldBe(403);
        (await dav.MoveAsync("other.txt", "r.txt")).ShouldBe(403);
        (await dav.GetAsync("r.txt")).ShouldBe("kept");
        (await dav.GetAsync("other.txt")).ShouldBe("new");
    }

    [Theory]
    [InlineData("Content-Length: 100000", "{0}")]
    [InlineData("Transfer-Encoding: chunked", "1388\r\n{0}")]
    [InlineData("Transfer-Encoding: chunked", "1388\r\n{0}\r\n")]
    [InlineData("Transfer-Encoding: chunked", "1388\r\n{0}\r\n0\r\n")]
    public async Task An_upload_that_breaks_off_leaves_nothing(string announced, string body)
    {
        using var dav = await FolderAsync();
        using (var socket = new TcpClient(server.Address.Host, server.Address.Port))
        {
            var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RunningServer.Admin}:{RunningServer.AdminPassword}"));
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"PUT {dav.Of("cut.bin")} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nAuthorization: Basic {credentials}\r\n{announced}\r\n\r\n{string.Format(null, body, new string('x', 5000))}"));
            socket.Client.Shutdown(SocketShutdown.Send);
            // The server ends the connection, in either way.
            try
            {
                while (await stream.ReadAsync(new byte[1024]) > 0) { }
            }
            catch (IOException)
            {
            }
        }
        (await dav.NamesAsync()).ShouldBeEmpty();
        (await dav.PutAsync("cut.bin", "whole")).ShouldBe(201);
        (await dav.GetAsync("cut.bin")).ShouldBe("whole");
    }

    [Fact]
    public async Task A_tree_is_copied_with_properties_of_clients_and_nothing_is_left_of_a_copy_that_is_refused()
    {
        using var dav = await FolderAsync();
        await dav.StatusAsync("MKCOL", "f");
        await dav.PutAsync("f/a.txt", "x");
        (await dav.StatusAsync("PROPPATCH", "f/a.txt", """<propertyupdate xmlns="DAV:"><set><prop><c xmlns="urn:x" xml:lang="de">v</c></prop></set></propertyupdate>""")).ShouldBe(207);
        (await dav.StatusAsync("COPY", "f", null, ("Destination", dav.Of("g")))).ShouldBe(201);
        (await dav.GetAsync("g/a.txt")).ShouldBe("x");
        var value = (await dav.PropFindAsync("g/a.txt", body: """<propfind xmlns="DAV:"><prop><c xmlns="urn:x"/><none xmlns="urn:x"/></prop></propfind>""")).Descendants(XName.Get("c", "urn:x")).Single();
        value.ToString().ShouldContain("xml:lang=\"de\"");
        (await dav.StatusAsync("PROPPATCH", "f/a.txt", $"""<propertyupdate xmlns="DAV:"><set><prop><c xmlns="urn:x">{new string('v', 70_000)}</c></prop></set></propertyupdate>""")).ShouldBe(507);
        (await dav.StatusAsync("COPY", "f", null, ("Destination", dav.Of("f/inside")))).ShouldBe(403);
        (await dav.NamesAsync()).ShouldBe(["f", "g"]);
    }

    [Fact]
    public async Task A_folder_of_a_thousand_documents_is_listed_in_one_answer()
    {
        using var dav = await FolderAsync();
        var parent = (await FindAsync(dav, ""))!;
        for (var i = 0; i < 1000; i++)
            await Documents.CreateAsync(new Document { Repository = parent.Repository, Id = "", ParentId = parent.Id, Name = $"{i}.txt", Path = "", Type = "File" });
        await server.CreateUserAsync("many");
        await server.Get<IDocumentAccess>().SetEntriesAsync(parent, [new AccessEntry("many", Permission.Read)]);
        using var many = new DavClient(server, PathOf(dav), "many");
        (await many.NamesAsync()).Count.ShouldBe(1000);
    }

    private static string PathOf(DavClient dav) => dav.Of("")["/nuxeo/site/dav".Length..].TrimEnd('/');

    private async ValueTask<Document?> FindAsync(DavClient dav, string name) => await Documents.FindByPathAsync(Documents.Repositories[0], $"{PathOf(dav)}/{name}");

    private async Task<DavClient> FolderAsync()
    {
        var folder = await server.CreateAsync("Folder");
        return new DavClient(server, folder.Text("path")!);
    }
}
