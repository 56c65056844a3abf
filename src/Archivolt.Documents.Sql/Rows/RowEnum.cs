namespace Archivolt.Documents.Sql.Rows;

/// <summary>Values of enumerations in rows, which a newer version on the same database may have written.</summary>
internal static class RowEnum
{
    /// <summary>The value of a name, or another that stands for what is not known here: one row never breaks a list.</summary>
    public static T Read<T>(string? name, T unknown)
        where T : struct, Enum => Enum.TryParse<T>(name, out var value) && Enum.IsDefined(value) ? value : unknown;
}
