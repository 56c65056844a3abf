using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Moves;
using Archivolt.Documents.Sql.Databases;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteDocumentMoveTests() : DocumentMoveContract(new SqliteTestDatabase());

public sealed class PostgresDocumentMoveTests() : DocumentMoveContract(new PostgresTestDatabase());

/// <summary>Documents that get another parent or another name.</summary>
public abstract class DocumentMoveContract(TestDatabase database) : SqlContract(database)
{
    private static readonly Principal Admin = new("Administrator", [Principal.Administrators]);
    private static readonly Principal Bob = new("bob", []);

    private DocumentEditor Editor => Node.Get<DocumentEditor>();

    [Fact]
    public async Task What_is_below_a_document_goes_with_it_and_the_audit_says_from_where()
    {
        var (source, target) = await FoldersAsync();
        var document = await Node.CreateAsync(source, "a", "Folder");
        var below = await Node.CreateAsync(await Node.CreateAsync(document, "b", "Folder"), "c");
        await Node.CreateAsync(source, "ab");

        var moved = await Editor.MoveAsync(Admin, document, target, "z");

        (moved.Id, moved.ParentId, moved.Name, moved.Path).ShouldBe((document.Id, target.Id, "z", "/target/z"));
        moved.HasChangedSince(document.ChangeToken).ShouldBeTrue();
        (await Documents.FindAsync("default", document.Id))!.Path.ShouldBe("/target/z");
        (await Documents.FindByPathAsync("default", "/target/z/b/c"))!.Id.ShouldBe(below.Id);
        (await Documents.FindByPathAsync("default", "/source/a")).ShouldBeNull();
        (await Documents.FindByPathAsync("default", "/source/ab")).ShouldNotBeNull();
        (await Documents.ListChildrenAsync("default", target.Id, 0, 9)).Page.Select(child => child.Id).ShouldBe([document.Id]);
        var entry = (await Node.Audit.QueryAsync(new AuditQuery { EventId = "documentMoved" })).ShouldHaveSingleItem();
        (entry.DocumentId, entry.DocumentPath, entry.PrincipalName, entry.Comment).ShouldBe((document.Id, "/target/z", "Administrator", "from /source/a"));
    }

    [Fact]
    public async Task A_taken_name_gets_a_suffix_and_the_same_place_is_no_move()
    {
        var (source, target) = await FoldersAsync();
        await Node.CreateAsync(target, "a");
        var document = await Node.CreateAsync(source, "a");
        (await Editor.MoveAsync(Admin, document, source)).ChangeToken.ShouldBe(document.ChangeToken);
        (await Editor.MoveAsync(Admin, document, target)).Path.ShouldMatch(@"^/target/a\.\d+$");
    }

    [Fact]
    public async Task A_name_that_is_to_be_exact_is_refused_where_it_is_taken_and_nothing_happens()
    {
        var exactly = new EditOptions { ExactName = true };
        var (source, target) = await FoldersAsync();
        await Node.CreateAsync(target, "a");
        var document = await Node.CreateAsync(source, "a");
        var audited = (await Node.Audit.QueryAsync(new AuditQuery())).Count;

        await Sample.RefusesAsync(DocumentError.NameTaken, () => Editor.MoveAsync(Admin, document, target, options: exactly));
        await Sample.RefusesAsync(DocumentError.NameTaken, () => Editor.CreateAsync(Admin, target, "a", "File", _ => DocumentEditor.NoContents, exactly));

        (await Documents.FindAsync("default", document.Id))!.ChangeToken.ShouldBe(document.ChangeToken);
        (await Documents.ListChildrenAsync("default", target.Id, 0, 9)).Page.Select(child => child.Name).ShouldBe(["a"]);
        (await Node.Audit.QueryAsync(new AuditQuery())).Count.ShouldBe(audited);
        (await Editor.MoveAsync(Admin, document, target, "b", exactly)).Path.ShouldBe("/target/b");
        (await Editor.CreateAsync(Admin, target, "c", "File", _ => DocumentEditor.NoContents, exactly)).Path.ShouldBe("/target/c");
    }

    [Fact]
    public async Task Nothing_is_moved_into_itself_or_below_and_the_root_stays()
    {
        var (source, target) = await FoldersAsync();
        var below = await Node.CreateAsync(source, "a", "Folder");
        var root = await Node.RootAsync();
        foreach (var (document, parent) in ((Document, Document)[])[(source, source), (source, below), (root, target), (root, root)])
            await Sample.RefusesAsync(DocumentError.Invalid, () => Editor.MoveAsync(Admin, document, parent, "other"));
        await Sample.RefusesAsync(DocumentError.NotFound, () => Documents.MoveAsync("default", source.Id, "gone", "a"));
        (await Documents.FindByPathAsync("default", "/source/a")).ShouldNotBeNull();
    }

    [Fact]
    public async Task No_path_below_becomes_too_long()
    {
        await using var node = Database.Open(options => options.MaxPathLength = 30);
        var folder = await node.CreateAsync(await node.RootAsync(), "folder", "Folder");
        var document = await node.CreateAsync(await node.RootAsync(), "a", "Folder");
        await node.CreateAsync(document, "twenty-characters-xx");
        await Sample.RefusesAsync(DocumentError.Invalid, () => node.Documents.MoveAsync("default", document.Id, folder.Id, "abcd"));
        (await node.Documents.MoveAsync("default", document.Id, folder.Id, "a")).Path.ShouldBe("/folder/a");
    }

    [Fact]
    public async Task A_path_is_as_long_in_a_move_as_it_is_when_it_is_created()
    {
        await using var node = Database.Open(options => options.MaxPathLength = 30);
        var root = await node.RootAsync();
        // Five characters, for which .NET has nine.
        var document = await node.CreateAsync(root, "😀😀😀😀", "Folder");
        await node.CreateAsync(document, "twenty-characters-xx");
        await Sample.RefusesAsync(DocumentError.Invalid, () => node.Documents.MoveAsync("default", document.Id, root.Id, "ten-letter"));
        (await node.Documents.MoveAsync("default", document.Id, root.Id, "😀234567😀")).Path.ShouldBe("/😀234567😀");
        await node.CreateAsync(root, string.Concat(Enumerable.Repeat("😀", 29)), "Folder");
        await Sample.RefusesAsync(DocumentError.Invalid, () => node.CreateAsync(root, string.Concat(Enumerable.Repeat("😀", 30)), "Folder"));
    }

    [Fact]
    public async Task Who_is_signed_in_stays_known_when_documents_move_or_get_other_access()
    {
        await using var node = Database.Open(configure: null, CountingDatabase.AddTo);
        var root = await node.RootAsync();
        var (document, bystander) = (await node.CreateAsync(root, "a"), await node.CreateAsync(root, "b"));
        await node.Users.CreateAsync("bob", "password", []);
        var (_, secret) = await node.Users.CreateTokenAsync("bob", "laptop");
        await node.Users.VerifyTokenAsync(secret);
        await node.Users.VerifyPasswordAsync("bob", "password");
        await node.Documents.FindAsync("default", bystander.Id);
        var counted = (CountingDatabase)node.Get<Database>();

        await node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Read)]);
        counted.Reset();
        await node.Documents.FindAsync("default", bystander.Id);
        counted.Reads.ShouldBe(0, "the other document did not change");
        await node.Documents.MoveAsync("default", document.Id, root.Id, "c");
        counted.Reset();
        await node.Users.VerifyTokenAsync(secret);
        await node.Users.VerifyPasswordAsync("bob", "password");
        counted.Reads.ShouldBe(0, "no user changed");
    }

    [Fact]
    public async Task On_every_node_the_access_of_the_new_place_holds()
    {
        await using var other = Database.Open();
        var (source, target) = await FoldersAsync();
        var document = await Node.CreateAsync(await Node.CreateAsync(source, "a", "Folder"), "b");
        await Node.Access.SetEntriesAsync(source, [new AccessEntry("bob", Permission.Read)]);
        foreach (var node in (Node[])[Node, other])
            (await node.Access.IsAllowedAsync(Bob, Permission.Read, document)).ShouldBeTrue();

        await Editor.MoveAsync(Admin, (await Documents.FindByPathAsync("default", "/source/a"))!, target);

        Clock.Advance(TimeSpan.FromMilliseconds(2));
        foreach (var node in (Node[])[Node, other])
        {
            (await node.Access.IsAllowedAsync(Bob, Permission.Read, document)).ShouldBeFalse();
            (await node.Documents.FindAsync("default", document.Id))!.Path.ShouldBe("/target/a/b");
        }
    }

    [Fact]
    public async Task It_takes_the_right_to_write_at_both_ends()
    {
        var (source, target) = await FoldersAsync();
        var document = await Node.CreateAsync(source, "a");
        await Node.Access.SetEntriesAsync(source, [new AccessEntry("bob", Permission.Write)]);
        await Sample.RefusesAsync(DocumentError.Denied, () => Editor.MoveAsync(Bob, document, target));
        await Node.Access.SetEntriesAsync(target, [new AccessEntry("bob", Permission.Write)]);
        (await Editor.MoveAsync(Bob, document, target)).Path.ShouldBe("/target/a");
    }

    [Fact]
    public async Task Blobs_below_go_where_the_rules_want_them_at_their_new_path()
    {
        Database.Setup = archivolt =>
        {
            archivolt.AddProvider("default", _ => new Stores.MemoryStore("default", Clock));
            archivolt.AddProvider("target", _ => new Stores.MemoryStore("target", Clock));
            archivolt.UseRules(new DispatchRule("ecm:path^/target/.*", "target"), new DispatchRule(DispatchRule.Default, "default"));
        };
        await using var node = Database.Open();
        var target = await node.CreateAsync(await node.RootAsync(), "target", "Folder");
        var folder = await node.CreateAsync(await node.RootAsync(), "a", "Folder");
        var document = await node.CreateAsync(folder, "b");
        await node.Get<DocumentEditor>().SetBlobAsync(Admin, document, PropertyPath.Parse("file:content"), BlobSource.FromText("content"));

        await node.Get<DocumentEditor>().MoveAsync(Admin, folder, target);

        var move = (await node.Get<IBlobMoves>().ListAsync().ToListAsync()).ShouldHaveSingleItem();
        (move.DocumentId, move.Source, move.Target).ShouldBe((document.Id, "default", "target"));
    }

    [Fact]
    public async Task Children_that_are_created_while_their_parent_is_moved_are_below_it()
    {
        var (source, target) = await FoldersAsync();
        var document = await Node.CreateAsync(source, "a", "Folder");
        await using var other = Database.Open();
        var children = Enumerable.Range(0, 20).Select(number => Task.Run(() => other.CreateAsync(document, $"child{number}"))).ToList();
        var place = 0;
        do
            await Documents.MoveAsync("default", document.Id, (place++ % 2 == 0 ? target : source).Id, "a");
        while (!children.TrueForAll(child => child.IsCompleted));
        await Task.WhenAll(children);
        var path = (await Documents.FindAsync("default", document.Id))!.Path;
        foreach (var child in children)
            (await Documents.FindAsync("default", (await child).Id))!.Path.ShouldBe($"{path}/{(await child).Name}");
    }

    private async Task<(Document Source, Document Target)> FoldersAsync() =>
        (await Node.CreateAsync(await Node.RootAsync(), "source", "Folder"), await Node.CreateAsync(await Node.RootAsync(), "target", "Folder"));
}
