namespace Archivolt.Documents.Downloads;

/// <summary>What is left of a file name when it is taken as a name only.</summary>
public static class DownloadFileName
{
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
}
