using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Sql;

/// <summary>Every promise of a store, on each database system.</summary>
public abstract class SqlStoreContract(SqlSystem system) : BlobStoreContract
{
    private TestTable _table = null!;

    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(ICleansTempFiles)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock)
    {
        _table = TestTable.Create(system);
        return SqlStore.OpenAsync(_table.Options, clock);
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
