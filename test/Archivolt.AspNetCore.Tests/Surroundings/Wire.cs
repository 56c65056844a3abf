using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>The way to a server, which can be cut or held.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, Task> _connections = [];
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;
    private volatile bool _isCut;
    private volatile TaskCompletionSource _flow = new();

    public Wire(string host, int port)
    {
        _server = (host, port);
        _flow.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Breaks every connection, and each that comes.</summary>
    public void Cut()
    {
        _isCut = true;
        _flow.TrySetResult();
        foreach (var connection in _connections.Keys)
            connection.Close();
    }

    /// <summary>Passes nothing on and keeps every connection, also each that comes, as a server that stands still.</summary>
    public void Hold() => _flow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend()
    {
        _isCut = false;
        _flow.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        _listener.Dispose();
        await ((Task)Task.WhenAll([_accepting, .. _connections.Values])).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync();
            client.NoDelay = true;
            if (_isCut)
                client.Close();
            else
                _connections[client] = CarryAsync(client);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        try
        {
            await server.ConnectAsync(_server.Host, _server.Port);
            await Task.WhenAny(CopyAsync(client.GetStream(), server.GetStream()), CopyAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or an end has gone.
        }
        finally
        {
            _connections.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReadAsync(buffer)) > 0;)
        {
            await _flow.Task;
            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
