using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Dropbox;

/// <summary><c>list_folder</c> and its cursors: first what is there, then what changed since.</summary>
internal sealed class FolderApi(DropboxServer server)
{
    private const string Scope = "files.metadata.read";

    private readonly ConcurrentDictionary<string, Cursor> _cursors = new(StringComparer.Ordinal);

    public void Map(WebApplication application)
    {
        application.MapPost("/2/files/list_folder", (Delegate)List);
        application.MapPost("/2/files/list_folder/continue", (Delegate)Continue);
        application.MapPost("/2/files/list_folder/get_latest_cursor", (Delegate)GetLatestCursor);
    }

    /// <summary>Makes all cursors invalid: their owners start again.</summary>
    public void ResetCursors() => _cursors.Clear();

    private async Task<JsonObject> List(HttpContext context)
    {
        var start = StartOf(await DropboxCall.OfBodyAsync(context, server, Scope));
        var paths = server.Store.Entries.Values
            .Where(entry => start.IncludesDeleted || !entry.IsGone)
            .Select(entry => entry.PathOf(start.Account))
            .OfType<string>()
            .Where(start.Covers)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase);
        return Answer(start with { Remaining = [.. paths] });
    }

    private async Task<JsonObject> Continue(HttpContext context)
    {
        var call = await DropboxCall.OfBodyAsync(context, server, Scope);
        var token = call.Text("cursor") ?? throw DropboxErrors.Malformed(call.Name, "request body: missing required field 'cursor'");
        if (!_cursors.TryGetValue(token, out var cursor) || cursor.Account != call.Account)
            throw DropboxErrors.Of("reset");
        if (cursor.Remaining.Count > 0)
            return Answer(cursor);
        var position = server.Store.JournalLength;
        var changed = server.Store.ChangesFor(call.Account, cursor.Position).Where(cursor.Covers);
        return Answer(cursor with { Position = position, Remaining = [.. changed], IncludesDeleted = true });
    }

    private async Task<JsonObject> GetLatestCursor(HttpContext context) =>
        new() { ["cursor"] = Save(StartOf(await DropboxCall.OfBodyAsync(context, server, Scope))) };

    private Cursor StartOf(DropboxCall call)
    {
        var path = call.PathIn(call.Argument);
        if (path == "/")
            throw DropboxErrors.Malformed(call.Name, "request body: path: Specify the root folder as an empty string rather than as \"/\".");
        var position = server.Store.JournalLength;
        var folder = call.Find(path).Entry;
        return folder.IsFolder
            ? new Cursor(call.Account, folder.PathOf(call.Account)!, call.Flag("recursive"), call.Flag("include_deleted"),
                call.Number("limit", byDefault: 500, most: 2000), position)
            : throw DropboxErrors.Of("path/not_folder");
    }

    private JsonObject Answer(Cursor cursor)
    {
        var page = cursor.Remaining.Take(cursor.Limit)
            .Select(path => server.Store.At(cursor.Account, path) is { } entry ? EntryJson.Tagged(entry, cursor.Account) : EntryJson.Deleted(path));
        var rest = cursor with { Remaining = [.. cursor.Remaining.Skip(cursor.Limit)] };
        return new JsonObject
        {
            ["entries"] = new JsonArray([.. page]),
            ["cursor"] = Save(rest),
            ["has_more"] = rest.Remaining.Count > 0,
        };
    }

    private string Save(Cursor cursor)
    {
        var token = $"AA{Guid.NewGuid():N}";
        _cursors[token] = cursor;
        return token;
    }

    private sealed record Cursor(DropboxAccount Account, string Folder, bool IsRecursive, bool IncludesDeleted, int Limit, int Position)
    {
        public IReadOnlyList<string> Remaining { get; init; } = [];

        public bool Covers(string path) =>
            path.StartsWith(Folder + "/", StringComparison.OrdinalIgnoreCase) && (IsRecursive || path.IndexOf('/', Folder.Length + 1) < 0);
    }
}
