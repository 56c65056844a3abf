namespace Archivolt.Documents.Sql.Rows;

/// <summary>Text without the case of its letters, in both databases.</summary>
internal static class AnyCase
{
    /// <summary>PostgreSQL's name for the collation of the database; columns have <c>"C"</c>, which knows ASCII letters only. SQLite's connections have one of this name too.</summary>
    public const string Collation = "default";

    /// <summary>An expression in small letters.</summary>
    public static string Of(string text) => $"LOWER({text} COLLATE \"{Collation}\")";
}
