using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Archivolt.Rclone;

/// <summary>
/// Content of a known length that rclone on this machine fetches, once, at an address that nobody can guess. What it is sent instead, it takes in small pieces and without a length, and stores
/// on its disk first where the back end needs one.
/// </summary>
internal sealed class OfferedContent : IAsyncDisposable
{
    private const int LongestHead = 8 * 1024;

    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public OfferedContent(PipeReader content, long length)
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{RandomNumberGenerator.GetHexString(32)}");
        _serving = ServeAsync(content, length);
    }

    public Uri Address { get; }

    /// <summary>Completes when whoever writes the content has ended it.</summary>
    public Task Given => _serving;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    // Where it fails, rclone misses bytes and says so.
    private async Task ServeAsync(PipeReader content, long length)
    {
        while (true)
        {
            using var socket = await _listener.AcceptSocketAsync(_stop.Token);
            // Short content is not to wait until its head is acknowledged.
            socket.NoDelay = true;
            await using var stream = new NetworkStream(socket);
            if (!await AsksForItAsync(stream))
                continue;
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"), _stop.Token);
            await content.CopyToAsync(stream, _stop.Token);
            return;
        }
    }

    private async Task<bool> AsksForItAsync(NetworkStream stream)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(HeadTimeout);
        var (head, length) = (new byte[LongestHead], 0);
        try
        {
            for (int read; length < head.Length && (read = await stream.ReadAsync(head.AsMemory(length), limit.Token)) > 0;)
            {
                length += read;
                if (head.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                    return head.AsSpan().StartsWith(Encoding.ASCII.GetBytes($"GET {Address.AbsolutePath} "));
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && !_stop.IsCancellationRequested)
        {
            // Somebody else, who has gone or says nothing.
        }
        return false;
    }
}
