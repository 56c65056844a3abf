namespace Archivolt.Documents.Sql;

/// <summary>Where documents, references, users, tokens and audit are kept, and how large a document may grow.</summary>
public sealed class SqlDocumentsOptions
{
    /// <summary>
    /// Path of a SQLite file, relative to the data home, or a SQLite connection string (<c>Data Source=…</c>); a missing file is made. Or a
    /// PostgreSQL connection string in Npgsql's words (<c>Host=…;Database=…;Username=…</c>), which several servers may share; the database
    /// must exist, tables are made. Configured as <c>Archivolt:Database</c>.
    /// </summary>
    public string Database { get; set; } = "archivolt.db";

    /// <summary>
    /// A file that holds PostgreSQL's password and nothing else, relative to the data home; read for every new connection, so a changed
    /// password needs no restart. Null when the connection string has all. Configured as <c>Archivolt:DatabasePasswordFile</c>.
    /// </summary>
    public string? DatabasePasswordFile { get; set; }

    /// <summary>Longest JSON text of a document's properties, in characters; of blobs only the descriptions count.</summary>
    public int MaxPropertiesLength { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// True to accept documents that refer to content which is not stored, as when taking over documents whose content was lost; false (the
    /// default) to refuse them.
    /// </summary>
    public bool AllowMissingContent { get; set; }

    /// <summary>Longest path of a document, in Unicode characters.</summary>
    public int MaxPathLength { get; set; } = 4096;

    /// <summary>Rounds of PBKDF2-HMAC-SHA256 for new passwords (default: OWASP's). Stored hashes keep their own number.</summary>
    public int PasswordRounds { get; set; } = 600_000;

    /// <summary>Longest time that a password, once verified, is accepted again without the slow hash.</summary>
    public TimeSpan PasswordCacheLifetime { get; set; } = TimeSpan.FromMinutes(5);
}
