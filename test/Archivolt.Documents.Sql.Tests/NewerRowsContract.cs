using Archivolt.Documents.Access;
using Archivolt.Documents.Collection;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteNewerRowsTests() : NewerRowsContract(new SqliteTestDatabase());

public sealed class PostgresNewerRowsTests() : NewerRowsContract(new PostgresTestDatabase());

/// <summary>Rows with values that this version does not know, as a newer one beside it may write them.</summary>
public abstract class NewerRowsContract(TestDatabase database) : SqlContract(database)
{
    [Fact]
    public async Task A_condemned_blob_of_an_unknown_reason_is_listed()
    {
        var condemned = Node.Get<ICondemnedBlobs>();
        await condemned.CondemnAsync("default", [new CollectionCandidate("k", 1, Clock.GetUtcNow())], CollectionReason.Replaced, TimeSpan.Zero);
        await Database.SqlAsync("UPDATE condemned_blobs SET reason = 'Forgotten'");
        (await condemned.ListAsync("default").ToListAsync()).ShouldHaveSingleItem().Reason.ShouldBe(CollectionReason.Unreferenced);
    }

    [Fact]
    public async Task A_case_of_an_unknown_damage_is_found()
    {
        var ledger = Node.Get<IQuarantineLedger>();
        await ledger.PutAsync(new QuarantinedBlob
        {
            Provider = "default",
            Key = "k",
            Found = Clock.GetUtcNow(),
            Damage = BlobDamage.WrongDigest,
            Detail = "It differs.",
        });
        await Database.SqlAsync("UPDATE quarantine SET damage = 'Melted'");
        (await ledger.FindAsync("default", "k"))!.Damage.ShouldBe(BlobDamage.Unreadable);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_permission_that_is_unknown_gives_nothing_and_its_denial_denies_everything(bool granted, bool mayRead)
    {
        var bob = new Principal("bob", []);
        var folder = await Node.CreateAsync(await Node.RootAsync(), "folder", "Folder");
        var document = await Node.CreateAsync(folder, "a");
        await Node.Access.SetEntriesAsync(folder, [new AccessEntry("bob", Permission.Read)]);
        await Node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.MakeRecord, granted)]);
        await Database.SqlAsync("UPDATE access_entries SET permission = 'Fly' WHERE permission = 'MakeRecord'");
        await using var other = Database.Open();
        (await other.Access.IsAllowedAsync(bob, Permission.Read, document)).ShouldBe(mayRead);
        (await other.Access.IsAllowedAsync(bob, Permission.MakeRecord, document)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"dc:title":"b","x:n":{"$moment":"now"}}""")]
    [InlineData("""{"dc:title":"b","x:n":1e400}""")]
    [InlineData("""{"dc:title":"b","x:n":9223372036854775808}""")]
    public async Task A_document_with_a_value_of_an_unknown_kind_breaks_no_list(string properties)
    {
        var root = await Node.RootAsync();
        await Node.CreateAsync(root, "a");
        var odd = await Node.CreateAsync(root, "b");
        await Database.SqlAsync($"UPDATE documents SET properties = '{properties}' WHERE id = '{odd.Id}'");
        await using var other = Database.Open();
        var titles = await other.Documents.ListAllAsync("default").Select(document => document.Title).ToListAsync();
        titles.ShouldContain("a");
        titles.ShouldContain("b");
    }
}
