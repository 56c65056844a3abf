using System.Security.Cryptography;
using System.Text;

namespace Archivolt.Postgres;

/// <summary>
/// The database of a server under test: a SQLite file in its data home, or, with <c>ARCHIVOLT_TEST_DATABASE=postgres</c>, a schema of its own
/// that belongs to the data home.
/// </summary>
public static class ServerDatabase
{
    /// <summary>The environment variable that chooses.</summary>
    public const string Variable = "ARCHIVOLT_TEST_DATABASE";

    /// <summary>True when the servers under test have their documents on PostgreSQL.</summary>
    public static bool IsPostgres { get; } = Environment.GetEnvironmentVariable(Variable) is "postgres";

    /// <summary>The setting <c>Archivolt:Database</c> for a data home.</summary>
    public static string SettingFor(string dataHome) => IsPostgres ? PostgresFor(dataHome) : "archivolt.db";

    /// <summary>The same on PostgreSQL in any case.</summary>
    public static string PostgresFor(string dataHome)
    {
        PostgresServer.CreateSchema(SchemaOf(dataHome));
        // Behind the schema, where a clock_timestamp() of its own hides PostgreSQL's.
        return $"{PostgresServer.AddressOf($"{SchemaOf(dataHome)},pg_catalog")};Maximum Pool Size=20;Timeout=60";
    }

    /// <summary>Stops the clock of a data home's database at a moment, for servers with a clock of the test; a SQLite file goes by theirs.</summary>
    public static void SetClock(string dataHome, DateTimeOffset now)
    {
        if (!IsPostgres)
            return;
        var schema = SchemaOf(dataHome);
        PostgresServer.CreateSchema(schema);
        PostgresServer.Execute(FormattableString.Invariant(
            $"""
            CREATE OR REPLACE FUNCTION {schema}.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
            AS 'SELECT to_timestamp({now.ToUnixTimeMilliseconds()}::numeric / 1000)';
            """));
    }

    /// <summary>Deletes what belongs to a data home outside of it.</summary>
    public static void Delete(string dataHome)
    {
        if (IsPostgres)
            PostgresServer.DropSchema(SchemaOf(dataHome));
    }

    /// <summary>The schema that belongs to a data home.</summary>
    public static string SchemaOf(string dataHome) => $"h_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataHome)))[..32]}";
}
