using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// Lets several endpoints share a catch-all route over document paths: <c>path/{**path:adapter(@children)}</c> matches where the document's
/// part is followed by that adapter, <c>adapter(none)</c> where it is followed by nothing.
/// </summary>
internal sealed class AdapterConstraint(string adapter) : IRouteConstraint
{
    public const string Name = "adapter";

    public const string None = "none";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        httpContext is null || (DocumentAddress.Of(httpContext) is { } address && string.Equals(address.Adapter ?? None, adapter, StringComparison.OrdinalIgnoreCase));
}
