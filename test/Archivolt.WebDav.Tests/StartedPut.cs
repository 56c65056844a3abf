using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Archivolt.AspNetCore.Tests;

namespace Archivolt.WebDav.Tests;

/// <summary>A PUT that the server has admitted and whose content has not come: other requests go between.</summary>
internal sealed class StartedPut : IDisposable
{
    private const string Content = "late content";

    private readonly TcpClient _connection;
    private readonly StreamReader _answers;

    private StartedPut(TcpClient connection) => (_connection, _answers) = (connection, new StreamReader(connection.GetStream(), Encoding.ASCII));

    /// <summary>Sends the headers, and waits until the server asks for the content, which it does after all checks.</summary>
    public static async Task<StartedPut> BeginAsync(RunningServer server, DavClient dav, string path, params (string Name, string Value)[] headers)
    {
        var put = new StartedPut(new TcpClient(server.Address.Host, server.Address.Port));
        var head = new StringBuilder($"PUT {dav.Of(path)} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nAuthorization: {dav.Http.DefaultRequestHeaders.Authorization}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Length: {Content.Length}\r\nExpect: 100-continue\r\nConnection: close\r\n");
        foreach (var (name, value) in headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await put._connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
        (await put.StatusAsync()).ShouldBe(100);
        return put;
    }

    /// <summary>Sends the content; returns the status.</summary>
    public async Task<int> EndAsync()
    {
        await _connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Content));
        return await StatusAsync();
    }

    public void Dispose()
    {
        _answers.Dispose();
        _connection.Dispose();
    }

    private async Task<int> StatusAsync()
    {
        while (await _answers.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
                return int.Parse(line.AsSpan(9, 3), CultureInfo.InvariantCulture);
        }
        return 0;
    }
}
