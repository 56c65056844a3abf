using System.Collections.Concurrent;
using System.Net;
using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Load;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Archivolt.Server;

/// <summary>Sets Kestrel's limits as <see cref="ConnectionOptions"/> has them, and counts connections, all and those of each address.</summary>
internal sealed class ConnectionLimits(IOptions<ConnectionOptions> connections, IOptions<HttpOptions> http, OpenHandles handles) : IConfigureOptions<KestrelServerOptions>
{
    private readonly ConcurrentDictionary<IPAddress, int> _open = new();
    private readonly IPNetwork[] _proxies = [.. http.Value.ProxyNetworks];
    private int _all;

    /// <summary>Most connections at once.</summary>
    public int Max { get; } = connections.Value.Max ?? (int)Math.Max(16, (handles.Limit - handles.Reserve - OpenHandles.AtRest) / 2);

    /// <summary>Most connections of one address.</summary>
    public int MaxPerAddress => connections.Value.MaxPerAddress ?? Math.Max(1, Max / 2);

    public void Configure(KestrelServerOptions options)
    {
        var (limits, settings) = (options.Limits, connections.Value);
        limits.RequestHeadersTimeout = settings.HeaderTimeout;
        limits.KeepAliveTimeout = settings.IdleTimeout;
        var rate = settings.MinBytesPerSecond == 0 ? null : new MinDataRate(settings.MinBytesPerSecond, settings.SlowAfter);
        (limits.MinRequestBodyDataRate, limits.MinResponseDataRate) = (rate, rate);
    }

    /// <summary>Counts a connection that was accepted; false when it is one too many, and not counted.</summary>
    public bool TryOpen(EndPoint? client)
    {
        if (Interlocked.Increment(ref _all) > Max)
        {
            Interlocked.Decrement(ref _all);
            return false;
        }
        if (AddressOf(client) is not { } address || _open.AddOrUpdate(address, 1, static (_, count) => count + 1) <= MaxPerAddress)
            return true;
        Close(client);
        return false;
    }

    /// <summary>A connection that was counted is closed.</summary>
    public void Close(EndPoint? client)
    {
        Interlocked.Decrement(ref _all);
        if (AddressOf(client) is { } address && _open.AddOrUpdate(address, 0, static (_, count) => count - 1) == 0)
            _open.TryRemove(new KeyValuePair<IPAddress, int>(address, 0));
    }

    // A proxy speaks for many.
    private IPAddress? AddressOf(EndPoint? client) =>
        client is IPEndPoint { Address: var address } && !Array.Exists(_proxies, proxy => proxy.Contains(address)) ? address : null;
}
