using System.Net.Sockets;

namespace Archivolt.EndToEnd;

/// <summary>Reports every lost connection as <see cref="HttpRequestException"/>: .NET lets the socket's own exception through where the server resets a connection as it is made.</summary>
internal sealed class LostConnections : DelegatingHandler
{
    public LostConnections() => InnerHandler = new SocketsHttpHandler();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception);
        }
    }
}
