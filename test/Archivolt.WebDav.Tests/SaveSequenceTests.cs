using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;

namespace Archivolt.WebDav.Tests;

/// <summary>How programs save: whatever they rename, the document stays under its name, with its id, versions, comments and permissions.</summary>
public sealed class SaveSequenceTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Old = "before";
    private const string New = "after";

    private static readonly Principal Administrator = new(RunningServer.Admin, [Principal.Administrators]);

    // What programs send to a server, without what changes nothing. {n} is the document's name.
    private static readonly Dictionary<string, (string Name, string[] Steps, string[] Left)> Programs = new(StringComparer.Ordinal)
    {
        ["Word"] = ("a.docx", ["PUT ~WRD0001.tmp", "MOVE {n} ~WRL0002.tmp F", "MOVE ~WRD0001.tmp {n} F", "DELETE ~WRL0002.tmp"], []),
        ["Word, which keeps a backup"] = ("a.docx", ["PUT ~WRD0001.tmp", "MOVE {n} Backup%20of%20a.wbk", "MOVE ~WRD0001.tmp {n}"], ["Backup of a.wbk"]),
        ["Excel, which takes the backup away first"] = ("a.xlsx", ["PUT 8AB3C400", "MOVE {n} 9CD4E500.tmp F", "DELETE 9CD4E500.tmp", "MOVE 8AB3C400 {n} F"], []),
        ["LibreOffice with a backup"] = ("a.odt", ["LOCK .~lock.a.odt%23", "COPY {n} a.odt.bak", "PUT lu123.tmp", "MOVE lu123.tmp {n}", "DELETE .~lock.a.odt%23"], ["a.odt.bak"]),
        ["LibreOffice, which renames"] = ("a.odt", ["PUT lu123.tmp", "MOVE {n} lu124.tmp", "MOVE lu123.tmp {n}", "DELETE lu124.tmp"], []),
        ["vim"] = ("a.txt", ["PUT .a.txt.swp", "MOVE {n} a.txt~", "PUT {n}", "DELETE a.txt~", "DELETE .a.txt.swp"], []),
        ["vim on a mounted folder"] = ("a.txt", ["MOVE {n} a.txt~", "LOCK {n}", "PUT {n}", "UNLOCK {n}", "DELETE a.txt~"], []),
        ["Emacs, which keeps a backup"] = ("a.txt", ["MOVE {n} a.txt~", "PUT {n}"], ["a.txt~"]),
        ["Emacs, which has a backup"] = ("a.txt", ["PUT a.txt~ older", "MOVE {n} a.txt~ T", "PUT {n}"], ["a.txt~"]),
        ["gedit"] = ("a.txt", ["PUT .goutputstream-X1", "MOVE {n} a.txt~ T", "MOVE .goutputstream-X1 {n} T"], ["a.txt~"]),
        ["macOS with a folder"] = ("a.rtf", ["MKCOL a.rtf.sb-8f3b-Qx", "PUT a.rtf.sb-8f3b-Qx/a.rtf", "MOVE {n} a.rtf.sb-8f3b-Qx/old.rtf", "MOVE a.rtf.sb-8f3b-Qx/a.rtf {n}", "DELETE a.rtf.sb-8f3b-Qx"], []),
        ["macOS with a folder that goes first"] = ("a.rtf", ["PUT new.rtf", "MKCOL a.rtf.sb-8f3b-Qx", "MOVE {n} a.rtf.sb-8f3b-Qx/a.rtf", "DELETE a.rtf.sb-8f3b-Qx", "MOVE new.rtf {n}"], []),
        ["macOS with a file"] = ("a.rtf", ["LOCK new.rtf", "PUT new.rtf", "MOVE {n} a.rtf.sb-8f3b-Qx", "MOVE new.rtf {n}", "UNLOCK new.rtf", "DELETE a.rtf.sb-8f3b-Qx"], []),
        ["cadaver edit"] = ("a.txt", ["LOCK {n}", "PUT {n}", "UNLOCK {n}"], []),
        ["a program that copies"] = ("a.txt", ["PUT new", "MOVE {n} a.bak", "COPY new {n}", "DELETE new", "DELETE a.bak"], []),
    };

    public static TheoryData<string> Names => [.. Programs.Keys];

    private IDocumentStore Documents => server.Get<IDocumentStore>();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_document_keeps_its_name_with_all_that_belongs_to_it(string program)
    {
        var (name, steps, left) = Programs[program];
        using var dav = await FolderAsync();
        var document = await KnownAsync(dav, name);
        // Once more at once, as people do.
        for (var times = 0; times < 3; times++)
        {
            await RunAsync(dav, steps, name, $"{New} {times}");
            await CheckKnownAsync(dav, document, name, $"{New} {times}");
            (await dav.NamesAsync()).Order(StringComparer.Ordinal).ShouldBe(((string[])[name, .. left]).Order(StringComparer.Ordinal));
        }
        foreach (var backup in left)
            (await dav.GetAsync(Uri.EscapeDataString(backup))).ShouldBe($"{New} 1");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_is_lost_where_a_program_ends_in_the_middle(string program)
    {
        var (name, steps, _) = Programs[program];
        for (var count = 1; count < steps.Length; count++)
        {
            using var dav = await FolderAsync();
            var document = await KnownAsync(dav, name);
            await RunAsync(dav, steps[..count], name, New);
            var there = await Documents.FindAsync(document.Repository, document.Id);
            there.ShouldNotBeNull($"{program} after {count} steps");
            (await VersionsAsync(there)).ShouldBe(1, $"{program} after {count} steps");
            var contents = await ContentsAsync((await FindAsync(dav, ""))!);
            if (!contents.Contains(Old))
                (await dav.GetAsync(name)).ShouldBe(New, $"{program} after {count} steps");
            contents.Contains(New).ShouldBe(steps[..count].Any(step => step.StartsWith("PUT", StringComparison.Ordinal) && !step.EndsWith("older", StringComparison.Ordinal)), $"{program} after {count} steps");
        }
    }

    [Fact]
    public async Task What_keeps_people_out_of_the_document_keeps_them_out_of_its_backup()
    {
        using var dav = await FolderAsync();
        await server.CreateUserAsync("reader");
        var folder = (await FindAsync(dav, ""))!;
        await server.Get<IDocumentAccess>().SetEntriesAsync(folder, [new AccessEntry("reader", Permission.Read)]);
        await dav.PutAsync("a.txt", Old);
        await server.Get<IDocumentAccess>().SetEntriesAsync((await FindAsync(dav, "a.txt"))!, [new AccessEntry("reader", Permission.Read, Granted: false)]);
        await RunAsync(dav, ["MOVE {n} a.txt~", "PUT {n}"], "a.txt", New);
        using var reader = new DavClient(server, PathOf(dav), "reader");
        (await reader.NamesAsync()).ShouldBeEmpty();
        (await reader.StatusAsync("GET", "a.txt~")).ShouldBe(404);
    }

    [Fact]
    public async Task A_renamed_document_is_not_called_back_by_somebody_else_or_after_it_was_renamed_back()
    {
        using var dav = await FolderAsync();
        var document = await KnownAsync(dav, "a.txt");
        await server.CreateUserAsync("other");
        await server.Get<IDocumentAccess>().SetEntriesAsync((await FindAsync(dav, ""))!, [new AccessEntry("other", Permission.Everything)]);
        using var other = new DavClient(server, PathOf(dav), "other");
        await dav.MoveAsync("a.txt", "b.txt");
        (await other.PutAsync("a.txt", "of another")).ShouldBe(201);
        (await FindAsync(dav, "b.txt"))!.Id.ShouldBe(document.Id);
        (await other.StatusAsync("DELETE", "a.txt")).ShouldBe(204);
        await dav.MoveAsync("b.txt", "a.txt");
        (await FindAsync(dav, "a.txt"))!.Id.ShouldBe(document.Id);
        (await dav.PutAsync("b.txt", "new")).ShouldBe(201);
        await CheckKnownAsync(dav, document, "a.txt", Old);
    }

    [Fact]
    public async Task A_file_that_was_just_made_is_no_document_to_return_to()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync(".a.kdbx.tmp", "one");
        await dav.MoveAsync(".a.kdbx.tmp", "a.kdbx");
        var document = (await FindAsync(dav, "a.kdbx"))!;
        await dav.PutAsync(".a.kdbx.tmp", "two");
        await dav.MoveAsync(".a.kdbx.tmp", "a.kdbx");
        (await FindAsync(dav, "a.kdbx"))!.Id.ShouldBe(document.Id);
        (await dav.GetAsync("a.kdbx")).ShouldBe("two");
        (await dav.NamesAsync()).ShouldBe(["a.kdbx"]);
    }

    [Fact]
    public async Task Nothing_takes_the_name_of_a_record_under_hold_that_was_just_moved_away()
    {
        using var dav = await FolderAsync();
        await dav.PutAsync("r.txt", "kept");
        await dav.PutAsync("new.txt", New);
        var records = server.Get<RecordKeeper>();
        var record = await records.MakeRecordAsync(Administrator, (await FindAsync(dav, "r.txt"))!);
        record = await records.SetLegalHoldAsync(Administrator, record, hold: true);
        (await dav.MoveAsync("r.txt", "r.bak")).ShouldBe(201);
        (await dav.MoveAsync("new.txt", "r.txt")).ShouldBe(403);
        (await dav.PutAsync("r.txt", New)).ShouldBe(403);
        (await dav.StatusAsync("DELETE", "r.bak")).ShouldBe(403);
        (await dav.MoveAsync("r.bak", "r.txt")).ShouldBe(201);
        (await FindAsync(dav, "r.txt"))!.Id.ShouldBe(record.Id);
        (await dav.GetAsync("r.txt")).ShouldBe("kept");
        (await dav.GetAsync("new.txt")).ShouldBe(New);
    }

    [Fact]
    public async Task A_document_that_somebody_else_locks_meanwhile_is_not_saved_over()
    {
        using var dav = await FolderAsync();
        var document = await KnownAsync(dav, "a.txt");
        await server.CreateUserAsync("locker");
        await server.Get<IDocumentAccess>().SetEntriesAsync(document, [new AccessEntry("locker", Permission.Everything)]);
        await dav.MoveAsync("a.txt", "a.bak");
        await server.Get<DocumentEditor>().LockAsync(new Principal("locker", []), (await FindAsync(dav, "a.bak"))!);
        (await dav.PutAsync("a.txt", New)).ShouldBe(423);
        (await dav.StatusAsync("GET", "a.txt")).ShouldBe(404);
        (await dav.GetAsync("a.bak")).ShouldBe(Old);
    }

    [Fact]
    public async Task A_save_that_breaks_off_leaves_the_backup_as_it_is()
    {
        using var dav = await FolderAsync();
        var document = await KnownAsync(dav, "a.txt");
        await dav.MoveAsync("a.txt", "a.txt~");
        (await dav.PutAsync("a.txt", New, ("Digest", $"SHA-256={Convert.ToBase64String(new byte[32])}"))).ShouldBe(400);
        (await dav.NamesAsync()).ShouldBe(["a.txt~"]);
        (await FindAsync(dav, "a.txt~"))!.Id.ShouldBe(document.Id);
        (await dav.PutAsync("a.txt", New)).ShouldBe(201);
        await CheckKnownAsync(dav, document, "a.txt", New);
    }

    private static async Task RunAsync(DavClient dav, IEnumerable<string> steps, string name, string content)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            var words = step.Replace("{n}", name, StringComparison.Ordinal).Split(' ');
            var (method, path) = (words[0], words[1]);
            List<(string, string)> headers = [];
            if (tokens.Count > 0)
                headers.Add(("If", string.Join(' ', tokens.Select(token => $"<{dav.Of(token.Key)}> (<{token.Value}>)"))));
            if (method is "MOVE" or "COPY")
                headers.Add(("Destination", dav.Of(words[2])));
            if (words.Length > 3)
                headers.Add(("Overwrite", words[3]));
            if (method == "LOCK")
            {
                tokens[path] = await dav.LockAsync(path, [.. headers]);
                continue;
            }
            if (method == "UNLOCK" && tokens.Remove(path, out var held))
                headers = [("Lock-Token", $"<{held}>")];
            else if (method is "MOVE" or "DELETE")
                tokens.Remove(path);
            else if (method == "UNLOCK")
                continue;
            using var answer = await dav.SendAsync(method, path, method != "PUT" ? null : words.Length > 2 ? words[2] : content, [.. headers]);
            answer.IsSuccessStatusCode.ShouldBeTrue($"{step}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    // A document with all that people may have put into it.
    private async Task<Document> KnownAsync(DavClient dav, string name)
    {
        await dav.PutAsync(name, Old);
        var document = (await FindAsync(dav, name))!;
        await server.Get<DocumentVersions>().CheckInAsync(Administrator, document, isMajor: true);
        document = (await FindAsync(dav, name))!;
        await server.Get<IDocumentAccess>().SetEntriesAsync(document, [new AccessEntry("members", Permission.Read)]);
        return await server.Get<DocumentEditor>().UpdateAsync(Administrator, (await FindAsync(dav, name))!, present =>
        {
            present.Properties.Set("dc:description", "known");
            return DocumentEditor.NoContents;
        });
    }

    private async Task CheckKnownAsync(DavClient dav, Document document, string name, string content)
    {
        var there = (await FindAsync(dav, name)).ShouldNotBeNull();
        there.Id.ShouldBe(document.Id);
        there.IsTrashed.ShouldBeFalse();
        there.Title.ShouldBe(name);
        there.Properties.Get("dc:description").ShouldBe("known");
        Resource.MainBlobOf(there)!.FileName.ShouldBe(name);
        (await VersionsAsync(there)).ShouldBe(1);
        (await server.Get<IDocumentAccess>().GetEntriesAsync(there)).ShouldHaveSingleItem().Grantee.ShouldBe("members");
        (await dav.GetAsync(name)).ShouldBe(content);
    }

    private async Task<int> VersionsAsync(Document document) => (await Documents.ListChildrenAsync(document.Repository, document.Id, 0, 10)).Page.Count(child => child.IsVersion);

    // What everything in a folder holds, in the trash or not.
    private async Task<IReadOnlySet<string>> ContentsAsync(Document folder)
    {
        var contents = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>([folder.Id]);
        while (waiting.TryDequeue(out var id))
        {
            foreach (var child in (await Documents.ListChildrenAsync(folder.Repository, id, 0, 100)).Page)
            {
                waiting.Enqueue(child.Id);
                if (child.IsVersion || Resource.MainBlobOf(child) is not { } blob)
                    continue;
                using var text = new StreamReader(await server.Get<DocumentBlobs>().ProviderOf(blob, child.Repository).OpenAsync(blob.Key.Key));
                contents.Add(await text.ReadToEndAsync());
            }
        }
        return contents;
    }

    private static string PathOf(DavClient dav) => dav.Of("")["/nuxeo/site/dav".Length..].TrimEnd('/');

    private async ValueTask<Document?> FindAsync(DavClient dav, string name) => await Documents.FindByPathAsync(Documents.Repositories[0], $"{PathOf(dav)}/{name}");

    private async Task<DavClient> FolderAsync()
    {
        var folder = await server.CreateAsync("Folder");
        return new DavClient(server, folder.GetProperty("path").GetString()!);
    }
}
