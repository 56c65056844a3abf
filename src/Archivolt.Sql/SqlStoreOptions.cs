using Archivolt.Blobs;

namespace Archivolt.Sql;

/// <summary>Which database system holds the content.</summary>
public enum SqlSystem
{
    /// <summary>A SQLite file.</summary>
    Sqlite,

    /// <summary>PostgreSQL 13 or later.</summary>
    PostgreSql,

    /// <summary>MariaDB 10.5 or later, or MySQL 8.</summary>
    MySql,
}

/// <summary>A table that holds content, and how to reach it.</summary>
public sealed record SqlStoreOptions
{
    /// <summary>What the store is called in messages; null for the table's name.</summary>
    public string? Name { get; init; }

    /// <summary>The database system.</summary>
    public required SqlSystem System { get; init; }

    /// <summary>The connection string in the words of the system's driver; for SQLite <c>Data Source=PATH</c>. It never appears in messages.</summary>
    public required string Connection { get; init; }

    /// <summary>
    /// The table: letters, digits and <c>_</c>. Further tables begin with its name. They are created where they are missing; a table of the platform
    /// (<see cref="Platform"/>) is not.
    /// </summary>
    public string Table { get; init; } = "blobs";

    /// <summary>
    /// True for a table of the platform (<c>id</c>, <c>bin</c>, <c>mark</c>), which is read in place and never written: copy it by a migration.
    /// </summary>
    public bool Platform { get; init; }

    /// <summary>True to refuse writes.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Bytes of content in a row.</summary>
    public int ChunkSize { get; init; } = 512 * 1024;

    /// <summary>
    /// How long content that nothing refers to any more stays: what readers of deleted content still need, and what writers that died left behind.
    /// </summary>
    public TimeSpan AbandonedAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The options without the connection string.</summary>
    public override string ToString() => $"{System} table {Table}";

    internal void Check()
    {
        if (Table.Length is 0 or > 48 || !char.IsAsciiLetter(Table[0]) || Table.Any(character => !char.IsAsciiLetterOrDigit(character) && character != '_'))
            throw new BlobException(BlobError.Configuration, $"'{Table}' is no name for a table here; use a letter, then letters, digits and '_', 48 in all.");
        if (ChunkSize is < 1024 or > 8 * 1024 * 1024)
            throw new BlobException(BlobError.Configuration, $"A ChunkSize of {ChunkSize} bytes is not possible; use 1024 to 8388608.");
        if (AbandonedAfter <= TimeSpan.Zero)
            throw new BlobException(BlobError.Configuration, "AbandonedAfter must be longer than nothing.");
    }
}
