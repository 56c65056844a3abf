using System.Globalization;
using Archivolt.Blobs;
using Azure;
using Azure.Identity;

namespace Archivolt.Azure;

/// <summary>What failures of requests mean. Credentials are in no message.</summary>
internal static class AzureFailure
{
    /// <summary>True when the answer says that there is no such blob; only then.</summary>
    public static bool IsNoSuchBlob(RequestFailedException exception) => exception is { Status: 404, ErrorCode: "BlobNotFound" or "ResourceNotFound" };

    /// <summary>True when a condition of the request did not hold.</summary>
    public static bool IsUnmet(RequestFailedException exception) =>
        exception is { Status: 412, ErrorCode: not "LeaseIdMissing" } or { Status: 304 } or { Status: 409, ErrorCode: "BlobAlreadyExists" };

    /// <summary>True when another write to the name has taken the blocks away that were staged for it.</summary>
    public static bool IsWithoutBlocks(RequestFailedException exception) => exception is { Status: 400, ErrorCode: "InvalidBlockList" };

    /// <summary>The failure as the store reports it.</summary>
    public static BlobException ToBlobException(Exception exception, string store, string? key)
    {
        // The SDK packs the failures of all attempts.
        var cause = exception is AggregateException { InnerExceptions: [.., var last] } ? last : exception;
        var (error, message) = cause switch
        {
            RequestFailedException { Status: > 0 } answer => OfAnswer(answer),
            AuthenticationFailedException => (BlobError.PermissionDenied, "The login to Microsoft Entra ID failed: check the identity of this machine, or set Account and AccountKey."),
            OperationCanceledException or TimeoutException => (BlobError.Timeout, "The server did not answer in time."),
            _ when Innermost(cause) is OperationCanceledException or TimeoutException => (BlobError.Timeout, "The server did not answer in time."),
            FormatException => (BlobError.Configuration, "The account's key is not in base64."),
            _ => (BlobError.Unavailable, $"The server could not be reached, or the connection broke: {Innermost(cause).Message}"),
        };
        return new BlobException(error, message, store, key, exception) { RetryAfter = RetryAfter(cause) };
    }

    private static (BlobError, string) OfAnswer(RequestFailedException answer) => answer.ErrorCode switch
    {
        "BlobNotFound" or "ResourceNotFound" => (BlobError.NotFound, "There is no blob with this key."),
        "ContainerNotFound" => (BlobError.Configuration, "There is no such container: create it, correct the setting Container, or set CreateContainer."),
        "ContainerBeingDeleted" or "ContainerDisabled" or "AccountIsDisabled" => (BlobError.Configuration, $"The container is being deleted or disabled ({answer.ErrorCode})."),
        "InvalidResourceName" or "OutOfRangeInput" => (BlobError.Configuration, $"The server takes no such name ({answer.ErrorCode}): a container has 3 to 63 lower-case letters, digits and hyphens."),
        "BlobArchived" or "BlobBeingRehydrated" => (BlobError.Archived, "The content is in cold storage; request a restore and read it when it is done."),
        "BlobImmutableDueToPolicy" => (BlobError.Retained, "A policy of the container keeps the content as it is."),
        "LeaseIdMissing" or "LeaseIdMismatchWithBlobOperation" => (BlobError.Conflict, "Somebody holds a lease on the blob."),
        "AuthenticationFailed" or "InvalidAuthenticationInfo" =>
            (BlobError.PermissionDenied, $"The server refused the credentials ({answer.ErrorCode}): check the account and its key or signature, and the clock of this machine."),
        "RequestBodyTooLarge" or "BlockCountExceedsLimit" or "MaxBlobSizeConditionNotMet" => (BlobError.TooLarge, "The content is larger than the server takes."),
        "Md5Mismatch" or "Crc64Mismatch" => (BlobError.Unavailable, $"The content was changed or cut off on its way to the server ({answer.ErrorCode})."),
        "InvalidBlockList" => (BlobError.Unavailable, "Another write to the same key came between; write the content again."),
        "OperationTimedOut" => (BlobError.Timeout, "The server did not do it in time."),
        "FeatureVersionMismatch" or "UnsupportedHttpVerb" or "UnsupportedHeader" or "BlobTypeNotSupported" or "InvalidBlobType" =>
            (BlobError.Unsupported, $"The server cannot do this ({answer.ErrorCode})."),
        _ => OfStatus(answer.Status, answer.ErrorCode),
    };

    private static (BlobError, string) OfStatus(int status, string? code) => status switch
    {
        401 or 403 => (BlobError.PermissionDenied, $"The server refused access ({code}): check the account and its key or signature, and what the identity may do."),
        416 => (BlobError.RangeNotSatisfiable, "The range has no byte of the content."),
        412 => (BlobError.Conflict, BlobException.Changed),
        413 => (BlobError.TooLarge, "The content is larger than the server takes."),
        507 => (BlobError.NoSpace, "The server has no room left, or the quota is reached."),
        408 or 504 => (BlobError.Timeout, "The server did not answer in time."),
        405 or 501 => (BlobError.Unsupported, $"The server cannot do this ({code})."),
        409 or 429 or >= 500 => (BlobError.Unavailable, string.Create(CultureInfo.InvariantCulture, $"The server cannot do it now ({status} {code}).")),
        _ => (BlobError.IO, string.Create(CultureInfo.InvariantCulture, $"The server refused the request ({status} {code}).")),
    };

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }

    private static TimeSpan? RetryAfter(Exception exception) =>
        exception is RequestFailedException answer && answer.GetRawResponse() is { } response && response.Headers.TryGetValue("Retry-After", out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
