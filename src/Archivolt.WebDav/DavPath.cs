using Archivolt.AspNetCore;
using Archivolt.Documents;

namespace Archivolt.WebDav;

/// <summary>A path as URLs have it: the names from the served root down, decoded. It never leaves the root.</summary>
internal sealed record DavPath(IReadOnlyList<string> Names)
{
    /// <summary>The path of the document that is meant.</summary>
    public string Document { get; } = "/" + string.Join('/', Names);

    public bool IsRoot => Names.Count == 0;

    public string Name => Names[^1];

    public DavPath Parent => new([.. Names.SkipLast(1)]);

    /// <summary>The path of a document.</summary>
    public static DavPath Of(Document document) => new(document.Path.Split('/', StringSplitOptions.RemoveEmptyEntries));

    public DavPath Child(string name) => new([.. Names, name]);

    /// <summary>True for everything below another path, at any depth.</summary>
    public bool IsBelow(DavPath other) => Document.StartsWith(other.IsRoot ? "/" : other.Document + "/", StringComparison.Ordinal) && Document != other.Document;

    /// <summary>As a URL has it.</summary>
    /// <param name="isFolder">True to end in a slash.</param>
    public string Encoded(bool isFolder) => IsRoot ? "/" : "/" + string.Join('/', Names.Select(Uri.EscapeDataString)) + (isFolder ? "/" : "");

    public bool Equals(DavPath? other) => other is not null && Document == other.Document;

    public override int GetHashCode() => Document.GetHashCode(StringComparison.Ordinal);

    /// <summary>The names of a URL's path, without empty ones.</summary>
    /// <returns>Null where the path cannot be decoded, or holds a name that means another folder.</returns>
    public static IReadOnlyList<string>? Decode(string path) => UrlNames.Decode(path);
}
