using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Archivolt.Npm;
using Archivolt.Postgres;

namespace Archivolt.EndToEnd;

/// <summary>The tus project's own client, at a fixed version, against a server process that it kills once: what <c>Clients/tus/client.js</c> lists.</summary>
public sealed class TusClientTests : TestFolder
{
    [Fact]
    public async Task The_client_of_tus_uploads_and_goes_on_after_the_server_was_killed()
    {
        NpmClient.SkipWithoutNode();
        var (data, address) = (Path.Combine(Folder, "data"), $"http://127.0.0.1:{FreePort()}");
        await using var first = await StartAsync(data, address);
        var second = StartAgainAsync(first, data, address);
        try
        {
            (await NpmClient.RunAsync("tus", $"{address}/nuxeo/", "Administrator", ServerProcess.Password, $"{first.Id}")).Length.ShouldBe(6);
        }
        finally
        {
            // Already gone, unless the client failed before.
            first.Kill();
            await (await second).DisposeAsync();
        }
    }

    private static async Task<ServerProcess> StartAgainAsync(ServerProcess first, string data, string address)
    {
        using (var process = Process.GetProcessById(first.Id))
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await StartAsync(data, address);
    }

    private static Task<ServerProcess> StartAsync(string data, string address)
    {
        var start = CliProcess.StartInfo(["serve", "--data", data, "--urls", address]);
        start.Environment["Archivolt__Database"] = ServerDatabase.SettingFor(data);
        return ServerProcess.StartAsync(start);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
