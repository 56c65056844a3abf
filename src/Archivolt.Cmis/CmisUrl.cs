using Archivolt.AspNetCore;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Archivolt.Cmis;

/// <summary>The URLs of the bindings.</summary>
internal static class CmisUrl
{
    /// <summary>Where a binding is on this server.</summary>
    public static string Local(HttpOptions http, string path) => $"{http.Base}/{path.Trim('/')}";

    /// <summary>Its absolute URL, as a client sees it.</summary>
    public static string Base(HttpContext context, HttpOptions http, string path) => BaseUrl.Of(context.Request, http) + path.Trim('/');

    /// <summary>The names in a request's URL below that of the binding, read as they were sent.</summary>
    /// <exception cref="CmisException">It is no path.</exception>
    public static IReadOnlyList<string> Names(HttpContext context, HttpOptions http, string path)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', '#')[0];
        if (!raw.StartsWith('/') && Uri.TryCreate(raw, UriKind.Absolute, out var absolute))
            raw = absolute.AbsolutePath;
        var depth = Local(http, path).Split('/', StringSplitOptions.RemoveEmptyEntries).Length;
        return UrlNames.Decode(raw) is { } names && names.Count >= depth
            ? [.. names.Skip(depth)]
            : throw CmisException.InvalidArgument("The path of the URL is not to hold '.', '..', '%2F', or what is no UTF-8.");
    }

    /// <summary>A repository by its name.</summary>
    /// <exception cref="CmisException">There is none.</exception>
    public static string Repository(string name, IDocumentStore documents) =>
        documents.Repositories.Contains(name, StringComparer.Ordinal) ? name : throw CmisException.Nothing("repository", name);
}
