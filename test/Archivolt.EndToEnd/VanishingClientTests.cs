using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Archivolt.EndToEnd;

/// <summary>A client that goes away in the middle of an upload.</summary>
public sealed class VanishingClientTests : TestFolder
{
    private string Drafts => Path.Combine(Folder, "binaries", "tmp");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_vanishes_leaves_no_file_no_row_and_no_draft(bool abruptly)
    {
        await using var server = await ServerProcess.StartAsync(Folder);
        var document = await server.CreateDocumentAsync("abandoned");
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port);
            var head = $"PUT {ServerProcess.MainFileOf(document)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {ServerProcess.Authorization}\r\n"
                + "Content-Type: application/octet-stream\r\nContent-Length: 50000000\r\n\r\n";
            await client.Client.SendAsync(Encoding.ASCII.GetBytes(head));
            await client.Client.SendAsync(new byte[5_000_000]);
            await Eventually.BecomesTrueAsync(() => Directory.GetFiles(Drafts).Length == 1);
            if (abruptly)
                client.LingerState = new LingerOption(enable: true, seconds: 0); // closing resets the connection
        }

        await Eventually.BecomesTrueAsync(() => Directory.GetFileSystemEntries(Drafts).Length == 0);

        Directory.GetFileSystemEntries(Path.Combine(Folder, "binaries", "data")).ShouldBeEmpty();
        (await server.Client.GetAsync(ServerProcess.MainFileOf(document))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await server.Client.GetStringAsync($"{document}?properties=*")).ShouldContain("\"file:content\":null");
    }
}
