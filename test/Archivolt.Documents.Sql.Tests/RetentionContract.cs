using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;
using Archivolt.Layers;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteRetentionTests() : RetentionContract(new SqliteTestDatabase());

public sealed class PostgresRetentionTests() : RetentionContract(new PostgresTestDatabase());

/// <summary>How long records are kept, and the locks that their content gets for it.</summary>
public abstract class RetentionContract(TestDatabase database) : RecordTest(database)
{
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
        var store = Node.Get<BlobManager>()["records"].Ability<IRetainsContent>()!;
        await store.SetRetentionAsync(ContentOf(waiting).Key.Key, new Retention(Retention.Indeterminate, LegalHold: false));
        (await Records.SetRetentionAsync(Keeper, waiting, Now + Day)).RetainUntil.ShouldBe(Now + Day);
        (await LockOf(waiting)).Until.ShouldBe(Retention.Indeterminate);
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
    public async Task A_hold_that_is_put_on_while_a_time_is_on_its_way_to_the_store_stays_there()
    {
        Hooked store = null!;
        Database.Setup = archivolt =>
        {
            archivolt.AddProvider("default", _ => new MemoryStore("default", Database.Clock));
            archivolt.AddProvider("records", _ => store = new Hooked(new Retained(new MemoryStore("records", Database.Clock), new MemoryStore("notes"), Database.Clock)),
                new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) });
            archivolt.UseRules(new DispatchRule(DispatchRule.Records, "records"), new DispatchRule(DispatchRule.Default, "default"));
        };
        var node = Database.Open();
        var records = node.Get<RecordKeeper>();
        var filled = (await node.CreateAsync(await node.RootAsync(), "doc")).Copy();
        await node.Get<DocumentBlobs>().WriteAsync(BlobSource.FromText("content"), filled, Main);
        var record = await records.MakeRecordAsync(Keeper, await node.Documents.UpdateAsync(filled));
        await records.SetRetentionAsync(Keeper, record, Now + Day);
        // Of a longer time the store hears twice: that it holds the content, and until when.
        store.BeforeSecond = () => records.SetLegalHoldAsync(Keeper, record, hold: true);

        await records.SetRetentionAsync(Keeper, record, Now + 2 * Day);

        (await store.GetRetentionAsync(record.Id)).ShouldBe(new Retention(Now + 2 * Day, LegalHold: true));
    }

    [Fact]
    public async Task A_hold_protects_beyond_the_time_until_it_is_taken_off()
    {
        var retained = await RetainAsync(await NewAsync("content"));
        await Records.SetLegalHoldAsync(Keeper, retained, hold: true);
        await Database.AdvanceAsync(2 * Day);
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
        var expiry = Node.Get<RetentionExpiry>();
        (await expiry.RunAsync())!.Looked.ShouldBe(0);
        await Database.AdvanceAsync(Day);

        (await expiry.RunAsync()).ShouldBe(new DocumentScanReport(1, 1, 0));
        (await expiry.RunAsync())!.Looked.ShouldBe(0);

        (await Documents.FindAsync("default", over.Id))!.RetainUntil.ShouldBeNull();
        (await Documents.FindAsync("default", runs.Id))!.RetainUntil.ShouldNotBeNull();
        (await AuditAsync("retentionExpired")).ShouldHaveSingleItem().PrincipalName.ShouldBe("system");
    }

    [Fact]
    public async Task Content_that_was_replaced_without_the_documents_knowledge_is_not_put_under_retention()
    {
        var record = await Records.MakeRecordAsync(Keeper, await NewAsync("content"));
        await Node.Get<BlobManager>()["records"].WriteAsync(BlobSource.FromText("smuggled"), new BlobOwner("default", record.Id, "content"));

        await Sample.RefusesAsync(DocumentError.Conflict, () => Records.SetLegalHoldAsync(Keeper, record, hold: true));

        (await Documents.FindAsync("default", record.Id))!.HasLegalHold.ShouldBeFalse();
        (await LockOf(record)).ShouldBe(Retention.None);
    }

    [Theory]
    [InlineData("afterMakeRecord")]
    [InlineData("afterSetRetention")]
    [InlineData("afterSetLegalHold")]
    public async Task Neither_what_protects_a_document_nor_its_audit_entry_is_stored_without_the_other(string eventId)
    {
        var document = await NewAsync();
        if (eventId != "afterMakeRecord")
            document = await Records.MakeRecordAsync(Keeper, document);
        await Database.FailInsertsAsync("audit", "event_id", eventId);

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
        var store = Node.Get<BlobManager>()["records"].Ability<IRetainsContent>()!;
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
        var provider = Node.Get<BlobManager>()["records"];
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
        var store = Node.Get<BlobManager>()["records"].Ability<IRetainsContent>()!;
        await store.SetRetentionAsync(record.Id, freed.Retention with { LegalHold = true });
        await Sample.RefusesAsync(DocumentError.ConditionFailed, () => Records.SetRetentionAsync(Keeper, freed, Now + 9 * Day, terms));
        (await LockOf(record)).LegalHold.ShouldBeTrue();
    }

    [Fact]
    public async Task Content_that_a_record_left_behind_is_held_no_more()
    {
        Database.Setup = archivolt =>
        {
            foreach (var name in new[] { "working", "records" })
            {
                archivolt.AddProvider(name, _ => new Retained(new MemoryStore(name, Database.Clock), new MemoryStore("notes"), Database.Clock),
                    new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) });
            }
            archivolt.UseRules(new DispatchRule(DispatchRule.Records, "records"), new DispatchRule(DispatchRule.Default, "working"));
        };
        await using var node = Database.Open();
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

    private sealed class Hooked(IBlobStore inner) : StoreLayer(inner), IRetainsContent
    {
        private readonly IRetainsContent _inner = inner.Ability<IRetainsContent>()!;
        private int _changes;

        public Func<Task>? BeforeSecond
        {
            get;
            set => (field, _changes) = (value, 0);
        }

        public ValueTask<Retention> GetRetentionAsync(string key, CancellationToken cancellationToken = default) => _inner.GetRetentionAsync(key, cancellationToken);

        public async ValueTask SetRetentionAsync(string key, Retention retention, CancellationToken cancellationToken = default)
        {
            if (++_changes == 2 && BeforeSecond is { } hook)
                await hook();
            await _inner.SetRetentionAsync(key, retention, cancellationToken);
        }
    }
}
