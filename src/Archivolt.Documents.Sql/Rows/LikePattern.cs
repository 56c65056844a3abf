namespace Archivolt.Documents.Sql.Rows;

/// <summary>Patterns of <c>LIKE … ESCAPE '!'</c>.</summary>
internal static class LikePattern
{
    /// <summary>Matches what contains a text.</summary>
    public static string Containing(string text) =>
        $"%{text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";
}
