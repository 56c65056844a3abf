using System.Text.Json.Nodes;
using Archivolt.Vendors.Http;

namespace Archivolt.Vendors.Drive;

/// <summary>Errors in Google's shape, with the reasons of https://developers.google.com/workspace/drive/api/guides/handle-errors.</summary>
internal static class DriveErrors
{
    public static Refusal Of(int status, string reason, string message, string? location = null, TimeSpan? retryAfter = null)
    {
        var error = new JsonObject
        {
            ["message"] = message,
            ["domain"] = reason is "rateLimitExceeded" or "userRateLimitExceeded" or "dailyLimitExceeded" ? "usageLimits" : "global",
            ["reason"] = reason,
        };
        if (location is not null)
        {
            error["location"] = location;
            error["locationType"] = location == "Authorization" ? "header" : "parameter";
        }
        return new Refusal(status, new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = status,
                ["message"] = message,
                ["errors"] = new JsonArray(error),
                ["status"] = StatusOf(status),
            },
        })
        { RetryAfter = retryAfter };
    }

    public static Refusal FileNotFound(string id) => Of(404, "notFound", $"File not found: {id}.", "fileId");

    public static Refusal RevisionNotFound(string id) => Of(404, "notFound", $"Revision not found: {id}.", "revisionId");

    public static Refusal Invalid(string parameter, string value) => Of(400, "invalid", $"Invalid Value: {value}", parameter);

    public static Refusal Required(string parameter) => Of(400, "required", $"Required parameter: {parameter}", parameter);

    public static Refusal Credentials() => Of(401, "authError", "Invalid Credentials", "Authorization");

    public static Refusal Scopes() => Of(403, "insufficientPermissions", "Insufficient Permission: Request had insufficient authentication scopes.");

    public static Refusal Permissions(string id) =>
        Of(403, "insufficientFilePermissions", $"The user does not have sufficient permissions for file {id}.");

    public static Refusal NotDownloadable() => Of(403, "fileNotDownloadable",
        "Only files with binary content can be downloaded. Use Export with Docs Editors files.", "alt");

    /// <summary>The reason that goes with a status, for faults.</summary>
    public static string ReasonOf(int status) => status switch
    {
        401 => "authError",
        403 or 429 => "rateLimitExceeded",
        404 => "notFound",
        >= 500 => "backendError",
        _ => "badRequest",
    };

    private static string StatusOf(int status) => status switch
    {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        416 => "OUT_OF_RANGE",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        _ => "INTERNAL",
    };
}
