using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Archivolt.Blobs;

namespace Archivolt.GridFS;

/// <summary>Authorities of one's own that sign the certificates of servers.</summary>
internal sealed class TrustedAuthorities
{
    private static readonly Oid ForServers = new("1.3.6.1.5.5.7.3.1");

    private readonly X509Certificate2Collection _certificates;

    private TrustedAuthorities(X509Certificate2Collection certificates) => _certificates = certificates;

    /// <summary>Those that the options name; null for the operating system's.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the file cannot be read, holds no certificate, or nothing is to be encrypted.</exception>
    public static TrustedAuthorities? Of(GridFSStoreOptions options, bool usesTls, string store)
    {
        if (options.TrustedCertificates is not { } path)
            return null;
        if (!usesTls)
            throw Wrong("TrustedCertificates are given, but the connection string does not ask for TLS: add tls=true to it.");
        try
        {
            var certificates = Read(path, options.TrustedCertificatesPassword);
            return certificates.Count > 0 ? new TrustedAuthorities(certificates) : throw Wrong($"The file '{path}' holds no certificate.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"The TrustedCertificates cannot be read: {exception.Message}", exception);
        }
        catch (CryptographicException exception)
        {
            throw Wrong($"The file '{path}' is neither PEM nor PKCS #12, or the password is wrong. 'keytool -importkeystore -deststoretype PKCS12' converts what Java keeps otherwise.", exception);
        }

        BlobException Wrong(string message, Exception? cause = null) => new(BlobError.Configuration, message, store, innerException: cause);
    }

    /// <summary>Whether a server's certificate is for its name and leads to one of the authorities.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_certificates);
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(ForServers);
        using var own = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(own);
    }

    private static X509Certificate2Collection Read(string path, string? password)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().IndexOf("-----BEGIN"u8) < 0)
            return X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(System.Text.Encoding.ASCII.GetString(bytes));
        return certificates;
    }
}
