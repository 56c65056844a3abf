using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Design;

/// <summary>What every page knows of its request.</summary>
/// <param name="Principal">Who looks at it.</param>
/// <param name="BasePath">Path of the platform's URLs, such as <c>/nuxeo</c>.</param>
internal sealed record PageFrame(Principal Principal, string BasePath)
{
    /// <summary>Where the REST API is.</summary>
    public string Api => BasePath + "/api/v1";

    public static PageFrame Of(HttpContext context, HttpOptions options) => new(context.ActingPrincipal(), options.Base);

    /// <summary>Shows the call of the REST API that does the same as what stands above it.</summary>
    public Html Call(string method, string address) => CallOf(method, $"{Api}/{address}");

    /// <summary>The same for parts that know no request.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="url">The whole path.</param>
    public static Html CallOf(string method, string url) => Html.Of($"""<p class="call"><span>REST</span> <code>{method} {url}</code></p>""");
}
