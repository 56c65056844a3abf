using Archivolt.Configuration;

namespace Archivolt.WebDav;

/// <summary>Section <c>Archivolt:WebDav</c>: documents as files and folders (RFC 4918).</summary>
public sealed class WebDavOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:WebDav";

    /// <summary>True (the default) to answer WebDAV.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Where the root of the repository is, below <c>Archivolt:BasePath</c>; default <c>site/dav</c>.</summary>
    public string Path { get; set; } = "site/dav";

    /// <summary>How long a program holds a lock without renewing it, at most; default one hour.</summary>
    public TimeSpan MaxLockTime { get; set; } = TimeSpan.FromHours(1);

    internal static IReadOnlyList<SettingLimit<WebDavOptions>> Limits { get; } =
    [
        new(nameof(Path), options => options.Path, path => IsPlain((string)path), "a path of plain names such as site/dav"),
        SettingLimit<WebDavOptions>.Between(nameof(MaxLockTime), options => options.MaxLockTime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
    ];

    // What URLs hold as it is.
    private static bool IsPlain(string path) => path.Trim('/').Split('/').All(name => name is not ("" or "." or "..")
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '~'));
}
