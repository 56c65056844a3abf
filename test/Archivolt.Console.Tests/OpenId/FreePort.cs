using System.Net;
using System.Net.Sockets;

namespace Archivolt.WebConsole.Tests.OpenId;

/// <summary>Addresses of servers whose address somebody else has to know before they start.</summary>
internal static class FreePort
{
    public static Uri Address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }
}
