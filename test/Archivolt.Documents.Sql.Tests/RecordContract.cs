using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteRecordTests() : RecordContract(new SqliteTestDatabase());

public sealed class PostgresRecordTests() : RecordContract(new PostgresTestDatabase());

/// <summary>Records, and what nobody can do to them.</summary>
public abstract class RecordContract(TestDatabase database) : RecordTest(database)
{
    [Fact]
    public async Task A_record_is_in_the_record_provider_under_the_documents_id_and_the_audit_says_who_made_it()
    {
        var document = await NewAsync("content");
        var made = await Records.MakeRecordAsync(Keeper, document);

        (made.IsRecord, made.IsFlexibleRecord).ShouldBe((true, false));
        made.RetainedProperties.ShouldBe(["file:content", "files:files/*/file"]);
        ContentOf(made).Key.ToString().ShouldBe($"records:{document.Id}");
        (await ReadAsync(made)).ShouldBe("content");
        (await Documents.FindAsync("default", made.Id))!.ChangeToken.ShouldBe(made.ChangeToken);
        var entry = (await AuditAsync("afterMakeRecord")).ShouldHaveSingleItem();
        (entry.PrincipalName, entry.DocumentId, entry.EventDate).ShouldBe(("keeper", made.Id, Now));
    }

    [Fact]
    public async Task Write_is_not_enough_to_get_the_permission_to_end_what_keeps_a_record()
    {
        var (editor, bob) = (Node.Get<DocumentEditor>(), new Principal("bob", []));
        var (archive, own) = (await Node.CreateAsync(await Node.RootAsync(), "archive", "Folder"), await Node.CreateAsync(await Node.RootAsync(), "own", "Folder"));
        await Node.Access.SetEntriesAsync(archive, [new AccessEntry("bob", Permission.Write), new AccessEntry("bob", Permission.ManageLegalHold, Granted: false)]);
        await Node.Access.SetEntriesAsync(own, [new AccessEntry("bob", Permission.Everything)]);
        var record = await RetainAsync(await NewAsync(archive));

        // He grants it to himself, takes away what denies it, or takes the record to where he has it.
        foreach (var permission in (Permission[])[Permission.Everything, Permission.ManageLegalHold, Permission.SetRetention, Permission.MakeRecord, Permission.WriteColdStorage])
            await Sample.RefusesAsync(DocumentError.Denied, () => editor.SetAccessAsync(bob, record, [new AccessEntry("bob", permission)]));
        await Sample.RefusesAsync(DocumentError.Denied, () => editor.SetAccessAsync(bob, archive, [new AccessEntry("bob", Permission.Write)]));
        await Sample.RefusesAsync(DocumentError.Retained, () => editor.MoveAsync(bob, record, own));

        await editor.SetAccessAsync(bob, record, [new AccessEntry("eve", Permission.Write), new AccessEntry("joe", Permission.Everything, Granted: false)]);
        await editor.SetAccessAsync(bob, own, [new AccessEntry("bob", Permission.Everything), new AccessEntry("eve", Permission.Everything)]);
        await Sample.RefusesAsync(DocumentError.Retained, async () => await editor.ReturnAsync(bob, await Node.CreateAsync(own, "newcomer"), record, (_, _) => { }));
        (await editor.MoveAsync(bob, record, archive, "renamed")).Path.ShouldBe("/archive/renamed");
        (await editor.MoveAsync(Principal.System, record, own, "moved")).Path.ShouldBe("/own/moved");
    }

    [Fact]
    public async Task Making_a_record_twice_changes_nothing()
    {
        var made = await Records.MakeRecordAsync(Keeper, await NewAsync());
        var again = await Records.MakeRecordAsync(Keeper, made, flexible: true);
        (again.ChangeToken, again.IsFlexibleRecord).ShouldBe((made.ChangeToken, false));
        (await AuditAsync("afterMakeRecord")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_flexible_record_stays_where_it_is_until_a_legal_hold_makes_it_an_enforced_one()
    {
        var flexible = await Records.MakeRecordAsync(Keeper, await NewAsync("content"), flexible: true);
        flexible = await Records.SetRetentionAsync(Keeper, flexible, Retention.Indeterminate);
        ContentOf(flexible).Key.Provider.ShouldBe("default");
        flexible.IsFlexibleRecord.ShouldBeTrue();

        var held = await Records.SetLegalHoldAsync(Keeper, flexible, hold: true, new EditOptions { Comment = "case 7" });

        held.IsFlexibleRecord.ShouldBeFalse();
        ContentOf(held).Key.ToString().ShouldBe($"records:{held.Id}");
        (await ReadAsync(held)).ShouldBe("content");
        (await LockOf(held)).ShouldBe(new Retention(null, LegalHold: true));
        (await AuditAsync("afterSetLegalHold")).ShouldHaveSingleItem().Comment.ShouldBe("case 7");
    }

    [Fact]
    public async Task Until_the_time_is_over_the_document_and_what_is_above_it_cannot_be_deleted()
    {
        var folder = await Node.CreateAsync(await Node.RootAsync(), "folder", "Folder");
        var document = await NewAsync(folder);
        await Node.CreateAsync(folder, "bystander");
        await RetainAsync(document);

        await Sample.RefusesAsync(DocumentError.Retained, () => Documents.DeleteAsync("default", document.Id));
        (await Should.ThrowAsync<DocumentException>(() => Documents.DeleteAsync("default", folder.Id))).Message
            .ShouldBe($"Cannot remove {folder.Id}, it is under retention / hold: {document.Path}");
        (await Documents.FindByPathAsync("default", "/folder/bystander")).ShouldNotBeNull("nothing was deleted");

        await Database.AdvanceAsync(Day);
        (await Documents.DeleteAsync("default", folder.Id)).ShouldBe(3);
    }

    [Fact]
    public async Task Retained_content_cannot_be_changed_by_an_update_and_other_properties_can()
    {
        var document = await NewAsync("content", ("files:files/0/file", "first"));
        var retained = await RetainAsync(document);
        Action<Document>[] changes =
        [
            changed => changed.Properties.Set(Main, null),
            changed => changed.Properties.Remove("file:content"),
            changed => changed.Properties.Set(Main, ContentOf(changed) with { FileName = "other" }),
            changed => changed.Properties.Set(Main, ContentOf(changed) with { Key = BlobKey.Parse("default:other") }),
            changed => changed.Properties.Set("files:files", new List<object?>()),
            changed => changed.Properties.Set("files:files/1/file", Sample.Blob("default:second")),
        ];
        foreach (var change in changes)
        {
            var changed = retained.Copy();
            change(changed);
            await Sample.RefusesAsync(DocumentError.ContentLocked, () => Documents.UpdateAsync(changed));
        }
        var renamed = retained.Copy();
        renamed.Properties.Set("dc:title", "Changed");
        (await Documents.UpdateAsync(renamed)).Title.ShouldBe("Changed");
    }

    [Fact]
    public async Task No_update_makes_or_unmakes_a_record()
    {
        var document = await NewAsync();
        var forged = document.Copy() with { IsRecord = true, HasLegalHold = true, RetainUntil = Retention.Indeterminate };
        (await Documents.UpdateAsync(forged)).IsRecord.ShouldBeFalse();
        await Sample.RefusesAsync(DocumentError.Conflict, () => Documents.CreateAsync(forged with { Name = "copy" }));
        (await Documents.CreateAsync(forged with { Name = "copy", Id = "" })).ShouldSatisfyAllConditions(
            copy => copy.IsRecord.ShouldBeFalse(), copy => copy.HasLegalHold.ShouldBeFalse(), copy => copy.RetainUntil.ShouldBeNull());

        var retained = await RetainAsync(document);
        var freed = await Documents.UpdateAsync(retained.Copy() with { IsRecord = false, RetainUntil = null, RetainedProperties = [] });
        (freed.IsRecord, freed.RetainUntil).ShouldBe((true, retained.RetainUntil));
        (await Documents.FindAsync("default", document.Id))!.RetainedProperties.ShouldBe(retained.RetainedProperties);
    }

    [Fact]
    public async Task Writing_to_a_retained_property_is_refused_before_anything_is_written()
    {
        var retained = await RetainAsync(await NewAsync("content"));
        var blobs = Node.Get<DocumentBlobs>();
        await Sample.RefusesAsync(DocumentError.ContentLocked, () => blobs.WriteAsync(BlobSource.FromText("other"), retained, Main));
        (await ReadAsync(retained)).ShouldBe("content");
    }

    [Fact]
    public async Task The_record_provider_refuses_by_itself_whoever_asks_and_whatever_the_document_says()
    {
        var retained = await RetainAsync(await NewAsync("content"));
        var provider = Node.Get<BlobManager>()["records"];
        var key = ContentOf(retained).Key.Key;
        var owner = new BlobOwner("default", retained.Id, "content");

        var order = retained.Event("blobShredded", Keeper, Database.Clock, "because");
        var proof = await Node.Audit.AuthorizeShredAsync(order);

        await RefusesAsync(BlobError.Retained, () => provider.WriteAsync(BlobSource.FromText("other"), owner));
        await RefusesAsync(BlobError.Retained, async () => await provider.Store.DeleteAsync(key, proof));
        (await ReadAsync(retained)).ShouldBe("content");

        await Database.AdvanceAsync(Day);
        await provider.WriteAsync(BlobSource.FromText("other"), owner);
        (await provider.Store.DeleteAsync(key, proof)).ShouldBeTrue();
    }

    [Fact]
    public async Task No_version_becomes_a_record_and_no_record_gets_or_takes_back_a_version()
    {
        var document = await NewAsync("content");
        var versions = Node.Get<DocumentVersions>();
        var version = await versions.CheckInAsync(Principal.System, document, isMajor: true);
        (await Sample.RefusesAsync(DocumentError.Invalid, () => Records.MakeRecordAsync(Keeper, version))).Message.ShouldBe($"Version cannot be made record: {version.Id}");

        var record = await Records.MakeRecordAsync(Keeper, document);

        versions.AreOfferedFor(record).ShouldBeFalse();
        (await Sample.RefusesAsync(DocumentError.Invalid, () => versions.CheckInAsync(Principal.System, record, isMajor: true))).Message.ShouldBe($"Record cannot be checked in: {record.Id}");
        await Sample.RefusesAsync(DocumentError.Invalid, () => versions.RestoreAsync(Principal.System, version));
    }

    [Fact]
    public async Task What_is_under_retention_goes_into_no_trash()
    {
        var editor = Node.Get<DocumentEditor>();
        var record = await Records.MakeRecordAsync(Keeper, await NewAsync());
        var held = await Records.SetLegalHoldAsync(Keeper, await editor.TrashAsync(Principal.System, record, trashed: true), hold: true);
        var taken = await editor.TrashAsync(Principal.System, held, trashed: false);
        (await Sample.RefusesAsync(DocumentError.Retained, () => editor.TrashAsync(Principal.System, taken, trashed: true))).Message.ShouldStartWith($"Cannot remove {record.Id}, it is under retention / hold");
        await Sample.RefusesAsync(DocumentError.Retained, () => editor.FollowAsync(Principal.System, taken, "delete"));
        (await editor.FollowAsync(Principal.System, taken, "approve")).State.ShouldBe("approved");
    }

    [Fact]
    public async Task What_is_under_retention_gets_into_no_trash_with_the_folder_around_it()
    {
        var editor = Node.Get<DocumentEditor>();
        var folder = await Node.CreateAsync(await Node.RootAsync(), "folder", "Folder");
        var bin = await Node.CreateAsync(await Node.RootAsync(), "bin", "Folder");
        var inBin = await Node.CreateAsync(bin, "below", "Folder");
        await editor.TrashAsync(Principal.System, bin, trashed: true);
        var record = await NewAsync(folder);
        await RetainAsync(record);

        (await Sample.RefusesAsync(DocumentError.Retained, () => editor.TrashAsync(Principal.System, folder, trashed: true))).Message
            .ShouldBe($"Cannot remove {folder.Id}, it is under retention / hold: {record.Path}");
        foreach (var trash in (Document[])[bin, inBin])
            await Sample.RefusesAsync(DocumentError.Retained, () => Documents.MoveAsync("default", folder.Id, trash.Id, "folder"));
        (await editor.MoveAsync(Principal.System, folder, await Node.RootAsync(), "renamed")).IsTrashed.ShouldBeFalse();

        await Database.AdvanceAsync(2 * Day);
        (await editor.TrashAsync(Principal.System, folder, trashed: true)).IsTrashed.ShouldBeTrue();
    }

    [Fact]
    public async Task The_audit_says_what_was_done_and_what_was_said_about_it()
    {
        var terms = new EditOptions { Comment = "case 7" };
        var record = await Records.MakeRecordAsync(Keeper, await NewAsync(), terms: terms);
        var retained = await Records.SetRetentionAsync(Keeper, record, Now + Day, terms);
        (await AuditAsync("afterMakeRecord")).ShouldHaveSingleItem().Comment.ShouldBe("record: case 7");
        (await AuditAsync("afterSetRetention")).ShouldHaveSingleItem().Comment.ShouldBe($"{retained.Retention}: case 7");
    }

    [Fact]
    public async Task What_a_scan_could_not_deal_with_is_a_problem_of_its_run()
    {
        var over = await RetainAsync(await NewAsync());
        await Database.AdvanceAsync(Day);
        await Database.FailInsertsAsync("audit", "event_id", "retentionExpired");
        var problems = new List<string>();
        var expiry = Node.Get<RetentionExpiry>();
        await using (var run = await Node.Get<JobLeases>().TryRunAsync(expiry.Name, new JobRunOptions { Problem = problems.Add }, default, default))
            await expiry.RunAsync(run!);
        problems.ShouldHaveSingleItem().ShouldContain(over.Id);
    }

    [Fact]
    public async Task Marks_find_records_and_only_them()
    {
        var record = await Records.MakeRecordAsync(Keeper, await NewAsync());
        await NewAsync();
        (await MarkedAsync(DocumentMark.Record)).ShouldBe([record.Id]);
        (await MarkedAsync(DocumentMark.Cold)).ShouldBeEmpty();
        (await MarkedAsync(DocumentMark.RetentionOver)).ShouldBeEmpty();
    }
}
