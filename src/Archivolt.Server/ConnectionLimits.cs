using System.Collections.Concurrent;
using System.Net;
using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Load;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Archivolt.Server;

/// <summary>Sets Kestrel's limits as <see cref="ConnectionOptions"/> has them, and counts the connections of each address.</summary>
internal sealed class ConnectionLimits(IOptions<ConnectionOptions> connections, IOptions<HttpOptions> http, OpenHandles handles) : IConfigureOptions<KestrelServerOptions>
{
    // What the process has open without any request; .NET keeps its assemblies open.
    private const int AtRest = 300;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<IPAddress, int> _open = new();
    private readonly IPNetwork[] _proxies = [.. http.Value.ProxyNetworks];

    /// <summary>Most connections at once.</summary>
    public int Max { get; } = connections.Value.Max ?? (int)Math.Max(16, (handles.Limit - handles.Reserve - AtRest) / 2);

    /// <summary>Most connections of one address.</summary>
    public int MaxPerAddress => connections.Value.MaxPerAddress ?? Math.Max(1, Max / 2);

    public void Configure(KestrelServerOptions options)
    {
        var (limits, settings) = (options.Limits, connections.Value);
        limits.MaxConcurrentConnections = Max;
        limits.RequestHeadersTimeout = settings.HeaderTimeout;
        limits.KeepAliveTimeout = settings.IdleTimeout;
        var rate = settings.MinBytesPerSecond == 0 ? null : new MinDataRate(settings.MinBytesPerSecond, Grace);
        (limits.MinRequestBodyDataRate, limits.MinResponseDataRate) = (rate, rate);
        options.ConfigureEndpointDefaults(listen => listen.Use(next => connection => CountAsync(connection, next)));
    }

    private async Task CountAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || Array.Exists(_proxies, proxy => proxy.Contains(address)))
        {
            await next(connection);
            return;
        }
        try
        {
            if (_open.AddOrUpdate(address, 1, static (_, count) => count + 1) > MaxPerAddress)
                connection.Abort(new ConnectionAbortedException("The address has too many connections."));
            else
                await next(connection);
        }
        finally
        {
            if (_open.AddOrUpdate(address, 0, static (_, count) => count - 1) == 0)
                _open.TryRemove(new KeyValuePair<IPAddress, int>(address, 0));
        }
    }
}
