namespace Archivolt.Documents.Downloads;

/// <summary>What is left of a file name when it is taken as a name only.</summary>
public static class DownloadFileName
{
    /// <summary>The longest name that is given in an address or a header, in characters.</summary>
    internal const int MaxLength = 255;

    /// <summary>
    /// The name without directories (both separators, since browsers once sent whole Windows paths) and without control characters; null
    /// where nothing is left or it would mean a directory.
    /// </summary>
    public static string? Clean(string? name)
    {
        if (name is null)
            return null;
        if (name.AsSpan().LastIndexOfAny('/', '\\') is >= 0 and var separator)
            name = name[(separator + 1)..];
        if (name.Any(char.IsControl))
            name = string.Concat(name.Where(character => !char.IsControl(character)));
        return string.IsNullOrWhiteSpace(name) || name is "." or ".." ? null : name;
    }

    /// <summary>
    /// The name as addresses and headers can hold it: of a longer one than <see cref="MaxLength"/> the middle is left out, so that it keeps its extension.
    /// </summary>
    internal static string Shorten(string name)
    {
        if (name.Length <= MaxLength)
            return name;
        var extension = name.LastIndexOf('.') is > 0 and var dot && name.Length - dot <= MaxLength / 4 ? name[dot..] : "";
        var start = MaxLength - extension.Length;
        return name[..(char.IsHighSurrogate(name[start - 1]) ? start - 1 : start)] + extension;
    }
}
