using Archivolt.Documents.Dispatch;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteQuarantineLedgerTests() : QuarantineLedgerContract(new SqliteTestDatabase());

public sealed class PostgresQuarantineLedgerTests() : QuarantineLedgerContract(new PostgresTestDatabase());

public abstract class QuarantineLedgerContract(TestDatabase database) : SqlContract(database)
{
    private IQuarantineLedger Ledger => Node.Get<IQuarantineLedger>();

    [Fact]
    public async Task A_case_is_open_until_it_ends()
    {
        var blob = Damaged("key");
        (await Ledger.FindAsync("files", "key")).ShouldBeNull();
        await Ledger.PutAsync(blob);
        (await Ledger.FindAsync("files", "key")).ShouldBe(blob);
        (await Ledger.FindAsync("files", "KEY")).ShouldBeNull();
        (await Ledger.FindAsync("other", "key")).ShouldBeNull();
        Clock.Advance(TimeSpan.FromMinutes(1));
        (await Ledger.EndAsync("files", "key", QuarantineEnd.Healed)).ShouldBeTrue();
        (await Ledger.EndAsync("files", "key", QuarantineEnd.Lost)).ShouldBeFalse();
        (await Ledger.FindAsync("files", "key")).ShouldBeNull();
        (await AllAsync(ended: true)).ShouldBe([blob with { End = QuarantineEnd.Healed, Ended = Clock.GetUtcNow() }]);
    }

    [Fact]
    public async Task An_open_case_gets_new_facts_and_keeps_when_it_was_found()
    {
        var blob = Damaged("key") with { Place = "quarantine/key.1" };
        await Ledger.PutAsync(blob);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Ledger.PutAsync(Damaged("key") with { Damage = BlobDamage.Unreadable, Detail = "EIO." });
        (await Ledger.FindAsync("files", "key")).ShouldBe(blob with { Damage = BlobDamage.Unreadable, Detail = "EIO." });
        await Ledger.PutAsync(blob with { Place = "quarantine/key.2" });
        (await AllAsync()).ShouldBe([blob with { Place = "quarantine/key.2" }]);
    }

    [Fact]
    public async Task A_key_may_be_damaged_again_even_in_the_same_moment()
    {
        for (var i = 0; i < 3; i++)
        {
            await Ledger.PutAsync(Damaged("key"));
            await Ledger.EndAsync("files", "key", QuarantineEnd.Healed);
        }
        (await AllAsync(ended: true)).Count.ShouldBe(3);
        (await Ledger.CountAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_node_learns_of_it_and_of_its_end()
    {
        var other = Database.Open().Get<IQuarantineLedger>();
        (await other.CountAsync()).ShouldBeEmpty();
        await Ledger.PutAsync(Damaged("a"));
        await Ledger.PutAsync(Damaged("b"));
        await Ledger.PutAsync(Damaged("b", "videos"));
        Clock.Advance(TimeSpan.FromMilliseconds(2));
        (await other.CountAsync()).ShouldBe(new Dictionary<string, long> { ["files"] = 2, ["videos"] = 1 }, ignoreOrder: true);
        (await other.FindAsync("files", "a")).ShouldNotBeNull();
        await other.EndAsync("files", "a", QuarantineEnd.Lost);
        Clock.Advance(TimeSpan.FromMilliseconds(2));
        (await Ledger.CountAsync())["files"].ShouldBe(1);
        (await Ledger.FindAsync("files", "a")).ShouldBeNull();
    }

    [Fact]
    public async Task Cases_are_listed_in_key_order_however_many()
    {
        var keys = Enumerable.Range(0, 1201).Select(i => $"key{i:d5}").ToList();
        foreach (var key in keys.AsEnumerable().Reverse())
            await Ledger.PutAsync(Damaged(key));
        await Ledger.PutAsync(Damaged("x", "videos"));
        (await AllAsync("files")).Select(blob => blob.Key).ShouldBe(keys);
        (await AllAsync()).Count.ShouldBe(1202);
        (await AllAsync("none")).ShouldBeEmpty();
    }

    private QuarantinedBlob Damaged(string key, string provider = "files") => new()
    {
        Provider = provider,
        Key = key,
        Damage = BlobDamage.WrongDigest,
        Detail = "The content hashes to something else.",
        Length = 42,
        Found = Clock.GetUtcNow(),
    };

    private async Task<List<QuarantinedBlob>> AllAsync(string? provider = null, bool ended = false)
    {
        var blobs = new List<QuarantinedBlob>();
        await foreach (var blob in Ledger.ListAsync(provider, ended))
            blobs.Add(blob);
        return blobs;
    }
}
