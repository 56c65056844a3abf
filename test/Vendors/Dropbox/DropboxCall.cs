using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Archivolt.Vendors.Http;
using Archivolt.Vendors.OAuth;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Dropbox;

/// <summary>A call: who makes it, and its argument, which stands in the body, or in a header where the body or answer is content.</summary>
internal sealed partial record DropboxCall(string Name, DropboxAccount Account, JsonObject Argument, DropboxServer Server)
{
    public static Task<DropboxCall> OfBodyAsync(HttpContext context, DropboxServer server, string scope) => OfAsync(context, server, scope, async name =>
    {
        var type = context.Request.ContentType ?? "";
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        if (text.Length == 0 && type.Length == 0)
            return "null";
        return type.StartsWith("application/json", StringComparison.Ordinal) || type == "text/plain; charset=dropbox-cors-hack"
            ? text
            : throw DropboxErrors.Malformed(name, $"Bad HTTP \"Content-Type\" header: \"{type}\". Expecting one of \"application/json\", " +
                "\"application/json; charset=utf-8\", \"text/plain; charset=dropbox-cors-hack\".");
    });

    public static Task<DropboxCall> OfHeaderAsync(HttpContext context, DropboxServer server, string scope) => OfAsync(context, server, scope, name =>
    {
        if (context.Request.ContentType is { } type && !type.StartsWith("application/octet-stream", StringComparison.Ordinal) &&
            !type.StartsWith("text/plain", StringComparison.Ordinal))
            throw DropboxErrors.Malformed(name, $"Bad HTTP \"Content-Type\" header: \"{type}\". Expecting one of " +
                "\"application/octet-stream\", \"text/plain; charset=dropbox-cors-hack\".");
        var text = context.Request.Headers["Dropbox-API-Arg"].ToString();
        if (text.Length == 0)
            text = context.Request.Query["arg"].ToString();
        if (text.Length == 0)
            throw DropboxErrors.Malformed(name, "Must provide HTTP header \"Dropbox-API-Arg\" or URL parameter \"arg\".");
        if (text.Any(letter => letter is < ' ' or > '~'))
            throw DropboxErrors.Malformed(name, "HTTP header \"Dropbox-API-Arg\": could not decode input as JSON");
        return Task.FromResult(text);
    });

    /// <summary>What the argument's path names: <c>id:</c>, <c>rev:</c> or a path. A file that the account does not see is not found.</summary>
    public (DropboxEntry Entry, DropboxRevision? Revision) Find(bool orDeleted = false) => Find(PathIn(Argument), orDeleted);

    public (DropboxEntry Entry, DropboxRevision? Revision) Find(string path, bool orDeleted = false)
    {
        if (!Path().IsMatch(path))
            throw DropboxErrors.Malformed(Name, $"request body: path: '{path}' did not match pattern '{PathPattern}'");
        if (path.StartsWith("rev:", StringComparison.Ordinal))
        {
            var file = Server.Store.Entries.Values.FirstOrDefault(entry => entry.History.Exists(revision => revision.Rev == path[4..]));
            return file?.PathOf(Account) is not null
                ? (file, file.History.Find(revision => revision.Rev == path[4..]))
                : throw DropboxErrors.NotFound();
        }
        var found = path.StartsWith("id:", StringComparison.Ordinal)
            ? Server.Store.Entries.GetValueOrDefault(path)
            : Server.Store.At(Account, path, orDeleted);
        return found?.PathOf(Account) is not null && (orDeleted || !found.IsGone) ? (found, found.Head) : throw DropboxErrors.NotFound();
    }

    /// <summary>A file that is there to be read.</summary>
    public (DropboxEntry File, DropboxRevision Revision) FindFile(string? path = null) => Find(path ?? PathIn(Argument)) is (var file, { } revision)
        ? (file, revision)
        : throw DropboxErrors.Of("path/not_file");

    public string PathIn(JsonObject argument) =>
        Text(argument["path"], "path") ?? throw DropboxErrors.Malformed(Name, "request body: missing required field 'path'");

    public bool Flag(string name) => Argument[name] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    public int Number(string name, int byDefault, int most)
    {
        if (Argument[name] is not { } node)
            return byDefault;
        return node is JsonValue value && value.TryGetValue(out int number) && number >= 1 && number <= most
            ? number
            : throw DropboxErrors.Malformed(Name, $"request body: {name}: {node.ToJsonString()} is not within 1 and {most}");
    }

    public string? Text(string name) => Text(Argument[name], name);

    /// <summary>A tag, which may stand alone or in an object.</summary>
    public string? Tag(string name) => Argument[name] is JsonObject union ? Text(union[".tag"], name) : Text(name);

    private string? Text(JsonNode? node, string name) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => throw DropboxErrors.Malformed(Name, $"request body: {name}: expected string, got {node.GetValueKind().ToString().ToLowerInvariant()}"),
    };

    private static async Task<DropboxCall> OfAsync(HttpContext context, DropboxServer server, string scope, Func<string, Task<string>> read)
    {
        var name = context.Request.Path.Value!["/2/".Length..];
        var token = OAuthServer.BearerOf(context.Request) ??
            throw DropboxErrors.Malformed(name, "Must provide HTTP header \"Authorization\" or URL parameter \"authorization\".");
        if (server.OAuth.FindAccess(token) is not { } access)
            throw DropboxErrors.Of("invalid_access_token", 401);
        if (access.Left <= TimeSpan.Zero)
            throw DropboxErrors.Of("expired_access_token", 401);
        RequestLog.EntryOf(context)!.Account = access.Grant.Account;
        if (!access.Grant.Scopes.Contains(scope))
            throw DropboxErrors.MissingScope(scope);
        return new DropboxCall(name, server.Store.Accounts[access.Grant.Account], Parse(await read(name), name), server);
    }

    private static JsonObject Parse(string text, string name)
    {
        try
        {
            return JsonNode.Parse(text) switch
            {
                null => [],
                JsonObject argument => argument,
                _ => throw DropboxErrors.Malformed(name, "request body: expected object"),
            };
        }
        catch (JsonException)
        {
            throw DropboxErrors.Malformed(name, "request body: could not decode input as JSON");
        }
    }

    private const string PathPattern = @"(/(.|[\r\n])*)?|id:.*|(rev:[0-9a-f]{9,})|(ns:[0-9]+(/.*)?)";

    [GeneratedRegex($"^({PathPattern})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Path();
}
