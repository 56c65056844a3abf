using Npgsql;

namespace Archivolt.Postgres;

/// <summary>The PostgreSQL server that the tests are given; each test has a schema of its own there.</summary>
public static class PostgresServer
{
    /// <summary>The environment variable that holds the server's connection string.</summary>
    public const string Variable = "ARCHIVOLT_TEST_POSTGRES";

    private static readonly Lazy<NpgsqlDataSource> Source = new(() => NpgsqlDataSource.Create($"{Address};Timeout=60"));

    /// <summary>The connection string; skips the test where there is none.</summary>
    public static string Address
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address)
                return address;
            Assert.Skip("""There is no PostgreSQL for tests; get one: eng/postgres.sh install && eng/postgres.sh start && eval "$(eng/postgres.sh env)" """);
            return "";
        }
    }

    /// <summary>The connection string for one schema.</summary>
    public static string AddressOf(string schema) => $"{Address};Search Path={schema}";

    /// <summary>Makes a schema where it is missing; servers that start at the same time may ask for the same one, and PostgreSQL fails all but one of them.</summary>
    public static void CreateSchema(string schema) => Execute($"SELECT pg_advisory_xact_lock(hashtext('{schema}')); CREATE SCHEMA IF NOT EXISTS {schema}");

    public static void DropSchema(string schema) => Execute($"DROP SCHEMA IF EXISTS {schema} CASCADE");

    public static void Execute(string sql)
    {
        using var command = Source.Value.CreateCommand(sql);
        command.ExecuteNonQuery();
    }
}
