using Archivolt.Documents.Access;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteDocumentAccessTests() : DocumentAccessContract(new SqliteTestDatabase());

public sealed class PostgresDocumentAccessTests() : DocumentAccessContract(new PostgresTestDatabase());

public abstract class DocumentAccessContract(TestDatabase database) : SqlContract(database)
{
    private static readonly Principal Bob = new("bob", ["staff"]);
    private static readonly Principal Eve = new("eve", []);

    [Fact]
    public async Task Without_any_entry_only_administrators_may()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        await ShouldBeAsync(document, Bob, read: false, write: false);
        await ShouldBeAsync(document, Principal.Anonymous, read: false, write: false);
        await ShouldBeAsync(document, new Principal("root", [Principal.Administrators]), read: true, write: true);
    }

    [Fact]
    public async Task Of_two_who_replace_the_entries_of_one_state_the_later_is_refused()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        // Kept in memory from here on.
        (await Node.Documents.FindAsync(document.Repository, document.Id))!.ChangeToken.ShouldBe(document.ChangeToken);
        await Node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Read)], document.ChangeToken);
        await Sample.RefusesAsync(DocumentError.Conflict, () => Node.Access.SetEntriesAsync(document, [], document.ChangeToken));
        (await Node.Access.GetEntriesAsync(document)).ShouldHaveSingleItem().Grantee.ShouldBe("bob");
        var present = (await Node.Documents.FindAsync(document.Repository, document.Id))!;
        await Node.Access.SetEntriesAsync(document, [], present.ChangeToken);
        (await Node.Access.GetEntriesAsync(document)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bob", true, false)]
    [InlineData("staff", true, false)]
    [InlineData("Everyone", true, true)]
    [InlineData("Bob", false, false)]
    public async Task An_entry_names_a_user_a_group_or_everyone(string grantee, bool bob, bool eve)
    {
        var (folder, document) = await FolderAndDocumentAsync();
        await Node.Access.SetEntriesAsync(folder, [new AccessEntry(grantee, Permission.Read)]);
        await ShouldBeAsync(document, Bob, read: bob, write: false);
        await ShouldBeAsync(document, Eve, read: eve, write: false);
        await ShouldBeAsync(document, Principal.Anonymous, read: eve, write: false);
    }

    [Fact]
    public async Task Writing_includes_reading_and_not_reading_includes_not_writing()
    {
        var (folder, document) = await FolderAndDocumentAsync();
        await Node.Access.SetEntriesAsync(folder, [new AccessEntry("bob", Permission.Write)]);
        await ShouldBeAsync(document, Bob, read: true, write: true);
        await Node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Write, Granted: false)]);
        await ShouldBeAsync(document, Bob, read: true, write: false);
        await Node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Read, Granted: false)]);
        await ShouldBeAsync(document, Bob, read: false, write: false);
        await Node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Read)]);
        await ShouldBeAsync(document, Bob, read: true, write: true);
    }

    [Fact]
    public async Task The_nearest_matching_entry_decides_and_on_one_document_a_denial_beats_a_grant()
    {
        var (folder, document) = await FolderAndDocumentAsync();
        await Node.Access.SetEntriesAsync(await Node.RootAsync(), [new AccessEntry("Everyone", Permission.Write)]);
        await Node.Access.SetEntriesAsync(folder, [new AccessEntry("staff", Permission.Read, Granted: false)]);
        await ShouldBeAsync(document, Bob, read: false, write: false);
        await ShouldBeAsync(document, Eve, read: true, write: true);
        await Node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Write), new AccessEntry("staff", Permission.Read)]);
        await ShouldBeAsync(document, Bob, read: true, write: true);
        await Node.Access.SetEntriesAsync(
            document, [new AccessEntry("bob", Permission.Write), new AccessEntry("staff", Permission.Read, Granted: false)]);
        await ShouldBeAsync(document, Bob, read: false, write: false);
    }

    [Fact]
    public async Task A_document_beside_does_not_inherit_and_a_new_one_does_at_once()
    {
        var (folder, _) = await FolderAndDocumentAsync();
        var beside = await Node.CreateAsync(await Node.RootAsync(), "folder-beside");
        await Node.Access.SetEntriesAsync(folder, [new AccessEntry("bob", Permission.Read)]);
        await ShouldBeAsync(beside, Bob, read: false, write: false);
        await ShouldBeAsync(await Node.CreateAsync(folder, "new"), Bob, read: true, write: false);
        await ShouldBeAsync(beside with { Id = "not stored yet", ParentId = folder.Id }, Bob, read: true, write: false);
    }

    [Fact]
    public async Task Entries_are_read_back_in_order_and_replaced_as_a_whole()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        AccessEntry[] entries = [new("z", Permission.Write), new("a", Permission.Read, Granted: false), new("Everyone", Permission.Read)];
        await Node.Access.SetEntriesAsync(document, entries);
        (await Node.Access.GetEntriesAsync(document)).ShouldBe(entries);
        await Node.Access.SetEntriesAsync(document, [entries[1]]);
        (await Node.Access.GetEntriesAsync(document)).ShouldBe([entries[1]]);
        await Node.Access.SetEntriesAsync(document, []);
        (await Node.Access.GetEntriesAsync(document)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Entries_of_a_missing_document_or_without_a_grantee_are_refused()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        await Sample.RefusesAsync(DocumentError.NotFound, () => Node.Access.SetEntriesAsync(document with { Id = "gone" }, []));
        await Sample.RefusesAsync(DocumentError.Invalid, () => Node.Access.SetEntriesAsync(document, [new AccessEntry(" ", Permission.Read)]));
    }

    [Fact]
    public async Task Documents_that_grant_somebody_something_are_listed_by_path()
    {
        var root = await Node.RootAsync();
        var (b, a, c) = (await Node.CreateAsync(root, "b", "Folder"), await Node.CreateAsync(root, "a", "Folder"), await Node.CreateAsync(root, "c", "Folder"));
        var (below, denied, trashed) = (await Node.CreateAsync(b, "below"), await Node.CreateAsync(root, "denied"), await Node.CreateAsync(root, "trashed"));
        await Node.Access.SetEntriesAsync(b, [new AccessEntry("staff", Permission.Write), new AccessEntry("bob", Permission.Read)]);
        await Node.Access.SetEntriesAsync(a, [new AccessEntry("bob", Permission.Read)]);
        await Node.Access.SetEntriesAsync(c, [new AccessEntry("eve", Permission.Read)]);
        await Node.Access.SetEntriesAsync(below, [new AccessEntry("Everyone", Permission.Read)]);
        await Node.Access.SetEntriesAsync(denied, [new AccessEntry("bob", Permission.Read, Granted: false)]);
        await Node.Access.SetEntriesAsync(trashed, [new AccessEntry("bob", Permission.Read)]);
        await Documents.UpdateAsync((await Documents.FindAsync("default", trashed.Id))! with { IsTrashed = true });

        (await GrantedAsync(Bob)).ShouldBe([a.Id, b.Id, below.Id]);
        (await GrantedAsync(Eve)).ShouldBe([below.Id, c.Id]);
        (await Node.Access.ListGrantedAsync(Eve, "other").ToListAsync()).ShouldBeEmpty();
        var beside = await Node.CreateAsync(root, "bb");
        await Node.Access.SetEntriesAsync(beside, [new AccessEntry("bob", Permission.Read)]);
        (await Node.Access.ListGrantedAsync(Bob, "default", b.Path).Select(document => document.Id).ToListAsync()).ShouldBe([below.Id]);
    }

    [Fact]
    public async Task However_many_documents_grant_somebody_something_all_are_listed_once()
    {
        var root = await Node.RootAsync();
        for (var number = 0; number < 401; number++)
            await Node.Access.SetEntriesAsync(await Node.CreateAsync(root, $"n{number:d3}"), [new AccessEntry("bob", Permission.Read)]);
        var listed = await GrantedAsync(Bob);
        (listed.Count, listed.Distinct().Count()).ShouldBe((401, 401));
    }

    [Fact]
    public async Task A_deleted_document_leaves_no_entries()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        await Node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Read)]);
        await Documents.DeleteAsync("default", document.Id);
        (await Node.Access.GetEntriesAsync(document)).ShouldBeEmpty();
    }

    private ValueTask<List<string>> GrantedAsync(Principal principal) => Node.Access.ListGrantedAsync(principal, "default").Select(document => document.Id).ToListAsync();

    private async Task<(Document Folder, Document Document)> FolderAndDocumentAsync()
    {
        var folder = await Node.CreateAsync(await Node.RootAsync(), "folder", "Folder");
        return (folder, await Node.CreateAsync(await Node.CreateAsync(folder, "sub", "Folder"), "doc"));
    }

    private async Task ShouldBeAsync(Document document, Principal principal, bool read, bool write)
    {
        (await Node.Access.IsAllowedAsync(principal, Permission.Read, document)).ShouldBe(read, $"{principal.Name} reads");
        (await Node.Access.IsAllowedAsync(principal, Permission.Write, document)).ShouldBe(write, $"{principal.Name} writes");
        // What is remembered answers the same.
        (await Node.Access.IsAllowedAsync(principal, Permission.Read, document)).ShouldBe(read, $"{principal.Name} reads again");
    }
}
