using System.Data.Common;
using Archivolt.Blobs;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>Which database the setting <c>Archivolt:Database</c> names.</summary>
internal static class DatabaseSetting
{
    private static readonly string[] PostgresWords = ["Host", "Server"];
    private static readonly string[] SqliteWords = ["Data Source", "DataSource", "Filename"];

    /// <summary>Makes the database that the options name; nothing is opened before it is used.</summary>
    /// <param name="options">The options.</param>
    /// <param name="resolve">Makes a path absolute.</param>
    /// <param name="fill">Runs after the migration in its transaction, to create what must be there.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Configuration"/>; the setting is not repeated in the message, since it may hold a password.
    /// </exception>
    public static Database Create(SqlDocumentsOptions options, Func<string, string> resolve, Func<DbConnection, Task> fill, TimeProvider clock)
    {
        var text = options.Database;
        var passwordFile = string.IsNullOrEmpty(options.DatabasePasswordFile) ? null : resolve(options.DatabasePasswordFile);
        if (text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
            throw Wrong("is a URL; write a PostgreSQL database as Host=…;Port=…;Database=…;Username=…");
        var isConnectionString = text.Contains('=', StringComparison.Ordinal);
        if (isConnectionString && Has(text, PostgresWords))
            return new PostgresDatabase(PostgresSettings.Parse(text, passwordFile), fill, clock);
        if (isConnectionString && !Has(text, SqliteWords))
            throw Wrong("is neither a file path, nor names a PostgreSQL server (Host=…) or a SQLite file (Data Source=…)");
        if (passwordFile is not null)
            throw Wrong("names a SQLite file, which has no password; remove Archivolt:DatabasePasswordFile or name a PostgreSQL server (Host=…)");
        return new SqliteDatabase(text, resolve, fill, clock);
    }

    private static bool Has(string text, string[] words)
    {
        try
        {
            var pairs = new DbConnectionStringBuilder { ConnectionString = text };
            return Array.Exists(words, pairs.ContainsKey);
        }
        catch (ArgumentException)
        {
            // Its message repeats the text.
            throw Wrong("is no connection string: it takes pairs such as Host=…;Database=…, and a value with a semicolon stands in quotes");
        }
    }

    private static BlobException Wrong(string what) => new(BlobError.Configuration, $"Archivolt:Database {what}.");
}
