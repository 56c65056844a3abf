using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace Archivolt.AspNetCore.Security;

/// <summary>Takes the client's address from the proxies that are configured, and from nobody else. One of IPv4 is one, though it came over IPv6.</summary>
internal static class ClientAddress
{
    public static void UseClientAddress(this IApplicationBuilder app, HttpOptions http)
    {
        if (http.KnownProxies.Count > 0)
            UseProxies(app, http);
        app.Use(next => context =>
        {
            if (context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped)
                context.Connection.RemoteIpAddress = mapped.MapToIPv4();
            return next(context);
        });
    }

    private static void UseProxies(IApplicationBuilder app, HttpOptions http)
    {
        // Through any number of proxies, as long as each is known.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in http.ProxyNetworks)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
