using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Editing;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteReturnTests() : ReturnContract(new SqliteTestDatabase());

public sealed class PostgresReturnTests() : ReturnContract(new PostgresTestDatabase());

/// <summary>Documents that return to a place where another one is by now.</summary>
public abstract class ReturnContract(TestDatabase database) : SqlContract(database)
{
    private static readonly Principal Admin = new("Administrator", [Principal.Administrators]);
    private static readonly Principal Bob = new("bob", []);

    private DocumentEditor Editor => Node.Get<DocumentEditor>();

    [Fact]
    public async Task Both_change_places_with_what_is_below_and_the_document_keeps_its_permissions()
    {
        var (document, newcomer) = await PairAsync();
        var below = await Node.CreateAsync(document, "version");
        await Node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Write), new AccessEntry("amy", Permission.Read, Granted: false)]);
        await Node.Access.SetEntriesAsync(newcomer, [new AccessEntry("eve", Permission.Read)]);

        var (returned, left) = await Editor.ReturnAsync(Admin, await NewestAsync(document), await NewestAsync(newcomer), Exchange, new EditOptions { Comment = "saved" });

        (returned.Id, returned.Path, returned.Name, returned.Title).ShouldBe((document.Id, "/home/a", "a", "new"));
        (left.Id, left.Path, left.Name, left.Title).ShouldBe((newcomer.Id, "/attic/a.bak", "a.bak", "old"));
        foreach (var stored in (Document[])[returned, left])
        {
            (await NewestAsync(stored)).ChangeToken.ShouldBe(stored.ChangeToken);
            (await Documents.FindByPathAsync("default", stored.Path))!.Id.ShouldBe(stored.Id);
        }
        (await NewestAsync(below)).Path.ShouldBe("/home/a/version");
        foreach (var stored in (Document[])[returned, left])
            (await Node.Access.GetEntriesAsync(stored)).Select(entry => entry.Grantee).ShouldBe(["bob", "amy"]);
        (await Node.Access.IsAllowedAsync(Bob, Permission.Write, returned)).ShouldBeTrue();
        var entries = await Node.Audit.QueryAsync(new AuditQuery { DocumentId = document.Id, Limit = 2 });
        entries.Select(entry => (entry.EventId, entry.DocumentPath, entry.Comment)).ShouldBe([("documentModified", "/home/a", "saved"), ("documentMoved", "/home/a", "from /attic/a.bak")]);
    }

    [Fact]
    public async Task A_document_returns_from_the_trash_and_the_other_one_goes_there()
    {
        var (document, newcomer) = await PairAsync();
        document = await Editor.TrashAsync(Admin, document, trashed: true);
        var (returned, left) = await Editor.ReturnAsync(Admin, document, newcomer, Exchange);
        (returned.IsTrashed, left.IsTrashed).ShouldBe((false, true));
        (await Node.Audit.QueryAsync(new AuditQuery { DocumentId = left.Id })).Select(entry => entry.EventId).ShouldContain("documentTrashed");
    }

    [Fact]
    public async Task It_takes_the_right_to_write_both()
    {
        var (document, newcomer) = await PairAsync();
        await Node.Access.SetEntriesAsync(newcomer, [new AccessEntry("bob", Permission.Write)]);
        await Sample.RefusesAsync(DocumentError.Denied, async () => await Editor.ReturnAsync(Bob, document, await NewestAsync(newcomer), Exchange));
        await Node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Write)]);
        (await Editor.ReturnAsync(Bob, await NewestAsync(document), await NewestAsync(newcomer), Exchange)).Document.Path.ShouldBe("/home/a");
    }

    [Fact]
    public async Task Of_two_who_change_one_of_them_the_later_sees_the_other_and_the_terms_are_asked_again()
    {
        var (document, newcomer) = await PairAsync();
        await Editor.UpdateAsync(new Principal("root", [Principal.Administrators]), newcomer, present => Titled(present, "newer"));
        (await Editor.ReturnAsync(Admin, document, newcomer, Exchange)).Document.Title.ShouldBe("newer");
        await Sample.RefusesAsync(DocumentError.Conflict, () => Documents.ReturnAsync(document, newcomer, [], []));
        await Sample.RefusesAsync(DocumentError.ConditionFailed, async () => await Editor.ReturnAsync(Admin, await NewestAsync(document), await NewestAsync(newcomer), Exchange,
            new EditOptions { Condition = present => present.Title == "old" }));
    }

    [Fact]
    public async Task Nothing_changes_places_with_itself_the_root_or_what_is_below_it()
    {
        var (document, _) = await PairAsync();
        var below = await Node.CreateAsync(document, "version");
        document = await NewestAsync(document);
        foreach (var (one, other) in (List<(Document, Document)>)[(document, document), (document, below), (below, document), (document, await Node.RootAsync())])
            await Sample.RefusesAsync(DocumentError.Invalid, () => Documents.ReturnAsync(one, other, [], []));
    }

    [Fact]
    public async Task All_or_nothing_is_stored()
    {
        var (document, newcomer) = await PairAsync();
        await Database.FailInsertsAsync("audit", "event_id", "documentModified");
        await Should.ThrowAsync<Exception>(() => Editor.ReturnAsync(Admin, document, newcomer, Exchange));
        (await NewestAsync(document)).Path.ShouldBe("/attic/a.bak");
        (await NewestAsync(newcomer)).Path.ShouldBe("/home/a");
    }

    [Fact]
    public async Task Pairs_that_change_places_at_once_on_several_nodes_all_end_somewhere()
    {
        await using var other = Database.Open();
        var (document, newcomer) = await PairAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            var editor = (number % 2 == 0 ? Node : other).Get<DocumentEditor>();
            try
            {
                await (number % 4 < 2 ? editor.ReturnAsync(Admin, document, newcomer, Exchange) : editor.ReturnAsync(Admin, newcomer, document, Exchange));
            }
            catch (DocumentException exception) when (exception.Error == DocumentError.Conflict)
            {
                // The others were faster each time.
            }
        })));
        ((string[])[(await NewestAsync(document)).Path, (await NewestAsync(newcomer)).Path]).Order().ShouldBe(["/attic/a.bak", "/home/a"]);
    }

    private static void Exchange(Document document, Document other)
    {
        var (old, young) = (document.Title, other.Title);
        document.Properties.Set("dc:title", young);
        other.Properties.Set("dc:title", old);
    }

    private static Task<IReadOnlyList<(PropertyPath, BlobSource)>> Titled(Document document, string title)
    {
        document.Properties.Set("dc:title", title);
        return DocumentEditor.NoContents;
    }

    private async Task<Document> NewestAsync(Document document) => (await Documents.FindAsync("default", document.Id))!;

    // One that was moved away, and the one that is in its place.
    private async Task<(Document Document, Document Newcomer)> PairAsync()
    {
        var (home, attic) = (await Node.CreateAsync(await Node.RootAsync(), "home", "Folder"), await Node.CreateAsync(await Node.RootAsync(), "attic", "Folder"));
        var (document, newcomer) = (await Node.CreateAsync(attic, "a.bak"), await Node.CreateAsync(home, "a"));
        return (await Editor.UpdateAsync(Admin, document, present => Titled(present, "old")), await Editor.UpdateAsync(Admin, newcomer, present => Titled(present, "new")));
    }
}
