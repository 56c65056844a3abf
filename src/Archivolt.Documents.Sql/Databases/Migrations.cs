using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Archivolt.Blobs;
using Dapper;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>
/// The numbered scripts of a dialect, embedded as <c>dialect/0001_name.sql</c>. Those that a database does not have yet are run in order;
/// a script that was released is never changed.
/// </summary>
internal static class Migrations
{
    private const string CreateTable =
        "CREATE TABLE IF NOT EXISTS schema_versions (number BIGINT PRIMARY KEY, script TEXT NOT NULL, applied BIGINT NOT NULL)";

    /// <summary>Brings the schema up to date. Runs inside the caller's transaction, which keeps other processes out.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the database was made by a newer version.</exception>
    public static async Task ApplyAsync(DbConnection connection, string dialect, string database, TimeProvider clock)
    {
        await connection.ExecuteAsync(CreateTable);
        var applied = (await connection.QueryAsync<long>("SELECT number FROM schema_versions")).ToHashSet();
        var current = applied.Count == 0 ? 0 : applied.Max();
        var scripts = Scripts(dialect);
        if (current > scripts[^1].Number)
        {
            throw new BlobException(BlobError.Configuration,
                $"The database was written by a newer version (schema {current}, this one knows {scripts[^1].Number}); upgrade Archivolt.",
                database);
        }
        foreach (var script in scripts.Where(script => !applied.Contains(script.Number)))
        {
            await connection.ExecuteAsync(Text(script.Name), commandTimeout: 0);
            await connection.ExecuteAsync(
                "INSERT INTO schema_versions (number, script, applied) VALUES (@Number, @Name, @now)",
                new { script.Number, script.Name, now = clock.GetUtcNow().ToUnixTimeMilliseconds() });
        }
    }

    private static List<(long Number, string Name)> Scripts(string dialect) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Select(name => name.Replace('\\', '/'))
            .Where(name => name.StartsWith(dialect + "/", StringComparison.Ordinal))
            .Select(name => (long.Parse(name.AsSpan(dialect.Length + 1, 4), NumberStyles.None, CultureInfo.InvariantCulture), name))
            .OrderBy(script => script.Item1),
    ];

    private static string Text(string script)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!);
        return reader.ReadToEnd();
    }
}
