using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// Which document a URL means, and what of it: <c>[/site]/api/v1[/repo/{repo}]/(id/{id} | path/{path})[/@adapter[/rest]]</c> below the base path.
/// </summary>
/// <remarks>
/// Read from the raw target: segments are percent-decoded one by one, so a name may contain an encoded <c>@</c>, and an encoded slash never
/// becomes a separator. Whatever is no name counts in any letter case, as for routing. The document's part ends at the first segment that is written with <c>@</c>.
/// </remarks>
/// <param name="Repository">The repository in the URL, or null.</param>
/// <param name="Id">The document's id; null where a path is given.</param>
/// <param name="Path">The document's absolute path; null where an id is given.</param>
/// <param name="Adapter">The adapter with its <c>@</c>; null for the document itself.</param>
/// <param name="Rest">The segments behind the adapter.</param>
internal sealed record DocumentAddress(string? Repository, string? Id, string? Path, string? Adapter, IReadOnlyList<string> Rest)
{
    /// <summary>The segments behind the adapter as one text: a property path.</summary>
    public string RestText => string.Join('/', Rest);

    /// <summary>The address of the current request, or null when its URL means no document.</summary>
    public static DocumentAddress? Of(HttpContext context)
    {
        if (context.Features.Get<DocumentAddress>() is { } known)
            return known;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : context.Request.Path.ToUriComponent();
        var address = Parse(target, context.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value.Base);
        context.Features.Set(address);
        return address;
    }

    /// <summary>Reads a request target, in origin or absolute form; null when it means no document.</summary>
    public static DocumentAddress? Parse(string target, string basePath)
    {
        var segments = Segments(target);
        var prefix = basePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if ((Behind(segments, [.. prefix, "api", "v1"]) ?? Behind(segments, [.. prefix, "site", "api", "v1"])) is not { } behind)
            return null;
        segments = behind;
        var repository = default(string);
        if (segments is [var repo, var name, ..] && Is(repo, "repo"))
        {
            repository = Uri.UnescapeDataString(name);
            segments = segments[2..];
        }
        if (segments is not [var kind, ..])
            return null;
        var end = segments.FindIndex(segment => segment.StartsWith('@'));
        var document = segments[1..(end < 0 ? segments.Count : end)].ConvertAll(Uri.UnescapeDataString);
        // The root, as clients write it that put a path between two slashes.
        if (document is [""])
            document.Clear();
        var adapter = end < 0 ? null : Uri.UnescapeDataString(segments[end]);
        var rest = end < 0 ? [] : segments[(end + 1)..].ConvertAll(Uri.UnescapeDataString);
        if (document.Concat(rest).Any(segment => segment.Any(char.IsControl)))
            return null;
        if (Is(kind, "id") && document is [var id])
            return new DocumentAddress(repository, id.ToLowerInvariant(), null, adapter, rest);
        return Is(kind, "path") && !document.Exists(IsNoName) ? new DocumentAddress(repository, null, "/" + string.Join('/', document), adapter, rest) : null;
    }

    private static List<string>? Behind(List<string> segments, IReadOnlyList<string> prefix) =>
        segments.Count > prefix.Count && prefix.Index().All(part => Is(segments[part.Index], part.Item)) ? segments[prefix.Count..] : null;

    // As routing compares what a route itself says.
    private static bool Is(string segment, string literal) => Uri.UnescapeDataString(segment).Equals(literal, StringComparison.OrdinalIgnoreCase);

    private static List<string> Segments(string target)
    {
        var path = target.Split('?', '#')[0];
        var scheme = path.StartsWith('/') ? -1 : path.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
            path = path.IndexOf('/', scheme + 3) is > 0 and var slash ? path[slash..] : "/";
        return [.. path.Trim('/').Split('/')];
    }

    // No document has such a name; with an encoded slash or a '..' the path would mean another document.
    private static bool IsNoName(string segment) => segment is "" or "." or ".." || segment.Contains('/', StringComparison.Ordinal);
}
