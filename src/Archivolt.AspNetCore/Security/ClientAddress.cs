using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace Archivolt.AspNetCore.Security;

/// <summary>Takes the client's address from the proxies that are configured, and from nobody else.</summary>
internal static class ClientAddress
{
    public static void UseClientAddress(this IApplicationBuilder app, HttpOptions http)
    {
        if (http.KnownProxies.Count == 0)
            return;
        // Through any number of proxies, as long as each is known.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in http.ProxyNetworks)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
