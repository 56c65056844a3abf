using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Json;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Requests;

/// <summary>
/// Tells one request from another: method and path for people to read, and a digest of the query, the repository, the body's length and, of JSON, the body's beginning. Files and forms with
/// files are compared by length alone: a client that sends a form again may choose another boundary.
/// </summary>
internal static class RequestSubject
{
    private const int MostBytes = 256 * 1024;

    public static async Task<string> OfAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (string?[])[request.QueryString.Value, request.Headers[DocumentRequest.RepositoryHeader], request.ContentLength?.ToString(CultureInfo.InvariantCulture)])
            hash.AppendData(Encoding.UTF8.GetBytes($"{part}\n"));
        if (JsonBody.IsJson(request.ContentType))
        {
            var beginning = new byte[Math.Min(MostBytes, request.ContentLength ?? MostBytes)];
            var read = await request.Body.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, cancellationToken);
            hash.AppendData(beginning.AsSpan(0, read));
            request.Body = new ResumedBody(beginning.AsMemory(0, read), request.Body);
        }
        return $"{request.Method} {request.Path} {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
