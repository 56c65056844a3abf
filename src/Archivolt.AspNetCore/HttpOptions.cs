using System.Net;
using Archivolt.Configuration;

namespace Archivolt.AspNetCore;

/// <summary>How the server answers over HTTP; keys of the section <c>Archivolt</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Largest JSON request body, in bytes. Blob contents have no limit here.</summary>
    public const int MaxJsonLength = 10 * 1024 * 1024;

    /// <summary>Path under which the platform's URLs live, such as <c>/nuxeo</c>; empty for the root.</summary>
    public string BasePath { get; set; } = "/nuxeo";

    /// <summary>True to let requests without credentials act as the anonymous user; false (the default) to answer them 401.</summary>
    public bool Anonymous { get; set; }

    /// <summary>The URL people reach the server by, such as <c>https://files.example.org/nuxeo/</c>; null to take it from each request.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>
    /// True to believe the headers <c>nuxeo-virtual-host</c>, <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c> when URLs are built. Only right
    /// behind a proxy that sets or removes them.
    /// </summary>
    public bool TrustForwardedHeaders { get; set; }

    /// <summary>
    /// The proxies in front of the server: addresses and networks such as <c>10.0.0.5</c> and <c>10.1.0.0/16</c>. Of requests that come from one,
    /// <c>X-Forwarded-For</c> says the client's address, which wrong passwords are counted by; of all others it says nothing.
    /// </summary>
    public IList<string> KnownProxies { get; init; } = [];

    /// <summary>
    /// Origins such as <c>https://app.example.org</c> whose pages may send requests and read answers (CORS), also with the name and password that a browser remembers. None
    /// by default.
    /// </summary>
    public IList<string> AllowedOrigins { get; init; } = [];

    /// <summary><see cref="BasePath"/> with a leading and without a trailing slash; empty for the root.</summary>
    internal string Base => BasePath.Trim('/') is { Length: > 0 } path ? "/" + path : "";

    internal IEnumerable<IPNetwork> ProxyNetworks => KnownProxies.Select(text => NetworkOf(text) ?? throw new FormatException($"'{text}' is neither an address nor a network."));

    internal static IReadOnlyList<SettingLimit<HttpOptions>> Limits { get; } =
    [
        new(nameof(BasePath), options => options.BasePath, path => IsPlain(((string)path).Trim('/')), "a path of plain names such as /nuxeo, or an empty one for the root"),
        SettingLimit<HttpOptions>.WebAddress(nameof(PublicUrl), options => options.PublicUrl, "https://files.example.org/nuxeo/"),
        new(nameof(KnownProxies), options => options.KnownProxies.FirstOrDefault(text => NetworkOf(text) is null), _ => false,
            "addresses such as 10.0.0.5 or networks such as 10.1.0.0/16"),
        new(nameof(AllowedOrigins), options => options.AllowedOrigins.FirstOrDefault(text => !IsOrigin(text)), _ => false, "origins such as https://app.example.org"),
    ];

    private static IPNetwork? NetworkOf(string text) => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    // As browsers write it: lower case, no path, no usual port.
    private static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.GetLeftPart(UriPartial.Authority) == text;

    // What URLs hold as it is: names of letters, digits, '-', '_', '.' and '~', none of them '.' or '..'.
    private static bool IsPlain(string path) => path.Length == 0 || path.Split('/').All(name => name is not ("" or "." or "..")
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '~'));
}
