using System.Net;
using System.Net.Sockets;
using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Automation;

/// <summary>Files behind URLs that administrators name. Addresses where clouds give their machines secrets are not asked: those of the link itself, and known others.</summary>
internal sealed class RemoteFiles : IDisposable
{
    private static readonly TimeSpan ToConnect = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ToAnswer = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ToSend = TimeSpan.FromMinutes(30);

    // Amazon's and Google's by IPv6, Alibaba's, and Azure's host.
    private static readonly IPAddress[] OfClouds = [.. ((string[])["fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16"]).Select(IPAddress.Parse)];

    // Behind it stands an address of IPv4 (RFC 6052, 2.1).
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = ToConnect,
        MaxAutomaticRedirections = 5,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = ConnectAsync,
    })
    {
        Timeout = ToAnswer,
    };

    /// <summary>Asks for a file; its content is read later.</summary>
    /// <exception cref="RequestException">400: the URL is none, or leads to no file.</exception>
    public async Task<HttpResponseMessage> GetAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
            throw RequestException.BadRequest("'file' is to be an absolute URL of http or https, without a name and password.");
        HttpResponseMessage answer;
        try
        {
            answer = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or UriFormatException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The URL may hold a secret; what went wrong holds no more than its host.
            throw RequestException.BadRequest($"The file cannot be fetched from {address.Host}: {exception.GetBaseException().Message}", exception);
        }
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw RequestException.BadRequest($"The file cannot be fetched: {address.Host} answers {(int)answer.StatusCode}.");
    }

    /// <summary>The name of a file that was asked for: as its server says, or the end of its address.</summary>
    public static string? NameOf(HttpResponseMessage answer) => answer.Content.Headers.ContentDisposition is { } disposition && (disposition.FileNameStar ?? disposition.FileName) is { } name
        ? name.Trim('"')
        : Uri.UnescapeDataString(answer.RequestMessage!.RequestUri!.Segments[^1].Trim('/'));

    /// <summary>Writes the content of a file that was asked for.</summary>
    public static async Task CopyAsync(HttpResponseMessage answer, Stream target, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(ToSend);
        try
        {
            await answer.Content.CopyToAsync(target, limited.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RequestException(StatusCodes.Status504GatewayTimeout, $"The other server did not send the file within {ToSend.TotalMinutes:0} minutes.");
        }
    }

    public void Dispose() => _http.Dispose();

    // Asked for the address that is connected to, so that no name leads around it.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, address => !HoldsSecrets(address));
        if (allowed.Length == 0)
            throw new HttpRequestException("The host has no address that is asked for files.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool HoldsSecrets(IPAddress address) => address.IsIPv4MappedToIPv6 || Translated.Contains(address)
        ? HoldsSecrets(new IPAddress(address.GetAddressBytes()[12..]))
        : address.IsIPv6LinkLocal || address.GetAddressBytes() is [169, 254, _, _] || OfClouds.Contains(address);
}
