using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Server;

/// <summary>Clients that stop sending or reading in the middle of a body.</summary>
public sealed class SlowClientTests : IAsyncLifetime
{
    // More than the buffers of both sides hold.
    private const int Large = 64 * 1024 * 1024;

    private readonly RequestEnd _end = new();
    private RunningServer _server = null!;
    private string _id = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(
            builder => builder.Services.AddSingleton<IStartupFilter>(_end),
            args: ["--Archivolt:Connections:MinBytesPerSecond", "1000000", "--Archivolt:Connections:SlowAfter", "00:00:02"]);
        using var client = _server.Client();
        _id = (await _server.CreateAsync()).Uid();
        (await client.PutAsync($"api/v1/id/{_id}/@blob/file:content", new ByteArrayContent(new byte[Large]), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_client_that_sends_no_more_is_broken_off_and_nothing_is_stored()
    {
        using var slow = await AskAsync("PUT", $"api/v1/id/{_id}/@blob/file:content", "Content-Length: 1000000\r\n", "the beginning");

        await _end.Of("PUT").WaitAsync(Cancelled);

        using var client = _server.Client();
        (await client.GetByteArrayAsync($"nxfile/default/{_id}/file:content", Cancelled)).Length.ShouldBe(Large);
        Directory.GetFiles(Path.Combine(_server.DataPath, "binaries", "tmp")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_reads_no_more_is_broken_off()
    {
        using var slow = await AskAsync("GET", $"nxfile/default/{_id}/file:content");

        await _end.Of("GET").WaitAsync(Cancelled);

        var received = 0L;
        var buffer = new byte[1024 * 1024];
        await Should.ThrowAsync<IOException>(async () =>
        {
            for (int read; (read = await slow.GetStream().ReadAsync(buffer, Cancelled)) > 0;)
                received += read;
            throw new EndOfStreamException();
        });
        received.ShouldBeLessThan(Large);
    }

    private async Task<TcpClient> AskAsync(string method, string address, string headers = "", string body = "")
    {
        _end.Expect(method);
        var client = new TcpClient { ReceiveBufferSize = 64 * 1024 };
        await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port, Cancelled);
        var password = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RunningServer.Admin}:{RunningServer.AdminPassword}"));
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"{method} /nuxeo/{address} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {password}\r\n{headers}\r\n{body}"), Cancelled);
        return client;
    }

    /// <summary>Tells when the server is done with a request.</summary>
    private sealed class RequestEnd : IStartupFilter
    {
        private TaskCompletionSource _ended = new();
        private string? _method;

        public void Expect(string method) => (_ended, _method) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), method);

        public Task Of(string method) => method == _method ? _ended.Task : throw new InvalidOperationException("Nobody waits for that.");

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (HttpContext context, RequestDelegate inner) =>
            {
                try
                {
                    await inner(context);
                }
                finally
                {
                    if (context.Request.Method == _method)
                        _ended.TrySetResult();
                }
            });
            next(app);
        };
    }
}
