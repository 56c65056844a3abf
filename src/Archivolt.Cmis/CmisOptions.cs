using Archivolt.Configuration;

namespace Archivolt.Cmis;

/// <summary>Section <c>Archivolt:Cmis</c>: documents for clients of OASIS CMIS 1.1.</summary>
public sealed class CmisOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:Cmis";

    /// <summary>True (the default) to answer CMIS.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Where the service document of the AtomPub binding is, below <c>Archivolt:BasePath</c>; default <c>atom/cmis</c>. The same with <c>10</c> behind it speaks CMIS 1.0.</summary>
    public string AtomPath { get; set; } = "atom/cmis";

    /// <summary>Where the browser binding's list of repositories is, below <c>Archivolt:BasePath</c>; default <c>json/cmis</c>.</summary>
    public string BrowserPath { get; set; } = "json/cmis";

    /// <summary>Most objects on a page, whatever a client asks for; default 1000. A client that does not say gets a tenth of it.</summary>
    public int MaxItems { get; set; } = 1000;

    /// <summary>Most objects in an answer about everything below a folder; default 2000. A larger tree is refused.</summary>
    public int MaxDescendants { get; set; } = 2000;

    internal int UsualItems => Math.Max(1, MaxItems / 10);

    internal static IReadOnlyList<SettingLimit<CmisOptions>> Limits { get; } =
    [
        new(nameof(AtomPath), options => options.AtomPath, path => IsPlain((string)path), "a path of plain names such as atom/cmis"),
        new(nameof(BrowserPath), options => options.BrowserPath, path => IsPlain((string)path), "a path of plain names such as json/cmis"),
        new(nameof(BrowserPath), options => options.BrowserPath.Trim('/') is var path && (Same(path, options.AtomPath.Trim('/')) || Same(path, options.AtomPath.Trim('/') + "10")) ? path : null, _ => false,
            "another path than that of AtomPub"),
        SettingLimit<CmisOptions>.Between(nameof(MaxItems), options => options.MaxItems, 1, 10_000),
        SettingLimit<CmisOptions>.Between(nameof(MaxDescendants), options => options.MaxDescendants, 1, 100_000),
    ];

    private static bool Same(string path, string other) => path.Equals(other, StringComparison.OrdinalIgnoreCase);

    // What URLs hold as it is.
    private static bool IsPlain(string path) => path.Trim('/').Split('/').All(name => name is not ("" or "." or "..")
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '~'));
}
