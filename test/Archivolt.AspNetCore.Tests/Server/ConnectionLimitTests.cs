using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Tests.Server;

public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task A_silent_connection_is_closed()
    {
        await using var server = await RunningServer.StartAsync(args: ["--Archivolt:Connections:IdleTimeout", "00:00:01"]);
        using var silent = await ConnectAsync(server);
        (await ReadAsync(silent)).ShouldBe(0);
    }

    [Fact]
    public async Task Headers_that_do_not_end_are_not_waited_for()
    {
        await using var server = await RunningServer.StartAsync(args: ["--Archivolt:Connections:HeaderTimeout", "00:00:01"]);
        using var slow = await ConnectAsync(server);
        await slow.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nA: "u8.ToArray(), TestContext.Current.CancellationToken);
        // 408, or closed at once.
        (await ReadAsync(slow)).ShouldBeLessThan(400);
    }

    [Fact]
    public async Task So_many_connections_are_kept_and_one_that_ends_makes_room()
    {
        await using var server = await RunningServer.StartAsync(args: ["--Archivolt:Connections:Max", "2", "--Archivolt:Connections:MaxPerAddress", "2"]);
        using var first = await ConnectAsync(server);
        (await AskAsync(first)).ShouldBeGreaterThan(0);
        using var second = await ConnectAsync(server);
        (await AskAsync(second)).ShouldBeGreaterThan(0);
        using (var third = new TcpClient())
            (await AskAsync(third, server.Address.Port)).ShouldBe(0);
        first.Dispose();
        // The server learns of it from the network.
        for (var isLetIn = false; !isLetIn;)
        {
            using var next = new TcpClient();
            isLetIn = await AskAsync(next, server.Address.Port) > 0;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_address_has_so_many_connections_and_a_proxy_any(bool isProxy)
    {
        string[] args = ["--Archivolt:Connections:MaxPerAddress", "3"];
        await using var server = await RunningServer.StartAsync(args: isProxy ? [.. args, "--Archivolt:KnownProxies:0", "127.0.0.1"] : args);
        var connections = new List<TcpClient>();
        for (var i = 0; i < 3; i++)
        {
            connections.Add(await ConnectAsync(server));
            (await AskAsync(connections[^1])).ShouldBeGreaterThan(0);
        }
        using var more = new TcpClient();
        (await AskAsync(more, server.Address.Port) > 0).ShouldBe(isProxy);
        connections.ForEach(connection => connection.Dispose());
    }

    [Fact]
    public async Task A_client_that_sends_or_reads_nothing_is_broken_off_unless_the_settings_wait_for_ever()
    {
        await using var server = await RunningServer.StartAsync();
        var limits = server.Get<IOptions<KestrelServerOptions>>().Value.Limits;
        limits.MinRequestBodyDataRate!.BytesPerSecond.ShouldBe(1024);
        limits.MinResponseDataRate!.BytesPerSecond.ShouldBe(1024);
        await using var patient = await RunningServer.StartAsync(args: ["--Archivolt:Connections:MinBytesPerSecond", "0"]);
        limits = patient.Get<IOptions<KestrelServerOptions>>().Value.Limits;
        limits.MinRequestBodyDataRate.ShouldBeNull();
        limits.MinResponseDataRate.ShouldBeNull();
    }

    [Theory]
    [InlineData("Max", "0")]
    [InlineData("MinBytesPerSecond", "-1")]
    [InlineData("HeaderTimeout", "00:00:00")]
    [InlineData("SlowAfter", "00:00:01")]
    [InlineData("Idle", "00:00:01")]
    public async Task What_cannot_be_ends_the_start(string setting, string value)
    {
        var failure = await Should.ThrowAsync<Exception>(() => RunningServer.StartAsync(args: [$"--Archivolt:Connections:{setting}", value]));
        failure.Message.ShouldContain(setting);
    }

    private static async Task<TcpClient> ConnectAsync(RunningServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Address.Port);
        return client;
    }

    private static async Task<int> AskAsync(TcpClient client, int? port = null)
    {
        try
        {
            if (port is not null)
                await client.ConnectAsync("127.0.0.1", port.Value);
            await client.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            return await ReadAsync(client);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return 0;
        }
    }

    private static async Task<int> ReadAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1000], TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
