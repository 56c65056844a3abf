using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Documents.Linked;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;

namespace Archivolt.GoogleDrive;

/// <summary>Acts for the people of a Google Workspace domain by a service account (domain-wide delegation).</summary>
internal sealed class DomainAccounts
{
    private const int MostAccounts = 1000;

    // Google's own, the same for every key.
    private const string UsualPassword = "notasecret";

    private readonly ConcurrentDictionary<string, LinkedCredentials> _credentials = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, ServiceAccountCredential> _actFor;

    public DomainAccounts(ServiceAccountOptions options, IReadOnlyList<string> scopes)
    {
        var bytes = File.ReadAllBytes(options.KeyFile);
        if (bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            var given = CredentialFactory.FromJson<ServiceAccountCredential>(Encoding.UTF8.GetString(bytes));
            _actFor = email => new ServiceAccountCredential(new ServiceAccountCredential.Initializer(given.Id, given.TokenServerUrl) { User = email, Scopes = scopes, Key = given.Key });
            return;
        }
        var account = options.Email ?? throw new InvalidOperationException("a PKCS #12 file does not say whose key it holds, so ServiceAccount has to");
        var certificate = X509CertificateLoader.LoadPkcs12(bytes, UsualPassword);
        _actFor = email => new ServiceAccountCredential(new ServiceAccountCredential.Initializer(account) { User = email, Scopes = scopes }.FromCertificate(certificate));
    }

    public LinkedCredentials ActFor(string email)
    {
        // What is forgotten costs one more request for a token.
        if (_credentials.Count > MostAccounts)
            _credentials.Clear();
        return _credentials.GetOrAdd(email, address => new Delegated(address, _actFor(address)));
    }

    private sealed class Delegated(string email, ServiceAccountCredential credential) : LinkedCredentials
    {
        public override string Id => $"domain {email}";

        public override string Account => email;

        public override async ValueTask<string> GetTokenAsync(string? refused = null, CancellationToken cancellationToken = default)
        {
            try
            {
                var token = await credential.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
                if (token != refused)
                    return token;
                return await credential.RequestAccessTokenAsync(cancellationToken) ? credential.Token.AccessToken : throw Refused(cause: null);
            }
            catch (TokenResponseException exception) when (exception.StatusCode is { } status && (int)status < 500)
            {
                throw Refused(exception);
            }
            catch (Exception exception) when (exception is TokenResponseException or HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new BlobException(BlobError.Unavailable, "Google gives the service account no token now.", innerException: exception);
            }
        }

        private static BlobException Refused(Exception? cause) => new(BlobError.PermissionDenied,
            "Google does not let the service account act for this person: an administrator of the domain allows its scopes, and the person's e-mail address here is the one there.", innerException: cause);
    }
}
