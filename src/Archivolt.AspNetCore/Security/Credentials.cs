using System.Text;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Security;

/// <summary>The credentials of a request: name and password, or a token (then <see cref="Name"/> is null).</summary>
internal readonly record struct Credentials(string? Name, string Secret)
{
    /// <summary>The platform's own header for tokens.</summary>
    public const string TokenHeader = "X-Authentication-Token";

    /// <summary>Longest accepted header, in characters.</summary>
    private const int MaxLength = 4096;

    /// <summary>The same for tokens, since those of identity providers hold claims.</summary>
    private const int MaxBearerLength = 16 * 1024;

    /// <summary>False when the request has credentials that cannot be understood; they are as good as wrong ones.</summary>
    public static bool TryRead(HttpRequest request, out Credentials? credentials)
    {
        credentials = null;
        var headers = request.Headers;
        if (headers.Authorization is { Count: > 0 } authorization)
            return authorization.Count == 1 && TryParse(authorization[0]!, out credentials);
        if (headers.TryGetValue(TokenHeader, out var token))
        {
            credentials = new Credentials(null, token.ToString());
            return token.Count == 1 && token[0]!.Length is > 0 and <= MaxLength;
        }
        return true;
    }

    /// <summary>Never shows the secret.</summary>
    public override string ToString() => Name ?? "token";

    private static bool TryParse(string header, out Credentials? credentials)
    {
        credentials = null;
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            if (header.Length > MaxBearerLength)
                return false;
            credentials = new Credentials(null, header["Bearer ".Length..].Trim());
            return credentials.Value.Secret.Length > 0;
        }
        return header.Length <= MaxLength && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && TryParseBasic(header.AsSpan("Basic ".Length).Trim(), out credentials);
    }

    private static bool TryParseBasic(ReadOnlySpan<char> base64, out Credentials? credentials)
    {
        credentials = null;
        Span<byte> bytes = stackalloc byte[MaxLength];
        if (!Convert.TryFromBase64Chars(base64, bytes, out var length))
            return false;
        bytes = bytes[..length];
        var colon = bytes.IndexOf((byte)':');
        if (colon <= 0 || !System.Text.Unicode.Utf8.IsValid(bytes))
            return false;
        credentials = new Credentials(Encoding.UTF8.GetString(bytes[..colon]), Encoding.UTF8.GetString(bytes[(colon + 1)..]));
        bytes.Clear();
        return true;
    }
}
