using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Archivolt.WebDav;

/// <summary>The URLs of documents, as one request sees them.</summary>
internal sealed class DavUrl
{
    private readonly HttpRequest _request;
    private readonly IReadOnlyList<string> _local;
    private readonly IReadOnlyList<string> _public;
    private readonly Uri _base;

    public DavUrl(HttpRequest request, HttpOptions http, WebDavOptions options)
    {
        _request = request;
        _base = new Uri(new Uri(BaseUrl.Of(request, http)), options.Path.Trim('/'));
        _local = LocalPath(http, options).Split('/', StringSplitOptions.RemoveEmptyEntries);
        _public = DavPath.Decode(_base.AbsolutePath) ?? _local;
    }

    /// <summary>Where the root is on this server.</summary>
    public static string LocalPath(HttpOptions http, WebDavOptions options) => $"{http.Base}/{options.Path.Trim('/')}";

    /// <summary>What the request is about. Routing sees the path decoded, where %2F in a name has become a separator: the target is read as it was sent.</summary>
    /// <exception cref="RequestException">400: it is no path.</exception>
    public DavPath Target()
    {
        var raw = _request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        // A client that sends a fragment means another document than the URL without it.
        if (raw.Contains('#', StringComparison.Ordinal))
            throw RequestException.BadRequest("A URL is sent without its fragment (#…).");
        // The absolute form (RFC 9112 §3.2.2).
        if (!raw.StartsWith('/') && Uri.TryCreate(raw, UriKind.Absolute, out var absolute))
            raw = absolute.AbsolutePath;
        return Below(raw, _local) ?? throw RequestException.BadRequest("The path of the URL is not to hold '.', '..', '%2F', or what is no UTF-8.");
    }

    /// <summary>What another URL means, absolute or a path; null where that is not served here.</summary>
    public DavPath? Other(string url)
    {
        var path = url;
        if (!url.StartsWith('/') || url.StartsWith("//", StringComparison.Ordinal))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var absolute) || !IsOurs(absolute))
                return null;
            // As it was written: Uri resolves dots and decodes.
            var authority = url.IndexOf("//", StringComparison.Ordinal) + 2;
            path = url.IndexOf('/', authority) is >= 0 and var start ? url[start..] : "/";
        }
        path = path.Split('?', '#')[0];
        return Below(path, _public) ?? Below(path, _local);
    }

    /// <summary>The URL of a document, without scheme and host.</summary>
    public string Of(DavPath path, bool isFolder) => _base.AbsolutePath + path.Encoded(isFolder);

    // The scheme is not compared: a proxy that ends TLS speaks another one.
    private bool IsOurs(Uri url) => url.Scheme is "http" or "https"
        && (url.Authority.Equals(_request.Host.ToUriComponent(), StringComparison.OrdinalIgnoreCase) || url.Authority.Equals(_base.Authority, StringComparison.OrdinalIgnoreCase)
            || url.Host.Equals(_request.Host.Host, StringComparison.OrdinalIgnoreCase) && url.Port == _request.Host.Port);

    private static DavPath? Below(string path, IReadOnlyList<string> root) =>
        DavPath.Decode(path) is { } names && names.Count >= root.Count && names.Take(root.Count).SequenceEqual(root, StringComparer.OrdinalIgnoreCase)
            ? new DavPath([.. names.Skip(root.Count)])
            : null;
}
