using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Archivolt.RemoteStores;

/// <summary>
/// A proxy on the wire that breaks connections and answers in place of the server, request by request. It reads as much of HTTP as the tests need: heads, and the length of bodies.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Uri _target;
    private readonly Task _accepting;

    public FaultProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Says for the first line of a request what becomes of it; null for nothing.</summary>
    public Func<string, WireFault?> FaultOf { get; set; } = _ => null;

    /// <summary>Says for the first line of a request which lines are added to the head of the server's answer.</summary>
    public Func<string, string> HeaderOf { get; set; } = _ => "";

    /// <summary>First lines of all requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await ((Task)Task.WhenAll([_accepting, .. _connections])).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
            _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(_target.Host, _target.Port, _stop.Token);
                var (down, up) = (client.GetStream(), server.GetStream());
                while (await ExchangeAsync(down, up))
                    continue;
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either end has gone.
            }
            client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }

    private async Task<bool> ExchangeAsync(NetworkStream down, NetworkStream up)
    {
        if (await ReadHeadAsync(down) is not { } request)
            return false;
        var line = request.Split("\r\n", 2)[0];
        Requests.Enqueue(line);
        var fault = FaultOf(line);
        if (fault?.Hang == true)
            await Task.Delay(Timeout.Infinite, _stop.Token);
        if (fault?.Answer is { } status)
        {
            await AnswerAsync(down, request, status, fault);
            return false;
        }
        await up.WriteAsync(Encoding.Latin1.GetBytes(request), _stop.Token);
        if (request.Contains("Expect: 100-continue", StringComparison.OrdinalIgnoreCase))
            await down.WriteAsync(Encoding.Latin1.GetBytes(await ReadHeadAsync(up) ?? ""), _stop.Token);
        if (!await CopyAsync(down, up, LengthOf(request), fault?.CutUpload))
            return false;
        if (await ReadHeadAsync(up) is not { } head || fault?.LoseAnswer == true)
            return false;
        await down.WriteAsync(Encoding.Latin1.GetBytes($"{head[..^2]}{HeaderOf(line)}\r\n"), _stop.Token);
        var hasBody = !line.StartsWith("HEAD", StringComparison.Ordinal) && !head.StartsWith("HTTP/1.1 204", StringComparison.Ordinal);
        if (fault?.Stall is { } stall)
        {
            await CopyAsync(up, down, Math.Min(stall, LengthOf(head)), cut: null);
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }
        if (head.Contains("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase))
            return await CopyChunksAsync(up, down);
        return !hasBody || await CopyAsync(up, down, LengthOf(head), fault?.CutDownload);
    }

    // The server does not hear of it.
    private async Task AnswerAsync(NetworkStream down, string request, int status, WireFault fault)
    {
        if (!request.Contains("Expect: 100-continue", StringComparison.OrdinalIgnoreCase))
            await CopyAsync(down, Stream.Null, LengthOf(request), cut: null);
        var (type, body) = request.StartsWith("HEAD", StringComparison.Ordinal)
            ? ("", "")
            : ("Content-Type: application/xml\r\n", fault.Body ?? $"<Error><Code>{fault.Code}</Code><Message>m</Message></Error>");
        var wait = fault.RetryAfter is { } seconds ? $"Retry-After: {seconds}\r\n" : "";
        var answer = $"HTTP/1.1 {status} Fault\r\n{type}Content-Length: {body.Length}\r\nConnection: close\r\n{wait}\r\n{body}";
        await down.WriteAsync(Encoding.Latin1.GetBytes(answer), _stop.Token);
        down.Socket.Shutdown(SocketShutdown.Send);
        await CopyAsync(down, Stream.Null, long.MaxValue, cut: null);
    }

    private async Task<bool> CopyAsync(Stream from, Stream to, long length, long? cut)
    {
        var buffer = new byte[16 * 1024];
        for (var rest = Math.Min(length, cut ?? length); rest > 0;)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, rest)), _stop.Token);
            if (read == 0)
                return false;
            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            rest -= read;
        }
        return cut is null || cut >= length;
    }

    private async Task<bool> CopyChunksAsync(NetworkStream from, NetworkStream to)
    {
        var (tail, one) = ("", new byte[1]);
        while (!tail.EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            if (await from.ReadAsync(one, _stop.Token) == 0)
                return false;
            await to.WriteAsync(one, _stop.Token);
            tail = $"{tail[Math.Max(0, tail.Length - 5)..]}{(char)one[0]}";
        }
        return true;
    }

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (!EndsHead(head))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Append((char)one[0]);
        }
        return head.ToString();

        static bool EndsHead(StringBuilder head) => head.Length >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n' && head[^4] == '\r';
    }

    private static long LengthOf(string head) =>
        head.Split("\r\n").Where(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)).Select(line => long.Parse(line.Split(':')[1])).FirstOrDefault();
}

/// <summary>What goes wrong with one request and its answer.</summary>
internal sealed record WireFault
{
    /// <summary>The connection breaks after so many bytes of the request's body.</summary>
    public long? CutUpload { get; init; }

    /// <summary>The connection breaks after so many bytes of the answer's body.</summary>
    public long? CutDownload { get; init; }

    /// <summary>The server does what it was asked, and nobody hears of it.</summary>
    public bool LoseAnswer { get; init; }

    /// <summary>The connection stays open, and nothing is answered.</summary>
    public bool Hang { get; init; }

    /// <summary>Nothing follows after so many bytes of the answer's body, and the connection stays open.</summary>
    public long? Stall { get; init; }

    /// <summary>This status is the answer.</summary>
    public int? Answer { get; init; }

    /// <summary>With <see cref="Answer"/>, its body, in ASCII; null for an error.</summary>
    public string? Body { get; init; }

    /// <summary>With <see cref="Answer"/>, the error's code.</summary>
    public string Code { get; init; } = "InternalError";

    /// <summary>With <see cref="Answer"/>, the seconds of Retry-After.</summary>
    public int? RetryAfter { get; init; }
}
