using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Archivolt.Blobs;
using Archivolt.Documents.Linked;

namespace Archivolt.GoogleDrive;

/// <summary>Calls of Drive's API.</summary>
internal sealed class DriveApi(LinkedHttp http)
{
    /// <summary>A call whose answer is JSON.</summary>
    public async Task<T> CallAsync<T>(LinkedCredentials who, HttpMethod method, Uri address, JsonTypeInfo<T> type, byte[]? body, CancellationToken cancellationToken)
    {
        using var answer = await http.SendAsync(who, () => new HttpRequestMessage(method, address) { Content = body is null ? null : Json(body) }, ErrorOf, cancellationToken: cancellationToken);
        return await http.ReadAsync(answer, type, cancellationToken);
    }

    /// <summary>A call whose answer is content; the caller disposes it.</summary>
    public Task<HttpResponseMessage> OpenAsync(LinkedCredentials who, Uri address, RangeHeaderValue? range, CancellationToken cancellationToken) => http.SendAsync(who, () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = range;
        return request;
    }, ErrorOf, cancellationToken: cancellationToken);

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    // A refusal of rights and a request to slow down have one status; the reason tells them apart.
    private static BlobError? ErrorOf(HttpStatusCode status, string body)
    {
        string? reason;
        try
        {
            reason = JsonSerializer.Deserialize(body, DriveJson.Default.DriveFailure)?.Error?.Errors is [var first, ..] ? first.Reason : null;
        }
        catch (JsonException)
        {
            return null;
        }
        return reason switch
        {
            "rateLimitExceeded" or "userRateLimitExceeded" or "dailyLimitExceeded" or "sharingRateLimitExceeded" or "backendError" => BlobError.Unavailable,
            "exportSizeLimitExceeded" => BlobError.TooLarge,
            "fileNotDownloadable" or "fileNotExportable" or "badRequest" or "invalid" => BlobError.Unsupported,
            "cannotDownloadFile" or "cannotDownloadAbusiveFile" or "insufficientFilePermissions" or "insufficientPermissions" => BlobError.PermissionDenied,
            _ => null,
        };
    }
}
