using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Query;
using Archivolt.Renditions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Archivolt.AspNetCore.Errors;

/// <summary>Which status and sentence an exception becomes. The one table for every endpoint.</summary>
internal static class ErrorStatus
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static (int Status, string Message) Of(Exception exception) => exception switch
    {
        RequestException refused => (refused.Status, refused.Message),
        DocumentException document => (Of(document.Error), document.Message),
        NxqlException query => (StatusCodes.Status400BadRequest, $"The query cannot be run: {query.Message}."),
        DownloadException download => (Of(download.Error), download.Message),
        BlobException blob => Of(blob),
        ConversionException conversion => (Of(conversion.Error), conversion.Message),
        BadHttpRequestException request => (request.StatusCode, request.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? $"The request body is larger than the {HttpOptions.MaxJsonLength} bytes accepted here."
            : request.Message),
        // Kestrel's word for a chunk whose size is no number that there is.
        IOException { InnerException: OverflowException } => (StatusCodes.Status400BadRequest, "The request body cannot be read: a chunk has no size that can be."),
        _ => (StatusCodes.Status500InternalServerError, Reason(StatusCodes.Status500InternalServerError)),
    };

    /// <summary>The header <c>Retry-After</c> for whoever may succeed later, also where the store does not know when; null for none.</summary>
    public static string? RetryAfter(Exception exception) => exception switch
    {
        RequestException refused => Seconds(refused.RetryAfter),
        DownloadException download => Seconds(download.RetryAfter),
        BlobException blob => Seconds(blob.RetryAfter ?? (blob.IsTransient ? Soon : null)),
        _ => null,
    };

    public static string Reason(int status) => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Error";

    private static string? Seconds(TimeSpan? wait) => wait is { } time ? Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : null;

    private static int Of(DocumentError error) => error switch
    {
        DocumentError.NotFound => StatusCodes.Status404NotFound,
        DocumentError.Conflict or DocumentError.Retained or DocumentError.NameTaken => StatusCodes.Status409Conflict,
        DocumentError.ContentLocked or DocumentError.Denied => StatusCodes.Status403Forbidden,
        DocumentError.AuthenticationNeeded => StatusCodes.Status401Unauthorized,
        DocumentError.Unprepared or DocumentError.ConditionFailed => StatusCodes.Status412PreconditionFailed,
        _ => StatusCodes.Status400BadRequest,
    };

    // A download URL that cannot be understood leads nowhere, as on the platform.
    private static int Of(DownloadError error) => error switch
    {
        DownloadError.Denied => StatusCodes.Status403Forbidden,
        DownloadError.AuthenticationNeeded => StatusCodes.Status401Unauthorized,
        DownloadError.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status404NotFound,
    };

    private static int Of(ConversionError error) => error switch
    {
        ConversionError.NoConverter or ConversionError.InvalidParameter or ConversionError.Unavailable => StatusCodes.Status400BadRequest,
        ConversionError.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ConversionError.Busy => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    // Messages of a store name its place and chain, which is for the log; who asks gets a sentence without them.
    private static (int, string) Of(BlobException exception) => exception.Error switch
    {
        BlobError.NotFound => (StatusCodes.Status404NotFound, "The content of this blob is not in its storage."),
        BlobError.RangeNotSatisfiable => (StatusCodes.Status416RangeNotSatisfiable, "The range starts behind the end of the content."),
        BlobError.InvalidKey => (StatusCodes.Status400BadRequest, exception.Message),
        BlobError.TooLarge => (StatusCodes.Status413PayloadTooLarge, exception.Message),
        BlobError.ReadOnly => (StatusCodes.Status403Forbidden, "The storage of this blob does not accept changes."),
        BlobError.Retained => (StatusCodes.Status403Forbidden, "The content is under retention or legal hold; it is neither replaced nor deleted."),
        // A restore that is under way ends by itself; without one somebody has to ask for it.
        BlobError.Archived when exception.RetryAfter is not null =>
            (StatusCodes.Status503ServiceUnavailable, "The content is in cold storage and a restore is under way; try again later."),
        BlobError.Archived => (StatusCodes.Status409Conflict,
            "The content is in cold storage; request its retrieval (POST …/@coldstorage/retrieve on the document) and come back when it is available."),
        BlobError.Conflict => (StatusCodes.Status409Conflict, "Another writer holds this blob; try again."),
        BlobError.NoSpace => (StatusCodes.Status507InsufficientStorage, "The storage is full; nothing was stored."),
        BlobError.Damaged => (StatusCodes.Status500InternalServerError,
            "The stored content of this blob is damaged and is not sent. Administrators see it in the quarantine; uploading the same content again heals it."),
        BlobError.Unsupported => (StatusCodes.Status501NotImplemented, "The storage of this blob does not offer this."),
        BlobError.PermissionDenied or BlobError.Unavailable => (StatusCodes.Status503ServiceUnavailable, "The storage cannot be reached at the moment; try again later."),
        BlobError.Timeout => (StatusCodes.Status504GatewayTimeout, "The storage did not answer in time; try again later."),
        _ => (StatusCodes.Status500InternalServerError, Reason(StatusCodes.Status500InternalServerError)),
    };
}
