using System.Text;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;
using Archivolt.Jobs;
using Archivolt.Layers;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteRecordTests() : RecordContract(new SqliteTestDatabase());

public sealed class PostgresRecordTests() : RecordContract(new PostgresTestDatabase());

/// <summary>Records with a provider of their own, and what nobody can do to them.</summary>
public abstract class RecordContract : IAsyncLifetime
{
    private static readonly Principal Keeper = new("keeper", []);
    private static readonly PropertyPath Main = PropertyPath.Parse("file:content");
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TestDatabase _database;
    private readonly Node _node;

    protected RecordContract(TestDatabase database)
    {
        _database = database;
        database.Setup = archivolt =>
        {
            archivolt.AddProvider("default", _ => new MemoryStore("default", database.Clock));
            archivolt.AddProvider("records", _ => new Retained(new MemoryStore("records", database.Clock), new MemoryStore("notes"), database.Clock),
                new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) });
            archivolt.UseRules(new DispatchRule(DispatchRule.Records, "records"), new DispatchRule(DispatchRule.Default, "default"));
            archivolt.Services.Configure<RecordOptions>(options => options.RetainedProperties.Add("files:files/*/file"));
        };
        _node = database.Open();
    }

    private IDocumentStore Documents => _node.Documents;

    private RecordKeeper Records => _node.Get<RecordKeeper>();

    private DateTimeOffset Now => _database.Clock.GetUtcNow();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

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
        var folder = await _node.CreateAsync(await _node.RootAsync(), "folder", "Folder");
        var document = await NewAsync(folder);
        await _node.CreateAsync(folder, "bystander");
        await RetainAsync(document);

        await Sample.RefusesAsync(DocumentError.Retained, () => Documents.DeleteAsync("default", document.Id));
        (await Should.ThrowAsync<DocumentException>(() => Documents.DeleteAsync("default", folder.Id))).Message
            .ShouldBe($"Cannot remove {folder.Id}, it is under retention / hold: {document.Path}");
        (await Documents.FindByPathAsync("default", "/folder/bystander")).ShouldNotBeNull("nothing was deleted");

        await _database.AdvanceAsync(Day);
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
        var blobs = _node.Get<DocumentBlobs>();
        await Sample.RefusesAsync(DocumentError.ContentLocked, () => blobs.WriteAsync(BlobSource.FromText("other"), retained, Main));
        (await ReadAsync(retained)).ShouldBe("content");
    }

    [Fact]
    public async Task The_record_provider_refuses_by_itself_whoever_asks_and_whatever_the_document_says()
    {
        var retained = await RetainAsync(await NewAsync("content"));
        var provider = _node.Get<BlobManager>()["records"];
        var key = ContentOf(retained).Key.Key;
        var owner = new BlobOwner("default", retained.Id, "content");

        var order = retained.Event("blobShredded", Keeper, _database.Clock, "because");
        var proof = await _node.Audit.AuthorizeShredAsync(order);

        await RefusesAsync(BlobError.Retained, () => provider.WriteAsync(BlobSource.FromText("other"), owner));
        await RefusesAsync(BlobError.Retained, async () => await provider.Store.DeleteAsync(key, proof));
        (await ReadAsync(retained)).ShouldBe("content");

        await _database.AdvanceAsync(Day);
        await provider.WriteAsync(BlobSource.FromText("other"), owner);
        (await provider.Store.DeleteAsync(key, proof)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_time_of_an_enforced_record_only_becomes_longer()
    {
        var retained = await RetainAsync(await NewAsync(), Now + 2 * Day);
        await Sample.RefusesAsync(DocumentError.Retained, () => Records.SetRetentionAsync(Keeper, retained, Now + Day));
        await Sample.RefusesAsync(DocumentError.Retained, () => Records.SetRetentionAsync(Keeper, retained, null));
        (await Records.SetRetentionAsync(Keeper, retained, Now + 3 * Day)).RetainUntil.ShouldBe(Now + 3 * Day);
        (await LockOf(retained)).Until.ShouldBe(Now + 3 * Day);
        (await AuditAsync("afterSetRetention")).Count.ShouldBe(1);
        (await AuditAsync("afterExtendRetention")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_time_whose_end_nobody_knew_gets_one_day_which_then_only_becomes_later()
    {
        var record = await Records.MakeRecordAsync(Keeper, await NewAsync("content"));
        var waiting = await Records.SetRetentionAsync(Keeper, record, Retention.Indeterminate);
        (await LockOf(waiting)).ShouldBe(new Retention(null, LegalHold: true));
        await Sample.RefusesAsync(DocumentError.Retained, () => Records.SetRetentionAsync(Keeper, waiting, null));

        var retained = await Records.SetRetentionAsync(Keeper, waiting, Now + 2 * Day);

        (await LockOf(retained)).ShouldBe(new Retention(Now + 2 * Day, LegalHold: false));
        (await AuditAsync("afterSetRetention")).Count.ShouldBe(2);
        await Sample.RefusesAsync(DocumentError.Retained, () => Records.SetRetentionAsync(Keeper, retained, Now + Day));
        // It would be the way to a shorter one.
        await Sample.RefusesAsync(DocumentError.Retained, () => Records.SetRetentionAsync(Keeper, retained, Retention.Indeterminate));
    }

    [Fact]
    public async Task A_hold_that_is_taken_off_leaves_the_content_locked_while_no_end_is_known()
    {
        var waiting = await Records.SetRetentionAsync(Keeper, await Records.MakeRecordAsync(Keeper, await NewAsync("content")), Retention.Indeterminate);
        var held = await Records.SetLegalHoldAsync(Keeper, waiting, hold: true);
        var free = await Records.SetLegalHoldAsync(Keeper, held, hold: false);
        (await LockOf(free)).LegalHold.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_store_was_told_for_ever_stays_so_whatever_day_is_given()
    {
        var waiting = await Records.SetRetentionAsync(Keeper, await Records.MakeRecordAsync(Keeper, await NewAsync("content")), Retention.Indeterminate);
        var store = _node.Get<BlobManager>()["records"].Ability<IRetainsContent>()!;
        await store.SetRetentionAsync(ContentOf(waiting).Key.Key, new Retention(Retention.Indeterminate, LegalHold: false));
        (await Records.SetRetentionAsync(Keeper, waiting, Now + Day)).RetainUntil.ShouldBe(Now + Day);
        (await LockOf(waiting)).Until.ShouldBe(Retention.Indeterminate);
    }

    [Fact]
    public async Task No_version_becomes_a_record_and_no_record_gets_or_takes_back_a_version()
    {
        var document = await NewAsync("content");
        var versions = _node.Get<DocumentVersions>();
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
        var editor = _node.Get<DocumentEditor>();
        var record = await Records.MakeRecordAsync(Keeper, await NewAsync());
        var held = await Records.SetLegalHoldAsync(Keeper, await editor.TrashAsync(Principal.System, record, trashed: true), hold: true);
        var taken = await editor.TrashAsync(Principal.System, held, trashed: false);
        (await Sample.RefusesAsync(DocumentError.Retained, () => editor.TrashAsync(Principal.System, taken, trashed: true))).Message.ShouldStartWith($"Cannot remove {record.Id}, it is under retention / hold");
    }

    [Fact]
    public async Task What_is_under_retention_gets_into_no_trash_with_the_folder_around_it()
    {
        var editor = _node.Get<DocumentEditor>();
        var folder = await _node.CreateAsync(await _node.RootAsync(), "folder", "Folder");
        var bin = await _node.CreateAsync(await _node.RootAsync(), "bin", "Folder");
        var inBin = await _node.CreateAsync(bin, "below", "Folder");
        await editor.TrashAsync(Principal.System, bin, trashed: true);
        var record = await NewAsync(folder);
        await RetainAsync(record);

        (await Sample.RefusesAsync(DocumentError.Retained, () => editor.TrashAsync(Principal.System, folder, trashed: true))).Message
            .ShouldBe($"Cannot remove {folder.Id}, it is under retention / hold: {record.Path}");
        foreach (var trash in (Document[])[bin, inBin])
            await Sample.RefusesAsync(DocumentError.Retained, () => editor.MoveAsync(Principal.System, folder, trash));
        (await editor.MoveAsync(Principal.System, folder, await _node.RootAsync(), "renamed")).IsTrashed.ShouldBeFalse();

        await _database.AdvanceAsync(2 * Day);
        (await editor.TrashAsync(Principal.System, folder, trashed: true)).IsTrashed.ShouldBeTrue();
    }

    [Fact]
    public async Task The_time_of_a_flexible_record_may_become_shorter_and_end()
    {
        var flexible = await Records.MakeRecordAsync(Keeper, await NewAsync(), flexible: true);
        await Records.SetRetentionAsync(Keeper, flexible, Now + 2 * Day);
        (await Records.SetRetentionAsync(Keeper, flexible, Now + Day)).RetainUntil.ShouldBe(Now + Day);
        (await Records.SetRetentionAsync(Keeper, flexible, null)).RetainUntil.ShouldBeNull();
        (await Documents.DeleteAsync("default", flexible.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_document_that_is_no_record_is_neither_retained_nor_held()
    {
        var document = await NewAsync();
        await Sample.RefusesAsync(DocumentError.Invalid, () => Records.SetRetentionAsync(Keeper, document, Now + Day));
        await Sample.RefusesAsync(DocumentError.Invalid, () => Records.SetLegalHoldAsync(Keeper, document, hold: true));
        var record = await Records.MakeRecordAsync(Keeper, document);
        await Sample.RefusesAsync(DocumentError.Invalid, () => Records.SetRetentionAsync(Keeper, record, Now));
    }

    [Fact]
    public async Task A_hold_protects_beyond_the_time_until_it_is_taken_off()
    {
        var retained = await RetainAsync(await NewAsync("content"));
        await Records.SetLegalHoldAsync(Keeper, retained, hold: true);
        await _database.AdvanceAsync(2 * Day);
        await Sample.RefusesAsync(DocumentError.Retained, () => Documents.DeleteAsync("default", retained.Id));

        var free = await Records.SetLegalHoldAsync(Keeper, retained, hold: false, new EditOptions { Comment = "closed" });

        (await LockOf(free)).HoldsAt(Now).ShouldBeFalse();
        (await AuditAsync("afterRemoveLegalHold")).ShouldHaveSingleItem().Comment.ShouldBe("closed");
        (await Documents.DeleteAsync("default", retained.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_time_that_is_over_is_taken_off_once_and_audited()
    {
        var over = await RetainAsync(await NewAsync());
        var runs = await RetainAsync(await NewAsync(), Now + 2 * Day);
        var expiry = _node.Get<RetentionExpiry>();
        (await expiry.RunAsync())!.Looked.ShouldBe(0);
        await _database.AdvanceAsync(Day);

        (await expiry.RunAsync()).ShouldBe(new DocumentScanReport(1, 1, 0));
        (await expiry.RunAsync())!.Looked.ShouldBe(0);

        (await Documents.FindAsync("default", over.Id))!.RetainUntil.ShouldBeNull();
        (await Documents.FindAsync("default", runs.Id))!.RetainUntil.ShouldNotBeNull();
        (await AuditAsync("retentionExpired")).ShouldHaveSingleItem().PrincipalName.ShouldBe("system");
    }

    [Fact]
    public async Task Content_that_was_replaced_withtakenthe_documents_knowledge_is_not_put_under_retention()
    {
        var record = await Records.MakeRecordAsync(Keeper, await NewAsync("content"));
        await _node.Get<BlobManager>()["records"].WriteAsync(BlobSource.FromText("smuggled"), new BlobOwner("default", record.Id, "content"));

        await Sample.RefusesAsync(DocumentError.Conflict, () => Records.SetLegalHoldAsync(Keeper, record, hold: true));

        (await Documents.FindAsync("default", record.Id))!.HasLegalHold.ShouldBeFalse();
        (await LockOf(record)).ShouldBe(Retention.None);
    }

    [Theory]
    [InlineData("afterMakeRecord")]
    [InlineData("afterSetRetention")]
    [InlineData("afterSetLegalHold")]
    public async Task Neither_what_protects_a_document_nor_its_audit_entry_is_stored_withtakenthe_other(string eventId)
    {
        var document = await NewAsync();
        if (eventId != "afterMakeRecord")
            document = await Records.MakeRecordAsync(Keeper, document);
        await _database.FailInsertsAsync("audit", "event_id", eventId);

        await Should.ThrowAsync<Exception>(() => eventId switch
        {
            "afterMakeRecord" => Records.MakeRecordAsync(Keeper, document),
            "afterSetRetention" => Records.SetRetentionAsync(Keeper, document, Now + Day),
            _ => Records.SetLegalHoldAsync(Keeper, document, hold: true),
        });

        var present = (await Documents.FindAsync("default", document.Id))!;
        (present.IsRecord, present.Retention).ShouldBe((document.IsRecord, Retention.None));
        (await AuditAsync(eventId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_protects_a_document_is_changed_only_in_the_state_that_is_a_condition()
    {
        var record = await Records.MakeRecordAsync(Keeper, await NewAsync());
        await Documents.UpdateAsync(record);
        // The caller's copy is the older state, which meets the condition.
        var terms = new EditOptions { Condition = present => present.ChangeToken == record.ChangeToken };
        await Sample.RefusesAsync(DocumentError.ConditionFailed, () => Records.MakeRecordAsync(Keeper, record, terms: terms));
        await Sample.RefusesAsync(DocumentError.ConditionFailed, () => Records.SetRetentionAsync(Keeper, record, Now + Day, terms));
        await Sample.RefusesAsync(DocumentError.ConditionFailed, () => Records.SetLegalHoldAsync(Keeper, record, hold: true, terms));
        (await LockOf(record)).ShouldBe(Retention.None);
        (await Documents.FindAsync("default", record.Id))!.Retention.ShouldBe(Retention.None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_that_is_refused_because_somebody_was_faster_leaves_the_content_as_it_was(bool retained)
    {
        var record = retained ? await RetainAsync(await NewAsync()) : await Records.MakeRecordAsync(Keeper, await NewAsync());
        var asked = 0;
        var terms = new EditOptions { Condition = _ => ++asked == 1 };
        await Sample.RefusesAsync(DocumentError.ConditionFailed, () => Records.SetRetentionAsync(Keeper, record, Now + 9 * Day, terms));
        asked.ShouldBe(2, "it met the condition when it was read, and no more when it was to be changed");
        (await LockOf(record)).ShouldBe(record.Retention);
        (await Documents.FindAsync("default", record.Id))!.Retention.ShouldBe(record.Retention);
    }

    [Fact]
    public async Task A_change_that_is_repeated_completes_the_locks_of_the_content()
    {
        var record = await RetainAsync(await NewAsync());
        var store = _node.Get<BlobManager>()["records"].Ability<IRetainsContent>()!;
        // As a change leaves it whose answer was lost.
        await store.SetRetentionAsync(record.Id, record.Retention with { LegalHold = true });
        await Records.SetRetentionAsync(Keeper, record, record.RetainUntil);
        (await LockOf(record)).ShouldBe(record.Retention);

        record = await Records.SetLegalHoldAsync(Keeper, record, hold: true);
        await store.SetRetentionAsync(record.Id, record.Retention with { LegalHold = false });
        await Records.SetLegalHoldAsync(Keeper, record, hold: true);
        (await LockOf(record)).ShouldBe(record.Retention);
    }

    [Fact]
    public async Task Where_one_content_cannot_be_held_no_other_stays_held()
    {
        var record = await Records.MakeRecordAsync(Keeper, await NewAsync("content", ("files:files/0/file", "attached")));
        // Only the main content goes to the record provider.
        var copy = record.Copy();
        var provider = _node.Get<BlobManager>()["records"];
        copy.Properties.Set("files:files/0/file", await provider.WriteAsync(BlobSource.FromText("attached"), new BlobOwner("default", record.Id, "files/x")));
        record = await Documents.UpdateAsync(copy);
        await provider.WriteAsync(BlobSource.FromText("smuggled"), new BlobOwner("default", record.Id, "files/x"));

        await Sample.RefusesAsync(DocumentError.Conflict, () => Records.SetLegalHoldAsync(Keeper, record, hold: true));

        (await LockOf(record)).ShouldBe(Retention.None);
    }

    [Fact]
    public async Task A_refused_change_takes_off_no_hold_that_it_did_not_put_on()
    {
        var record = await Records.SetLegalHoldAsync(Keeper, await RetainAsync(await NewAsync()), hold: true);
        var asked = 0;
        var terms = new EditOptions { Condition = _ => ++asked == 1 };
        var freed = await Records.SetLegalHoldAsync(Keeper, record, hold: false);
        var store = _node.Get<BlobManager>()["records"].Ability<IRetainsContent>()!;
        await store.SetRetentionAsync(record.Id, freed.Retention with { LegalHold = true });
        await Sample.RefusesAsync(DocumentError.ConditionFailed, () => Records.SetRetentionAsync(Keeper, freed, Now + 9 * Day, terms));
        (await LockOf(record)).LegalHold.ShouldBeTrue();
    }

    [Fact]
    public async Task Content_that_a_record_left_behind_is_held_no_more()
    {
        _database.Setup = archivolt =>
        {
            foreach (var name in new[] { "working", "records" })
            {
                archivolt.AddProvider(name, _ => new Retained(new MemoryStore(name, _database.Clock), new MemoryStore("notes"), _database.Clock),
                    new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) });
            }
            archivolt.UseRules(new DispatchRule(DispatchRule.Records, "records"), new DispatchRule(DispatchRule.Default, "working"));
        };
        await using var node = _database.Open();
        var records = node.Get<RecordKeeper>();
        var created = await node.CreateAsync(await node.RootAsync(), "doc");
        var written = (await node.Get<DocumentEditor>().SetBlobAsync(
            new Principal("Administrator", [Principal.Administrators]), created, Main, BlobSource.FromText("content"))).Document;
        var flexible = await records.MakeRecordAsync(Keeper, written, flexible: true);
        var before = ContentOf(flexible).Key;
        before.Provider.ShouldBe("working");

        var held = await records.SetLegalHoldAsync(Keeper, flexible, hold: true);

        ContentOf(held).Key.Provider.ShouldBe("records");
        (await RetentionOf(node, ContentOf(held).Key)).ShouldBe(held.Retention);
        (await RetentionOf(node, before)).ShouldBe(Retention.None);

        static async Task<Retention> RetentionOf(Node node, BlobKey key) =>
            await node.Get<BlobManager>()[key.Provider!].Ability<IRetainsContent>()!.GetRetentionAsync(key.Key);
    }

    [Fact]
    public async Task The_audit_says_what_was_done_and_what_was_said_abtakenit()
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
        await _database.AdvanceAsync(Day);
        await _database.FailInsertsAsync("audit", "event_id", "retentionExpired");
        var problems = new List<string>();
        var expiry = _node.Get<RetentionExpiry>();
        await using (var run = await _node.Get<JobLeases>().TryRunAsync(expiry.Name, new JobRunOptions { Problem = problems.Add }, default, default))
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

    [Fact]
    public async Task Retention_is_kept_to_the_millisecond_and_never_too_short()
    {
        var record = await Records.MakeRecordAsync(Keeper, await NewAsync());
        var until = Now + Day + TimeSpan.FromTicks(1);
        var retained = await Records.SetRetentionAsync(Keeper, record, until.ToOffset(TimeSpan.FromHours(5)));
        retained.RetainUntil.ShouldBe(Now + Day + TimeSpan.FromMilliseconds(1));
        (await Documents.FindAsync("default", record.Id))!.RetainUntil.ShouldBe(retained.RetainUntil);
        var last = await Records.SetRetentionAsync(Keeper, retained, DateTimeOffset.MaxValue);
        last.RetainUntil.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }

    private async Task<Document> NewAsync(string content = "content", params (string Path, string Text)[] more)
    {
        return await NewAsync(content, await _node.RootAsync(), more);
    }

    private async Task<Document> NewAsync(Document parent) => await NewAsync("content", parent, []);

    private async Task<Document> NewAsync(string content, Document parent, (string Path, string Text)[] more)
    {
        var created = await _node.CreateAsync(parent, "doc");
        var filled = created.Copy();
        foreach (var (path, text) in more.Prepend(("file:content", content)))
            await _node.Get<DocumentBlobs>().WriteAsync(BlobSource.FromText(text), filled, PropertyPath.Parse(path));
        return await Documents.UpdateAsync(filled);
    }

    private async Task<Document> RetainAsync(Document document, DateTimeOffset? until = null) =>
        await Records.SetRetentionAsync(Keeper, await Records.MakeRecordAsync(Keeper, document), until ?? Now + Day);

    private static BlobInfo ContentOf(Document document) => (BlobInfo)document.Properties.Get(Main)!;

    private async Task<string> ReadAsync(Document document)
    {
        await using var content = await _node.Get<BlobManager>().OpenAsync(ContentOf(document).Key);
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private async Task<Retention> LockOf(Document document) =>
        await _node.Get<BlobManager>()["records"].Ability<IRetainsContent>()!.GetRetentionAsync(document.Id);

    private async Task<List<string>> MarkedAsync(DocumentMark mark)
    {
        var found = new List<string>();
        await foreach (var document in Documents.ListMarkedAsync("default", mark))
            found.Add(document.Id);
        return found;
    }

    private async Task<IReadOnlyList<AuditEntry>> AuditAsync(string eventId) => await _node.Audit.QueryAsync(new AuditQuery { EventId = eventId });

    private static async Task RefusesAsync(BlobError error, Func<Task> act) =>
        (await Should.ThrowAsync<BlobException>(act)).Error.ShouldBe(error);
}
