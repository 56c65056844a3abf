using Archivolt.Blobs;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Errors;

/// <summary>
/// Turns exceptions and empty error answers into the one shape of where they happened: the platform's exception entity inside its API,
/// <c>ProblemDetails</c> elsewhere.
/// </summary>
internal sealed partial class ErrorHandling(RequestDelegate next, IOptions<HttpOptions> options, ILogger<ErrorHandling> logger)
{
    private readonly ErrorBody _body = new(options.Value);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (IsClientGone(exception, context))
        {
            LogClientGone(logger, context.Request.Method, context.TraceIdentifier);
            context.Abort();
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, exception);
            return;
        }
        catch (Exception exception)
        {
            LogBrokenOff(logger, exception, context.Request.Method, context.TraceIdentifier);
            context.Abort();
            return;
        }
        if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null })
            await _body.WriteAsync(context, context.Response.StatusCode, Sentence(context));
    }

    // Statuses that routing and the reading of parameters set.
    private static string Sentence(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => "A parameter in the query is missing, or its value is not of its type, such as text for a number.",
        StatusCodes.Status404NotFound => "There is nothing at this URL.",
        StatusCodes.Status405MethodNotAllowed => $"This URL does not take {context.Request.Method}, but {context.Response.Headers.Allow}.",
        var status => ErrorStatus.Reason(status),
    };

    private static bool IsClientGone(Exception exception, HttpContext context) => exception is ConnectionResetException or OperationCanceledException { InnerException: ConnectionAbortedException }
        || (context.RequestAborted.IsCancellationRequested && exception is (OperationCanceledException or IOException));

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        var (status, message) = ErrorStatus.Of(exception);
        if (status >= StatusCodes.Status500InternalServerError && exception is not (RequestException or BlobException { Error: BlobError.Archived }))
        {
            LogFailure(logger, exception, context.Request.Method, context.TraceIdentifier);
            message = $"{message} (reference {context.TraceIdentifier})";
        }
        context.Response.Clear();
        Security.SecurityHeaders.Set(context.Response.Headers);
        if (exception is RequestException { ContentRange: { } range })
            context.Response.Headers.ContentRange = range;
        context.Response.Headers.RetryAfter = ErrorStatus.RetryAfter(exception);
        return _body.WriteAsync(context, status, message);
    }

    // No path: document names and file names are nobody's business in a server log.
    [LoggerMessage(100, LogLevel.Error, "{Method} request {Reference} failed.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method, string reference);

    [LoggerMessage(102, LogLevel.Error, "{Method} request {Reference} failed while it was answered; the answer is broken off.")]
    private static partial void LogBrokenOff(ILogger logger, Exception exception, string method, string reference);

    [LoggerMessage(101, LogLevel.Debug, "The client of {Method} request {Reference} went away.")]
    private static partial void LogClientGone(ILogger logger, string method, string reference);
}
