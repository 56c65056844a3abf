namespace Archivolt.Documents.Directories;

/// <summary>A directory: a table of entries that properties take their values from.</summary>
/// <param name="Name">Its name, such as <c>nature</c>.</param>
/// <param name="Columns">Its columns; the first is the id.</param>
public sealed record DirectoryDefinition(string Name, IReadOnlyList<string> Columns)
{
    /// <summary>True when the store numbers the entries itself, from 1.</summary>
    public bool NumbersEntries { get; init; }

    /// <summary>True when only administrators may read it.</summary>
    public bool IsConfidential { get; init; }

    /// <summary>The column whose values are stored as hashes and never shown; null where none is secret.</summary>
    public string? SecretColumn { get; init; }

    /// <summary>A column, besides the id, that every entry has and that no two entries share a value of; null where there is none.</summary>
    public string? UniqueColumn { get; init; }

    /// <summary>Name of the column with the id.</summary>
    public string IdColumn => Columns[0];
}

/// <summary>An entry of a directory.</summary>
/// <param name="Id">Its id, unique in the directory.</param>
/// <param name="Values">Values by column; a column without value is absent.</param>
public sealed record DirectoryEntry(string Id, IReadOnlyDictionary<string, string> Values);
