using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Json;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Requests;

/// <summary>
/// Tells one request from another: method and path to be read by people, and a digest of its query, its repository, the length of its body, and of a body of JSON the beginning. Files and forms with
/// files are told apart by their length alone: a client that sends a form again may choose another boundary.
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
