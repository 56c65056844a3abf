using Archivolt.Blobs;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Dispatch;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteUploadLedgerTests() : UploadLedgerContract(new SqliteTestDatabase());

public sealed class PostgresUploadLedgerTests() : UploadLedgerContract(new PostgresTestDatabase());

/// <summary>From the announcement of content to the document that refers to it, and what happens to what is abandoned or condemned between.</summary>
public abstract class UploadLedgerContract(TestDatabase database) : SqlContract(database)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private IUploadLedger Uploads => Node.Get<IUploadLedger>();

    private ICondemnedBlobs Condemned => Node.Get<ICondemnedBlobs>();

    private BlobProvider Provider => Node.Get<BlobManager>()["default"];

    [Fact]
    public async Task A_write_is_announced_and_its_document_closes_the_entry()
    {
        var blob = await Provider.WriteAsync(BlobSource.FromText("content"));
        var open = (await OpenAsync()).ShouldHaveSingleItem();
        open.ShouldBe(new Upload("default", blob.Key.Key, blob.Upload!.Value, 7, Clock.GetUtcNow(), open.Node));
        await CreateAsync(blob);
        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_upload_of_the_same_content_has_its_own_entry()
    {
        var one = await Provider.WriteAsync(BlobSource.FromText("content"));
        var other = await Provider.WriteAsync(BlobSource.FromText("content"));
        one.Key.ShouldBe(other.Key);
        await CreateAsync(one);
        (await OpenAsync()).ShouldHaveSingleItem().Id.ShouldBe(other.Upload!.Value);
    }

    [Fact]
    public async Task Content_that_the_document_has_already_closes_the_entry_too()
    {
        var document = await CreateAsync(await Provider.WriteAsync(BlobSource.FromText("content")));
        document.Properties.Set("file:content", await Provider.WriteAsync(BlobSource.FromText("content")));
        await Documents.UpdateAsync(document);
        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_document_that_takes_over_a_blob_needs_no_upload_and_leaves_none_open()
    {
        var blob = await Provider.WriteAsync(BlobSource.FromText("content"));
        await CreateAsync(blob);
        await CondemnAsync("unrelated", TimeSpan.Zero);
        await CreateAsync(blob with { Upload = null });
        await CreateAsync(blob);
        (await OpenAsync()).ShouldBeEmpty();
        (await Node.References.FindAsync("default", blob.Key.Key)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_document_that_takes_over_condemned_content_takes_it_back()
    {
        var blob = await Provider.WriteAsync(BlobSource.FromText("content"));
        await Uploads.CondemnAbandonedAsync("default", TimeSpan.Zero, Day);
        (await CondemnedAsync()).ShouldBe([blob.Key.Key]);
        await CreateAsync(blob);
        (await CondemnedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Content_that_is_not_there_cannot_be_referred_to()
    {
        var strict = Database.Open(options => options.AllowMissingContent = false);
        var root = await strict.RootAsync();
        var properties = new PropertyMap();
        properties.Set("file:content", Sample.Blob("default:cccc"));
        var refused = await Should.ThrowAsync<DocumentException>(() => strict.CreateAsync(root, "a", properties: properties));
        refused.Error.ShouldBe(DocumentError.Invalid);
        refused.Message.ShouldContain("default:cccc");
        (await OpenAsync()).ShouldBeEmpty();
        (await strict.Documents.FindByPathAsync("default", "/a")).ShouldBeNull();
    }

    [Fact]
    public async Task Writing_condemned_content_again_takes_it_back()
    {
        await CondemnAsync(KeyOf("content"), Day);
        await Provider.WriteAsync(BlobSource.FromText("content"));
        (await CondemnedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_announced_or_referred_to_is_not_condemned()
    {
        var announced = await Provider.WriteAsync(BlobSource.FromText("announced"));
        var referred = await Provider.WriteAsync(BlobSource.FromText("referred"));
        await CreateAsync(referred);
        (await CondemnAsync(announced.Key.Key, Day)).ShouldBe(0);
        (await CondemnAsync(referred.Key.Key, Day)).ShouldBe(0);
        (await CondemnAsync("neither", Day)).ShouldBe(1);
        (await CondemnAsync("neither", Day)).ShouldBe(0);
    }

    [Fact]
    public async Task A_reference_to_a_version_keeps_the_blob()
    {
        await CreateAsync(Sample.Blob("default:abc@7"));
        (await CondemnAsync("abc", Day)).ShouldBe(0);
        (await CondemnAsync("ab", Day)).ShouldBe(1);
        (await CondemnAsync("abcd", Day)).ShouldBe(1);
    }

    [Fact]
    public async Task A_deletion_begins_after_the_grace_and_not_before()
    {
        await CondemnAsync("a", Day);
        (await BeginAsync("a")).ShouldBe(default);
        await Database.AdvanceAsync(Day - TimeSpan.FromMilliseconds(1));
        (await BeginAsync("a")).ShouldBe(default);
        await Database.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        var start = await BeginAsync("a");
        start.Blob!.Key.ShouldBe("a");
        (await Condemned.RestoreAsync("default", ["a"])).ShouldBe(0);
        await Condemned.EndPurgeAsync("default", "a", start.Purge!.Value, PurgeEnd.Deleted);
        (await CondemnedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deletion_that_failed_is_tried_again()
    {
        await CondemnAsync("a", TimeSpan.Zero);
        var start = await BeginAsync("a");
        await Condemned.EndPurgeAsync("default", "a", start.Purge!.Value, PurgeEnd.Failed);
        (await BeginAsync("a")).Purge.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_came_into_use_is_taken_back_instead_of_deleted()
    {
        var blob = await Provider.WriteAsync(BlobSource.FromText("content"));
        var document = await CreateAsync(blob);
        await Database.SqlAsync($"INSERT INTO condemned_blobs (provider, key, reason, condemned, due, purge_until) VALUES ('default', '{blob.Key.Key}', 'Deleted', 0, 0, 0)");
        (await BeginAsync(blob.Key.Key)).ShouldBe(new PurgeStart(null, null, Restored: true));
        (await CondemnedAsync()).ShouldBeEmpty();
        await Documents.DeleteAsync(document.Repository, document.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_document_restores_its_content_that_was_condemned_beside_its_upload(bool present)
    {
        var document = present ? await CreateAsync(await Provider.WriteAsync(BlobSource.FromText("before"))) : null;
        var blob = await Provider.WriteAsync(BlobSource.FromText("content"));
        await Database.SqlAsync($"INSERT INTO condemned_blobs (provider, key, reason, condemned, due, purge_until) VALUES ('default', '{blob.Key.Key}', 'Deleted', 0, 0, 0)");
        document?.Properties.Set("file:content", blob);
        _ = document is null ? await CreateAsync(blob) : await Documents.UpdateAsync(document);
        (await CondemnedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_deletions_begin_together_and_each_has_its_answer()
    {
        await CondemnAsync("due", TimeSpan.Zero);
        await CondemnAsync("early", Day);
        await CondemnAsync("used", TimeSpan.Zero);
        await Database.SqlAsync("INSERT INTO uploads (provider, key, id, announced, node) VALUES ('default', 'used', 'x', 0, 'n')");
        var starts = await Condemned.BeginPurgeAsync("default", ["used", "unknown", "early", "due"], TimeSpan.FromMinutes(1));
        starts.Select(start => (start.Purge is not null, start.Restored)).ShouldBe([(false, true), (false, false), (false, false), (true, false)]);
        starts[3].Blob!.Key.ShouldBe("due");
    }

    [Fact]
    public async Task A_writer_waits_for_the_end_of_the_deletion()
    {
        await CondemnAsync("a", TimeSpan.Zero);
        var start = await BeginAsync("a");
        var waits = Database.Clock.WhenSomebodyWaits();
        var announcing = Task.Run(async () => await Uploads.ReserveAsync("default", "a"));
        (await Task.WhenAny(waits, announcing)).ShouldBeSameAs(waits);
        (await OpenAsync()).ShouldBeEmpty();
        await Condemned.EndPurgeAsync("default", "a", start.Purge!.Value, PurgeEnd.Deleted);
        var upload = await announcing;
        (await OpenAsync()).ShouldHaveSingleItem().Id.ShouldBe(upload);
    }

    [Fact]
    public async Task A_writer_takes_over_from_a_collector_that_died()
    {
        await CondemnAsync("a", TimeSpan.Zero);
        (await BeginAsync("a")).Purge.ShouldNotBeNull();
        await Database.AdvanceAsync(TimeSpan.FromMinutes(2));
        await Uploads.ReserveAsync("default", "a");
        (await CondemnedAsync()).ShouldBeEmpty();
        (await OpenAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_abandoned_upload_is_condemned_without_a_scan()
    {
        await Provider.WriteAsync(BlobSource.FromText("old"));
        var used = await Provider.WriteAsync(BlobSource.FromText("used"));
        await Provider.WriteAsync(BlobSource.FromText("used"));
        await CreateAsync(used);
        await Database.AdvanceAsync(Day);
        await Provider.WriteAsync(BlobSource.FromText("young"));
        (await Uploads.CondemnAbandonedAsync("default", Day, Day)).ShouldBe(2);
        (await CondemnedAsync()).ShouldBe([KeyOf("old")]);
        (await OpenAsync()).ShouldHaveSingleItem().Key.ShouldBe(KeyOf("young"));
    }

    [Fact]
    public async Task A_document_that_comes_after_the_timeout_finds_its_content_or_is_refused()
    {
        var strict = Database.Open(options => options.AllowMissingContent = false);
        var provider = strict.Get<BlobManager>()["default"];
        var root = await strict.RootAsync();
        var late = await provider.WriteAsync(BlobSource.FromText("late"));
        await Uploads.CondemnAbandonedAsync("default", TimeSpan.Zero, TimeSpan.Zero);
        await CreateAsync(late, strict);
        (await CondemnedAsync()).ShouldBeEmpty();

        var later = await provider.WriteAsync(BlobSource.FromText("later"));
        await Uploads.CondemnAbandonedAsync("default", TimeSpan.Zero, TimeSpan.Zero);
        var start = await BeginAsync(later.Key.Key);
        File.Delete(provider.Ability<Stores.Files.FileStore>()!.PathOf(later.Key.Key));
        await Condemned.EndPurgeAsync("default", later.Key.Key, start.Purge!.Value, PurgeEnd.Deleted);
        await Sample.RefusesAsync(DocumentError.Invalid, () => CreateAsync(later, strict));
    }

    [Fact]
    public async Task Immediate_collection_condemns_what_a_document_let_go()
    {
        var node = Database.Open(null, services => services.Configure<CollectionOptions>(options => options.Immediate = true));
        var provider = node.Get<BlobManager>()["default"];
        var document = await CreateAsync(await provider.WriteAsync(BlobSource.FromText("one")), node);
        await CreateAsync(await provider.WriteAsync(BlobSource.FromText("two")), node);
        document.Properties.Set("file:content", await provider.WriteAsync(BlobSource.FromText("two")));
        document = await node.Documents.UpdateAsync(document);
        (await CondemnedAsync()).ShouldBe([KeyOf("one")]);
        document.Properties.Set("file:content", await provider.WriteAsync(BlobSource.FromText("three")));
        document = await node.Documents.UpdateAsync(document);
        (await CondemnedAsync()).ShouldBe([KeyOf("one")]);
        await node.Documents.DeleteAsync("default", document.Id);
        (await CondemnedAsync()).Order().ShouldBe(new[] { KeyOf("one"), KeyOf("three") }.Order());
        (await BeginAsync(KeyOf("three"))).Purge.ShouldNotBeNull();
    }

    private static string KeyOf(string text) => DigestAlgorithm.Sha256.Hash(System.Text.Encoding.UTF8.GetBytes(text)).Hex;

    private async Task<int> CondemnAsync(string key, TimeSpan grace) =>
        (await Condemned.CondemnAsync("default", [new CollectionCandidate(key, 1, default)], CollectionReason.Unreferenced, grace)).Count;

    private async Task<PurgeStart> BeginAsync(string key) => (await Condemned.BeginPurgeAsync("default", [key], TimeSpan.FromMinutes(1))).Single();

    private async Task<List<Upload>> OpenAsync() => await Uploads.ListAsync().ToListAsync();

    private async Task<List<string>> CondemnedAsync() => await Condemned.ListAsync("default").Select(blob => blob.Key).ToListAsync();

    private async Task<Document> CreateAsync(BlobInfo blob, Node? node = null)
    {
        var properties = new PropertyMap();
        properties.Set("file:content", blob);
        return await (node ?? Node).CreateAsync(await (node ?? Node).RootAsync(), "doc", properties: properties);
    }
}
