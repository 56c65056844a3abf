using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteBlobAccessTests() : BlobAccessContract(new SqliteTestDatabase());

public sealed class PostgresBlobAccessTests() : BlobAccessContract(new PostgresTestDatabase());

public abstract class BlobAccessContract(TestDatabase database) : SqlContract(database)
{
    private IBlobAccess Access => Node.Get<IBlobAccess>();

    [Fact]
    public async Task The_last_access_counts_whatever_the_order_in_which_it_was_told()
    {
        var (early, late) = (Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(1));
        await Access.RecordAsync([new(Key("a"), late), new(Key("b"), early)]);
        await Access.RecordAsync([new(Key("a"), early), new(Key("b"), late), new(Key("c"), early)]);
        var found = await Access.FindAsync([Key("a"), Key("b"), Key("c"), Key("none"), new BlobKey("other", "a")]);
        found.OrderBy(access => access.Key.Key, StringComparer.Ordinal)
            .ShouldBe([new(Key("a"), late), new(Key("b"), late), new(Key("c"), early)]);
        (await Access.FindAsync([])).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nodes_that_record_the_same_blobs_in_any_order_wait_for_each_other_and_no_longer()
    {
        var other = Database.Open().Get<IBlobAccess>();
        var now = Clock.GetUtcNow();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            var accesses = Enumerable.Range(0, 100).Select(i => new KeyValuePair<BlobKey, DateTimeOffset>(Key($"k{i}"), now.AddSeconds(writer)));
            await (writer % 2 == 0 ? Access : other).RecordAsync([.. writer % 4 < 2 ? accesses : accesses.Reverse()]);
        })));
        var found = await Access.FindAsync([.. Enumerable.Range(0, 100).Select(i => Key($"k{i}"))]);
        found.Count.ShouldBe(100);
        found.Values.Distinct().ShouldBe([now.AddSeconds(15)]);
    }

    [Fact]
    public async Task What_no_document_refers_to_is_forgotten()
    {
        await Node.CreateAsync(await Node.RootAsync(), "a", properties: Sample.Properties());
        await Access.RecordAsync([new(new BlobKey("default", "aaaa"), Clock.GetUtcNow()), new(Key("gone"), Clock.GetUtcNow())]);
        (await Access.PruneAsync()).ShouldBe(1);
        (await Access.FindAsync([new BlobKey("default", "aaaa"), Key("gone")])).Keys.ShouldBe([new BlobKey("default", "aaaa")]);
    }

    private static BlobKey Key(string key) => new("default", key);
}
