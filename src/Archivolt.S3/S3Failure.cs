using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Archivolt.Blobs;

namespace Archivolt.S3;

/// <summary>What failures of requests mean. Credentials are in no message.</summary>
internal static class S3Failure
{
    /// <summary>What <see cref="BlobError.Archived"/> means here.</summary>
    public const string InColdStorage = "The content is in cold storage; request a restore and read it when it is done.";

    /// <summary>True when the answer says that there is no such object; only then.</summary>
    public static bool IsNoSuchKey(AmazonS3Exception exception) => exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode is "NoSuchKey" or "NoSuchVersion";

    /// <summary>True when the upload was completed or aborted.</summary>
    public static bool IsNoSuchUpload(AmazonS3Exception exception) => exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode == "NoSuchUpload";

    /// <summary>True when a condition of the request did not hold.</summary>
    public static bool IsUnmet(AmazonS3Exception exception) => exception.StatusCode == HttpStatusCode.PreconditionFailed;

    /// <summary>True when a condition did not hold, or somebody wrote or deleted the object at that moment: it is looked at again, and the request made again. (An upload in parts is begun again.)</summary>
    public static bool IsOvertaken(AmazonS3Exception exception) => IsUnmet(exception) || exception.ErrorCode == "ConditionalRequestConflict";

    /// <summary>True when somebody asked for the restore before.</summary>
    public static bool IsRestoring(AmazonS3Exception exception) => exception.ErrorCode == "RestoreAlreadyInProgress";

    /// <summary>The failure as the store reports it.</summary>
    public static BlobException ToBlobException(Exception exception, string store, string? key)
    {
        var (error, message) = exception switch
        {
            AmazonS3Exception answer => OfAnswer(answer),
            AmazonServiceException answer when (int)answer.StatusCode > 0 => OfStatus(answer.StatusCode, answer.ErrorCode, answer.Message),
            OperationCanceledException or TimeoutException => (BlobError.Timeout, "The server did not answer in time."),
            AmazonClientException client when client.InnerException is null => (BlobError.Configuration, $"The request could not be made: {client.Message}"),
            _ when Innermost(exception) is OperationCanceledException or TimeoutException => (BlobError.Timeout, "The server did not answer in time."),
            _ => (BlobError.Unavailable, $"The server could not be reached, or the connection broke: {Innermost(exception).Message}"),
        };
        return new BlobException(error, message, store, key, exception) { RetryAfter = RetryAfter(exception) };
    }

    private static (BlobError, string) OfAnswer(AmazonS3Exception answer) => answer.ErrorCode switch
    {
        "NoSuchKey" or "NoSuchVersion" => (BlobError.NotFound, "There is no blob with this key."),
        "NoSuchBucket" => (BlobError.Configuration, "There is no such bucket: create it, or correct the setting Bucket."),
        "NoSuchUpload" => (BlobError.Conflict, "The upload was aborted by somebody else, such as a rule of the bucket; write the content again."),
        "InvalidObjectState" => (BlobError.Archived, InColdStorage),
        "EntityTooLarge" => (BlobError.TooLarge, "The content is larger than the server takes."),
        "QuotaExceeded" or "StorageFull" or "XMinioStorageFull" => (BlobError.NoSpace, "The server has no room left, or the quota is reached."),
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" => (BlobError.PermissionDenied, $"The server refused the credentials ({answer.ErrorCode}): check the access key and its secret."),
        "ExpiredToken" or "TokenRefreshRequired" or "InvalidToken" => (BlobError.PermissionDenied, $"The credentials have expired or their token is wrong ({answer.ErrorCode})."),
        "RequestTimeTooSkewed" or "RequestExpired" => (BlobError.PermissionDenied, "The server refused the request, since its clock and this machine's differ too much: set them."),
        "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException" =>
            (BlobError.Configuration, $"The bucket is in another region or at another address ({answer.ErrorCode}): {answer.Message}"),
        "RequestTimeout" => (BlobError.Timeout, "The server waited too long for the content."),
        "BadDigest" or "XAmzContentSHA256Mismatch" or "IncompleteBody" or "InvalidDigest" =>
            (BlobError.Unavailable, $"The content was changed or cut off on its way to the server ({answer.ErrorCode})."),
        "SlowDown" or "ServiceUnavailable" or "InternalError" or "OperationAborted" or "ConditionalRequestConflict" or "RequestLimitExceeded" or "Throttling" =>
            (BlobError.Unavailable, $"The server cannot do it now ({answer.ErrorCode})."),
        _ => OfStatus(answer.StatusCode, answer.ErrorCode, answer.Message),
    };

    private static (BlobError, string) OfStatus(HttpStatusCode status, string? code, string message) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            (BlobError.PermissionDenied, $"The server refused access ({code}). A server may also answer so for a missing object where the account may not list the bucket."),
        HttpStatusCode.RequestedRangeNotSatisfiable => (BlobError.RangeNotSatisfiable, "The range has no byte of the content."),
        HttpStatusCode.PreconditionFailed => (BlobError.Conflict, BlobException.Changed),
        HttpStatusCode.RequestEntityTooLarge => (BlobError.TooLarge, "The content is larger than the server takes."),
        HttpStatusCode.InsufficientStorage => (BlobError.NoSpace, "The server has no room left, or the quota is reached."),
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => (BlobError.Timeout, "The server did not answer in time."),
        HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed => (BlobError.Unsupported, $"The server cannot do this ({code})."),
        HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError =>
            (BlobError.Unavailable, string.Create(CultureInfo.InvariantCulture, $"The server cannot do it now ({(int)status} {code}).")),
        _ when (int)status == 0 => (BlobError.Unavailable, $"The server gave no answer: {message}"),
        _ => (BlobError.IO, string.Create(CultureInfo.InvariantCulture, $"The server refused the request ({(int)status} {code}): {message}")),
    };

    // The SDK wraps what happened on the wire several times.
    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }

    private static TimeSpan? RetryAfter(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpErrorResponseException { Response: { } response } && response.IsHeaderPresent("Retry-After")
                && int.TryParse(response.GetHeaderValue("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }
        return null;
    }
}
