using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;

namespace Archivolt.AspNetCore.OpenId;

/// <summary>Speaks to the identity provider: within a time, of a length, over TLS unless the settings say otherwise, and never anywhere that it redirects to.</summary>
internal sealed class ProviderHttp : IDocumentRetriever, IDisposable
{
    private const int LongestAnswer = 1024 * 1024;

    private readonly OpenIdConnectOptions _options;

    public ProviderHttp(IOptions<OpenIdConnectOptions> options)
    {
        _options = options.Value;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = _options.WaitAtMost,
            MaxResponseContentBufferSize = LongestAnswer,
        };
    }

    public HttpClient Client { get; }

    /// <summary>An address that the provider gave.</summary>
    /// <exception cref="RequestException">503: it is none, or one that nobody may speak to.</exception>
    public Uri Checked(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && _options.Allows(uri)
        ? uri
        : throw Unavailable("The identity provider lacks an address that this takes, or names one without https.");

    public Task<string> GetDocumentAsync(string address, CancellationToken cancel) => Client.GetStringAsync(Checked(address), cancel);

    public void Dispose() => Client.Dispose();

    public static RequestException Unavailable(string message, Exception? innerException = null) => new(StatusCodes.Status503ServiceUnavailable, message, innerException);
}
