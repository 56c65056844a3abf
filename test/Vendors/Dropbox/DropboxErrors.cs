using System.Text.Json.Nodes;
using Archivolt.Vendors.Http;

namespace Archivolt.Vendors.Dropbox;

/// <summary>Errors in Dropbox's shape: 409 with tags for those of a call, text for input that no call understands.</summary>
/// <remarks>https://www.dropbox.com/developers/documentation/http/documentation#error-handling</remarks>
internal static class DropboxErrors
{
    /// <summary>An error of a call, such as <c>path/not_found</c>.</summary>
    public static Refusal Of(string tags, int status = 409) => Of(status, tags, Tagged(tags.Split('/')));

    public static Refusal NotFound() => Of("path/not_found");

    public static Refusal TooManyRequests(TimeSpan? retryAfter)
    {
        var error = new JsonObject
        {
            ["reason"] = Tagged("too_many_requests"),
            ["retry_after"] = (long)(retryAfter?.TotalSeconds ?? 1),
        };
        return new Refusal(429, Body("too_many_requests", error)) { RetryAfter = retryAfter ?? TimeSpan.FromSeconds(1) };
    }

    public static Refusal MissingScope(string scope) =>
        Of(401, "missing_scope", new JsonObject { [".tag"] = "missing_scope", ["required_scope"] = scope });

    /// <summary>Input that is malformed.</summary>
    public static Refusal Malformed(string call, string problem) => new(400, null, $"Error in call to API function \"{call}\": {problem}");

    public static JsonObject Tagged(params ReadOnlySpan<string> tags)
    {
        var node = new JsonObject { [".tag"] = tags[0] };
        if (tags.Length > 1)
            node[tags[0]] = Tagged(tags[1..]);
        return node;
    }

    private static Refusal Of(int status, string summary, JsonObject error) => new(status, Body(summary, error));

    private static JsonObject Body(string summary, JsonObject error) => new() { ["error_summary"] = $"{summary}/..", ["error"] = error };
}
