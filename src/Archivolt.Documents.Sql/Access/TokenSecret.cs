using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Archivolt.Documents.Sql.Access;

/// <summary>
/// Secrets of bearer tokens: <c>avt_</c>, so that scanners and people recognise one, and 256 random bits in Base64url. Only the SHA-256 is
/// stored; random as the secret is, it needs no salt, and looking its hash up in an index tells nothing about it.
/// </summary>
internal static class TokenSecret
{
    private const string Prefix = "avt_";

    // Longer texts are no tokens; they are not even hashed.
    private const int MaxLength = 128;

    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a secret; null for a text that cannot be one.</summary>
    public static string? Hash(string secret)
    {
        if (secret.Length > MaxLength || !secret.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        Span<byte> bytes = stackalloc byte[3 * MaxLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(secret, bytes)], hash);
        return Convert.ToHexStringLower(hash);
    }
}
