using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Sql.Databases;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteEditingTests() : EditingContract(new SqliteTestDatabase());

public sealed class PostgresEditingTests() : EditingContract(new PostgresTestDatabase());

public abstract class EditingContract(TestDatabase database) : SqlContract(database)
{
    private static readonly PropertyPath Content = PropertyPath.Parse("file:content");
    private static readonly Principal Admin = new("Administrator", [Principal.Administrators]);

    private DocumentEditor Editor => Node.Get<DocumentEditor>();

    [Fact]
    public async Task An_upload_makes_two_transactions_and_no_read()
    {
        await using var node = Database.Open(configure: null, CountingDatabase.AddTo);
        var document = await node.CreateAsync(await node.RootAsync(), "a");
        // The first write of a node looks at the quarantine, which it remembers.
        await node.Get<DocumentEditor>().SetBlobAsync(Admin, await node.CreateAsync(await node.RootAsync(), "before"), Content, BlobSource.FromText("before"));
        var counted = (CountingDatabase)node.Get<Database>();
        counted.Reset();
        var stored = await node.Get<DocumentEditor>().SetBlobAsync(Admin, document, Content, BlobSource.FromText("content"));
        (counted.Reads, counted.Writes).ShouldBe((0, 2));
        stored.Document.Properties.Get(Content).ShouldBeOfType<BlobInfo>().Length.ShouldBe(7);
        (await EventsAsync(document.Id)).ShouldBe(["documentModified"]);
    }

    [Fact]
    public async Task A_document_with_content_is_created_in_two_transactions()
    {
        await using var node = Database.Open(configure: null, CountingDatabase.AddTo);
        var root = await node.RootAsync();
        // The first write of a node looks at the quarantine, which it remembers.
        await node.Get<DocumentEditor>().SetBlobAsync(Admin, await node.CreateAsync(await node.RootAsync(), "before"), Content, BlobSource.FromText("before"));
        var counted = (CountingDatabase)node.Get<Database>();
        counted.Reset();
        var created = await node.Get<DocumentEditor>().CreateAsync(Admin, root, "a", "File", ContentAsync);
        (counted.Reads, counted.Writes).ShouldBe((0, 2));
        (await EventsAsync(created.Id)).ShouldBe(["documentCreated"]);
    }

    [Theory]
    [InlineData("documentModified")]
    [InlineData("documentRemoved")]
    [InlineData("documentCreated")]
    [InlineData("documentMoved")]
    [InlineData("documentSecurityUpdated")]
    public async Task Neither_change_nor_audit_entry_is_stored_without_the_other(string eventId)
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        var root = await Node.RootAsync();
        await Database.FailInsertsAsync("audit", "event_id", eventId);
        await Should.ThrowAsync<Exception>(() => eventId switch
        {
            "documentModified" => Editor.SetBlobAsync(Admin, document, Content, BlobSource.FromText("content")),
            "documentRemoved" => Editor.DeleteAsync(Admin, document),
            "documentMoved" => Editor.MoveAsync(Admin, document, root, "b"),
            "documentSecurityUpdated" => Editor.SetAccessAsync(Admin, document, [new AccessEntry("bob", Permission.Read)]),
            _ => Editor.CreateAsync(Admin, root, "b", "File", ContentAsync),
        });
        var present = await Documents.FindAsync("default", document.Id);
        present.ShouldNotBeNull().ChangeToken.ShouldBe(document.ChangeToken);
        (await Node.Access.GetEntriesAsync(document)).ShouldBeEmpty();
        (await Documents.FindByPathAsync("default", "/b")).ShouldBeNull();
        (await EventsAsync(document.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_audit_entry_is_left_of_a_change_that_was_refused()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        await Documents.UpdateAsync(document);
        await Should.ThrowAsync<DocumentException>(() => Documents.UpdateAsync(document, document.ChangeToken, new ChangeNote("documentModified", "bob")));
        await Should.ThrowAsync<DocumentException>(() => Documents.DeleteAsync("default", document.Id, document.ChangeToken, new ChangeNote("documentRemoved", "bob")));
        (await EventsAsync(document.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_condition_is_asked_of_the_state_that_is_changed()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        var newer = await Editor.SetBlobAsync(Admin, document, Content, BlobSource.FromText("newer"));
        var root = await Node.RootAsync();
        // The caller's copy is the older state, which meets the condition.
        var untouched = new EditOptions { Condition = present => present.Properties.Get(Content) is null };
        foreach (var change in new Func<Task>[]
        {
            () => Editor.SetBlobAsync(Admin, document, Content, BlobSource.FromText("older"), untouched),
            () => Editor.RemoveBlobAsync(Admin, document, Content, untouched),
            () => Editor.DeleteAsync(Admin, document, untouched),
            () => Editor.MoveAsync(Admin, document, root, "b", untouched),
            () => Editor.SetAccessAsync(Admin, document, [], untouched),
        })
        {
            (await Should.ThrowAsync<DocumentException>(change)).Error.ShouldBe(DocumentError.ConditionFailed);
        }
        (await Documents.FindAsync("default", document.Id))!.Properties.Get(Content).ShouldBe(newer.Blob with { Upload = null });
    }

    [Fact]
    public async Task A_document_is_created_only_below_the_state_that_is_a_condition()
    {
        var parent = await Node.CreateAsync(await Node.RootAsync(), "parent", "Folder");
        await Documents.UpdateAsync(parent);
        // The caller's copy is the older state, which meets the terms.
        var token = new EditOptions { ChangeToken = parent.ChangeToken };
        var condition = new EditOptions { Condition = present => present.ChangeToken == parent.ChangeToken };
        await Sample.RefusesAsync(DocumentError.Conflict, () => Editor.CreateAsync(Admin, parent, "a", "File", ContentAsync, token));
        await Sample.RefusesAsync(DocumentError.ConditionFailed, () => Editor.CreateAsync(Admin, parent, "a", "File", ContentAsync, condition));
        (await Documents.FindByPathAsync("default", "/parent/a")).ShouldBeNull();
        (await Editor.CreateAsync(Admin, parent, "a", "File", ContentAsync, new EditOptions { Condition = _ => true })).Path.ShouldBe("/parent/a");
    }

    [Fact]
    public async Task Who_may_not_write_changes_nothing()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        foreach (var (principal, error) in new[] { (new Principal("eve", []), DocumentError.Denied), (Principal.Anonymous, DocumentError.AuthenticationNeeded) })
        {
            foreach (var change in new Func<Task>[]
            {
                () => Editor.CreateAsync(principal, document, "b", "File", ContentAsync),
                () => Editor.UpdateAsync(principal, document, ContentAsync),
                () => Editor.SetBlobAsync(principal, document, Content, () => throw new InvalidOperationException("opened")),
                () => Editor.RemoveBlobAsync(principal, document, Content),
                () => Editor.TrashAsync(principal, document, trashed: true),
                () => Editor.DeleteAsync(principal, document),
                () => Editor.MoveAsync(principal, document, document),
                () => Editor.SetAccessAsync(principal, document, []),
            })
            {
                (await Should.ThrowAsync<DocumentException>(change)).Error.ShouldBe(error);
            }
        }
        (await Documents.FindAsync("default", document.Id))!.ChangeToken.ShouldBe(document.ChangeToken);
    }

    [Fact]
    public async Task A_document_goes_into_the_trash_and_out_again()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        var trashed = await Editor.TrashAsync(Admin, document, trashed: true);
        trashed.IsTrashed.ShouldBeTrue();
        (await Editor.TrashAsync(Admin, trashed, trashed: false)).IsTrashed.ShouldBeFalse();
        (await EventsAsync(document.Id)).ShouldBe(["documentUntrashed", "documentTrashed"]);
    }

    [Fact]
    public async Task Nothing_is_put_into_a_folder_that_is_in_the_trash_however_deep()
    {
        var root = await Node.RootAsync();
        var (trashed, other) = (await Node.CreateAsync(root, "trashed", "Folder"), await Node.CreateAsync(root, "other"));
        var inner = await Node.CreateAsync(await Node.CreateAsync(trashed, "middle", "Folder"), "inner", "Folder");
        await Editor.TrashAsync(Admin, trashed, trashed: true);
        await Sample.RefusesAsync(DocumentError.Conflict, () => Editor.CreateAsync(Admin, inner, "a", "File", _ => DocumentEditor.NoContents));
        await Sample.RefusesAsync(DocumentError.Conflict, () => Editor.MoveAsync(Admin, other, inner));
        (await Editor.MoveAsync(Admin, inner, root)).Path.ShouldBe("/inner", "what is in it comes out");
    }

    private static Task<IReadOnlyList<(PropertyPath Path, BlobSource Content)>> ContentAsync(Document document) =>
        Task.FromResult<IReadOnlyList<(PropertyPath, BlobSource)>>([(Content, BlobSource.FromText("content"))]);

    private async Task<IEnumerable<string>> EventsAsync(string id) =>
        (await Node.Audit.QueryAsync(new AuditQuery { DocumentId = id })).Select(entry => entry.EventId);
}
