using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Archivolt.Benchmarks;

/// <summary>Ports on loopback.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until a server accepts connections; fails when it ends before.</summary>
    public static async Task WaitAsync(int port, Process process)
    {
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode} before it listened.");
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }
    }
}
