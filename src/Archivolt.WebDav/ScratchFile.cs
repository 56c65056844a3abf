namespace Archivolt.WebDav;

/// <summary>Files that programs make for themselves while they work, known by their names.</summary>
internal static class ScratchFile
{
    /// <summary>True for the name of such a file: of vim, Emacs, Microsoft Office, LibreOffice, macOS or Windows.</summary>
    public static bool IsNamed(string name) =>
        IsSwapFile(name)
        || name.EndsWith('~')
        || (name.StartsWith('#') && name.EndsWith('#'))
        || name.StartsWith("~$", StringComparison.Ordinal)
        || (name.StartsWith(".~lock.", StringComparison.Ordinal) && name.EndsWith('#'))
        || name.StartsWith("._", StringComparison.Ordinal)
        || name is ".DS_Store" or "Thumbs.db" or "desktop.ini";

    // vim's: .NAME.swp, and swo, swn … where there is one already; it tries .swx first.
    private static bool IsSwapFile(string name) => name is ['.', _, .., '.', 's', 'w', >= 'a' and <= 'z'];
}
