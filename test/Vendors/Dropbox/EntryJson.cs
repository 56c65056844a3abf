using System.Text.Json.Nodes;

namespace Archivolt.Vendors.Dropbox;

/// <summary>Entries as the API describes them to an account.</summary>
/// <remarks>https://www.dropbox.com/developers/documentation/http/documentation#files-get_metadata</remarks>
internal static class EntryJson
{
    /// <summary>With the tag that tells files, folders and deleted entries apart.</summary>
    public static JsonObject Tagged(DropboxEntry entry, DropboxAccount account, DropboxRevision? revision = null)
    {
        if (entry.IsFolder)
            return Named("folder", entry.PathOf(account)!, entry.Id);
        var json = OfFile(entry, revision ?? entry.Head!, account);
        json.Insert(0, ".tag", "file");
        return json;
    }

    public static JsonObject Deleted(string path) => Named("deleted", path, id: null);

    public static JsonObject OfFile(DropboxEntry file, DropboxRevision revision, DropboxAccount account)
    {
        var path = revision.PathOf(account) ?? file.PathOf(account)!;
        var json = new JsonObject
        {
            ["name"] = revision.Name,
            ["path_lower"] = path.ToLowerInvariant(),
            ["path_display"] = path,
            ["id"] = file.Id,
            ["client_modified"] = Time(revision.Modified),
            ["server_modified"] = Time(revision.Modified),
            ["rev"] = revision.Rev,
            ["size"] = revision.Content.Length,
            ["is_downloadable"] = file.Exports.Count == 0,
            ["content_hash"] = revision.Content.DropboxHash,
        };
        if (file.Exports.Count > 0)
        {
            json["export_info"] = new JsonObject
            {
                ["export_as"] = file.Exports[0].Format,
                ["export_options"] = new JsonArray([.. file.Exports.Select(export => export.Format)]),
            };
        }
        return json;
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static JsonObject Named(string tag, string path, string? id)
    {
        var json = new JsonObject
        {
            [".tag"] = tag,
            ["name"] = path[(path.LastIndexOf('/') + 1)..],
            ["path_lower"] = path.ToLowerInvariant(),
            ["path_display"] = path,
        };
        if (id is not null)
            json["id"] = id;
        return json;
    }
}
