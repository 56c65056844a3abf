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

    private static readonly bool IsPostgres = Environment.GetEnvironmentVariable(Variable) is "postgres";

    /// <summary>The setting <c>Archivolt:Database</c> for a data home.</summary>
    public static string SettingFor(string dataHome) => IsPostgres ? PostgresFor(dataHome) : "archivolt.db";

    /// <summary>The same on PostgreSQL in any case.</summary>
    public static string PostgresFor(string dataHome)
    {
        PostgresServer.CreateSchema(SchemaOf(dataHome));
        return $"{PostgresServer.AddressOf(SchemaOf(dataHome))};Maximum Pool Size=20;Timeout=60";
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
