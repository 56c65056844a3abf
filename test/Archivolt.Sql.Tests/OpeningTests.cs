namespace Archivolt.Sql;

/// <summary>Stores that open one table at the same time, as servers do that start together.</summary>
public sealed class OpeningTests
{
    [Theory]
    [InlineData(SqlSystem.Sqlite)]
    [InlineData(SqlSystem.PostgreSql)]
    [InlineData(SqlSystem.MySql)]
    public async Task Eight_stores_make_their_table_at_the_same_time(SqlSystem system)
    {
        for (var round = 0; round < 5; round++)
            await OpenEightAsync(system);
    }

    private static async Task OpenEightAsync(SqlSystem system)
    {
        await using var table = TestTable.Create(system);
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SqlStore.OpenAsync(table.Options).AsTask())));
        await using (var draft = await stores[0].BeginWriteAsync())
        {
            await draft.Body.WriteAsync(new byte[100]);
            await draft.CommitAsync("key");
        }
        foreach (var store in stores)
        {
            (await store.StatAsync("key")).ShouldNotBeNull().Length.ShouldBe(100);
            await store.DisposeAsync();
        }
    }
}
