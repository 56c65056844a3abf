using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Sql;

/// <summary>Every promise of a store, on each database system.</summary>
public abstract class SqlStoreContract(SqlSystem system) : BlobStoreContract
{
    private TestTable _table = null!;

    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(ICleansTempFiles), typeof(IOwnerRecord)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock)
    {
        _table = TestTable.Create(system);
        return SqlStore.OpenAsync(_table.Options, clock);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 8)]
    public async Task Of_eight_installations_that_record_themselves_at_once_one_is_first_and_each_may_replace(bool replace, int successes)
    {
        var owner = Store.Ability<IOwnerRecord>().ShouldNotBeNull();
        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
            (record: new[] { (byte)number }, isWritten: await owner.WriteOwnerRecordAsync(new[] { (byte)number }, replace)))));
        written.Count(each => each.isWritten).ShouldBe(successes);
        var kept = (await owner.ReadOwnerRecordAsync()).ShouldNotBeNull().ToArray();
        written.Where(each => each.isWritten).Select(each => each.record[0]).ShouldContain(kept.ShouldHaveSingleItem());
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_table is null)
            return;
        await base.DisposeAsync();
        await _table.DisposeAsync();
    }
}

public sealed class SqliteStoreTests() : SqlStoreContract(SqlSystem.Sqlite);

public sealed class PostgresStoreTests() : SqlStoreContract(SqlSystem.PostgreSql);

public sealed class MariaDbStoreTests() : SqlStoreContract(SqlSystem.MySql);
