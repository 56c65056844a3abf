using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Archivolt.Vendors.OAuth;

/// <summary>An account for programs: it proves itself with a key, and may act for the accounts of its domain (domain-wide delegation).</summary>
public sealed class ServiceAccount : IDisposable
{
    private readonly IReadOnlySet<string> _actsFor;

    internal ServiceAccount(string email, IReadOnlySet<string> actsFor) => (Email, _actsFor) = (email, actsFor);

    public string Email { get; }

    public string KeyId { get; } = Guid.NewGuid().ToString("N");

    internal RSA Key { get; } = RSA.Create(2048);

    /// <summary>The private key in PEM (PKCS #8).</summary>
    public string PrivateKey => Key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>The file that an administrator downloads for the account.</summary>
    public string KeyFile(Uri tokenEndpoint) => new JsonObject
    {
        ["type"] = "service_account",
        ["project_id"] = "archivolt",
        ["private_key_id"] = KeyId,
        ["private_key"] = PrivateKey,
        ["client_email"] = Email,
        ["client_id"] = "100000000000000000001",
        ["token_uri"] = tokenEndpoint.AbsoluteUri,
    }.ToJsonString();

    public void Dispose() => Key.Dispose();

    internal bool ActsFor(string account) => _actsFor.Contains(account);
}
