using Archivolt.Postgres;
using Archivolt.Sql.Dialects;
using Archivolt.Testing;

namespace Archivolt.Sql;

/// <summary>A table of a test's own on one of the database systems; dropped with everything in it.</summary>
internal sealed class TestTable : IAsyncDisposable
{
    private const string MariaDb = "ARCHIVOLT_TEST_MARIADB";
    private static readonly string[] Suffixes = ["", "_content", "_loose", "_aside", "_owner"];

    private readonly TestDirectory? _home;

    private TestTable(SqlStoreOptions options, TestDirectory? home) => (Options, _home) = (options, home);

    public SqlStoreOptions Options { get; }

    public static TestTable Create(SqlSystem system)
    {
        var home = system == SqlSystem.Sqlite ? new TestDirectory() : null;
        return new TestTable(new SqlStoreOptions
        {
            System = system,
            Connection = system switch
            {
                SqlSystem.Sqlite => "Data Source=" + home!["content.db"],
                SqlSystem.PostgreSql => PostgresServer.Address,
                _ => MariaDbAddress(),
            },
            Table = $"t{Guid.NewGuid():n}",
            ChunkSize = 4096,
        }, home);
    }

    /// <summary>Runs a statement in which <c>{table}</c> is the table's name.</summary>
    public async Task<List<long>> QueryAsync(string sql, params (string, object)[] parameters)
    {
        await using var database = new SqlTable(SqlDialect.Create(Options), "test");
        return await database.ReadAsync(null, connection => connection.QueryAsync(
            null, sql.Replace("{table}", Options.Table, StringComparison.Ordinal), reader => Convert.ToInt64(reader.GetValue(0), null), CancellationToken.None, parameters), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_home is null)
        {
            foreach (var suffix in Suffixes)
                await QueryAsync($"DROP TABLE IF EXISTS {{table}}{suffix}");
        }
        _home?.Dispose();
    }

    private static string MariaDbAddress()
    {
        if (Environment.GetEnvironmentVariable(MariaDb) is { Length: > 0 } address)
            return address;
        Assert.Skip("""There is no MariaDB for tests; get one: eng/mariadb.sh install && eng/mariadb.sh start && eval "$(eng/mariadb.sh env)" """);
        return "";
    }
}
