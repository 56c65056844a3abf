using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Query;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Cmis;

/// <summary>A failure as clients of CMIS are told of it.</summary>
/// <param name="Error">The exception of CMIS.</param>
/// <param name="Status">The status.</param>
/// <param name="Message">A sentence.</param>
internal sealed record CmisFault(CmisError Error, int Status, string Message)
{
    private const int MaxLength = 1000;

    /// <summary>
    /// What an exception becomes; null for what every endpoint of the server answers alike: a request to sign in, the conditions and ranges of HTTP, storage that will be there again, a
    /// failure of the server, and a client that has gone.
    /// </summary>
    public static CmisFault? Of(Exception exception, HttpContext context)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested || exception is OperationCanceledException or ConnectionResetException)
            return null;
        return exception switch
        {
            CmisException refused => With(refused.Error, refused.Message),
            DocumentException { Error: DocumentError.ConditionFailed } when HasConditions(context.Request.Headers) => null,
            DocumentException { Error: not DocumentError.AuthenticationNeeded } document => With(Of(document.Error), document.Message),
            // The position is one in a text that the client did not write.
            NxqlException query => With(CmisError.InvalidArgument, $"The query cannot be run: {query.Message}."),
            BlobException { Error: BlobError.Damaged } content when CmisCall.Changes(context.Request) => With(CmisError.InvalidArgument, content.Message),
            BlobException { Error: BlobError.Retained } => With(CmisError.Constraint, ErrorStatus.Of(exception).Message),
            _ => ErrorStatus.Of(exception) switch
            {
                (400 or 415 or 422, var message) => With(CmisError.InvalidArgument, message),
                (403, var message) => With(CmisError.PermissionDenied, message),
                (404, var message) => With(CmisError.ObjectNotFound, message),
                (409, var message) => With(CmisError.Constraint, message),
                (413, var message) => With(CmisError.Constraint, message),
                (507, var message) => With(CmisError.Storage, message),
                _ => null,
            },
        };
    }

    /// <summary>Takes away what was to be answered, and sets what every answer has.</summary>
    /// <param name="response">The response.</param>
    /// <param name="allowed">The methods that there are.</param>
    public void Begin(HttpResponse response, string allowed)
    {
        response.Clear();
        SecurityHeaders.Set(response.Headers);
        response.StatusCode = Status;
        if (Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = allowed;
    }

    private static bool HasConditions(IHeaderDictionary headers) => headers.IfMatch.Count > 0 || headers.IfNoneMatch.Count > 0 || headers.IfUnmodifiedSince.Count > 0;

    // A message may repeat what the client sent.
    private static CmisFault With(CmisError error, string message) => new(error, error.StatusOf(), message.Length > MaxLength ? $"{message[..MaxLength]}…" : message);

    // Records and cold storage keep what they keep from everybody; a permission is about one.
    private static CmisError Of(DocumentError error) => error switch
    {
        DocumentError.NotFound => CmisError.ObjectNotFound,
        DocumentError.Conflict or DocumentError.ConditionFailed => CmisError.UpdateConflict,
        DocumentError.Retained or DocumentError.ContentLocked or DocumentError.Unprepared => CmisError.Constraint,
        DocumentError.NameTaken => CmisError.NameConstraintViolation,
        DocumentError.Denied => CmisError.PermissionDenied,
        _ => CmisError.InvalidArgument,
    };
}
