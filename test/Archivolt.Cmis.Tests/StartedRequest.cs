using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Archivolt.AspNetCore.Tests;

namespace Archivolt.Cmis.Tests;

/// <summary>A request whose body has not come whole: other requests go between, or the connection ends.</summary>
internal sealed class StartedRequest : IDisposable
{
    private readonly TcpClient _connection;
    private readonly StreamReader _answers;

    private StartedRequest(TcpClient connection) => (_connection, _answers) = (connection, new StreamReader(connection.GetStream(), Encoding.ASCII));

    /// <summary>Sends the headers of a request with a body of a length.</summary>
    public static async Task<StartedRequest> BeginAsync(RunningServer server, CmisClient client, string method, string url, string type, int length)
    {
        var request = new StartedRequest(new TcpClient(server.Address.Host, server.Address.Port));
        var head = string.Create(CultureInfo.InvariantCulture,
            $"{method} /nuxeo/{url} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nAuthorization: {client.Http.DefaultRequestHeaders.Authorization}\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
        await request.SendAsync(head);
        return request;
    }

    public async Task SendAsync(string text) => await _connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>Ends the connection's sending half, and waits until the server has ended the rest.</summary>
    public async Task CutAsync()
    {
        _connection.Client.Shutdown(SocketShutdown.Send);
        try
        {
            while (await _answers.ReadLineAsync() is not null) { }
        }
        catch (IOException)
        {
            // The server ends the connection, in either way.
        }
    }

    /// <summary>The next status.</summary>
    public async Task<int> StatusAsync()
    {
        while (await _answers.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
                return int.Parse(line.AsSpan(9, 3), CultureInfo.InvariantCulture);
        }
        return 0;
    }

    public void Dispose()
    {
        _answers.Dispose();
        _connection.Dispose();
    }
}
