using System.Text;
using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Sql;

/// <summary>A table of the platform is read in place.</summary>
public sealed class PlatformTableTests
{
    [Theory]
    [InlineData(SqlSystem.Sqlite, "BLOB", "BOOLEAN", "TRUE")]
    [InlineData(SqlSystem.PostgreSql, "BYTEA", "BOOL", "TRUE")]
    [InlineData(SqlSystem.MySql, "LONGBLOB", "BIT", "1")]
    public async Task It_is_listed_read_and_never_written(SqlSystem system, string bin, string mark, string marked)
    {
        await using var table = TestTable.Create(system);
        await table.QueryAsync($"CREATE TABLE {{table}} (id VARCHAR(40) PRIMARY KEY, bin {bin}, mark {mark})");
        var large = new byte[3_000_000];
        Random.Shared.NextBytes(large);
        foreach (var (id, content) in ((string, byte[])[])[("b0", Encoding.UTF8.GetBytes("foo")), ("a0", large), ("c0", [])])
            await table.QueryAsync($"INSERT INTO {{table}} (id, bin, mark) VALUES (@id, @bin, {marked})", ("@id", id), ("@bin", content));
        await table.QueryAsync("INSERT INTO {table} (id) VALUES ('d0')");

        await using var store = await SqlStore.OpenAsync(table.Options with { Platform = true });

        var listed = new List<BlobStat>();
        await foreach (var stat in store.ListAsync())
            listed.Add(stat);
        listed.Select(each => (each.Key, each.Length)).ShouldBe([("a0", 3_000_000), ("b0", 3), ("c0", 0)]);
        (await store.GetAsync("a0")).ShouldBe(large);
        (await store.GetAsync("c0")).ShouldBeEmpty();
        await using (var part = await store.OpenAsync("a0", ByteRange.From(2_999_990, 5)))
        {
            var five = new byte[5];
            await part.Body.ReadExactlyAsync(five);
            five.ShouldBe(large[2_999_990..2_999_995]);
        }
        (await store.StatAsync("d0")).ShouldBeNull();
        (await store.StatAsync("B0")).ShouldBeNull();
        (await Should.ThrowAsync<BlobException>(async () => await store.OpenAsync("nothing"))).Error.ShouldBe(BlobError.NotFound);
        (await Should.ThrowAsync<BlobException>(async () => await store.BeginWriteAsync())).Error.ShouldBe(BlobError.ReadOnly);
        (await Should.ThrowAsync<BlobException>(async () => await store.DeleteAsync("b0", DeletionProof.ForTest))).Error.ShouldBe(BlobError.ReadOnly);
        store.Traits.CanWrite.ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_read_before_is_read_again_after_the_content_changed()
    {
        await using var table = TestTable.Create(SqlSystem.Sqlite);
        await table.QueryAsync("CREATE TABLE {table} (id VARCHAR(40) PRIMARY KEY, bin BLOB, mark BOOLEAN)");
        var content = new byte[600_000];
        Random.Shared.NextBytes(content);
        await table.QueryAsync("INSERT INTO {table} (id, bin, mark) VALUES ('a0', @bin, TRUE)", ("@bin", content));
        await using var store = await SqlStore.OpenAsync(table.Options with { Platform = true });
        await using var opened = await store.OpenAsync("a0");
        var first = new byte[10];
        await opened.Body.ReadExactlyAsync(first);
        await table.QueryAsync("UPDATE {table} SET bin = @bin", ("@bin", content[..550_000]));

        opened.Body.Position = 524_288;
        (await Should.ThrowAsync<BlobException>(async () => await opened.Body.ReadExactlyAsync(new byte[10]))).Error.ShouldBe(BlobError.IO);
        opened.Body.Position = 0;
        await opened.Body.ReadExactlyAsync(first);
        first.ShouldBe(content[..10]);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_not_made()
    {
        await using var table = TestTable.Create(SqlSystem.PostgreSql);
        (await Should.ThrowAsync<BlobException>(async () => await SqlStore.OpenAsync(table.Options with { Platform = true }))).Error.ShouldBe(BlobError.Configuration);
    }
}
