using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Errors;

/// <summary>A request is refused with a status; the message is a sentence for the person who sent it.</summary>
internal sealed class RequestException(int status, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int Status { get; } = status;

    /// <summary>How long the content is, for 416.</summary>
    public string? ContentRange { get; init; }

    /// <summary>When to come back, for 429.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static RequestException BadRequest(string message, Exception? innerException = null) =>
        new(StatusCodes.Status400BadRequest, message, innerException);

    /// <summary>400 for what an argument was refused for; the argument's name is for programmers.</summary>
    public static RequestException BadRequest(ArgumentException reason) =>
        BadRequest(reason.ParamName is { } name ? reason.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : reason.Message, reason);

    public static RequestException NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    public static RequestException Forbidden(string message) => new(StatusCodes.Status403Forbidden, message);

    public static RequestException Unauthorized(string message) => new(StatusCodes.Status401Unauthorized, message);
}
