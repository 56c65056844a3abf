using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Dropbox;

/// <summary><c>get_metadata</c>, <c>list_revisions</c>, and what there is to know of an account and its token.</summary>
internal sealed class MetadataApi(DropboxServer server)
{
    private const string Scope = "files.metadata.read";

    public void Map(WebApplication application)
    {
        application.MapPost("/2/files/get_metadata", (Delegate)GetMetadata);
        application.MapPost("/2/files/list_revisions", (Delegate)ListRevisions);
        application.MapPost("/2/users/get_current_account", (Delegate)GetCurrentAccount);
        application.MapPost("/" + server.OAuth.Rules.RevocationPath, (Delegate)RevokeAsync);
    }

    private async Task<JsonObject> GetMetadata(HttpContext context)
    {
        var call = await DropboxCall.OfBodyAsync(context, server, Scope);
        if (call.PathIn(call.Argument) is "" or "/")
            throw DropboxErrors.Malformed(call.Name, "request body: path: The root folder is unsupported.");
        var (entry, revision) = call.Find(orDeleted: call.Flag("include_deleted"));
        return entry.IsGone && revision == entry.Head
            ? EntryJson.Deleted(entry.PathOf(call.Account)!)
            : EntryJson.Tagged(entry, call.Account, revision);
    }

    private async Task<JsonObject> ListRevisions(HttpContext context)
    {
        var call = await DropboxCall.OfBodyAsync(context, server, Scope);
        var (limit, before) = (call.Number("limit", byDefault: 10, most: 100), call.Text("before_rev"));
        var (entry, _) = call.Find(orDeleted: true);
        if (entry.IsFolder)
            throw DropboxErrors.Of("path/not_file");
        var path = entry.PathOf(call.Account);
        var all = (call.Tag("mode") ?? "path") switch
        {
            "id" => entry.History.Select(revision => (File: entry, Revision: revision)),
            "path" => from file in server.Store.Entries.Values
                      from revision in file.History
                      where string.Equals(revision.PathOf(call.Account), path, StringComparison.OrdinalIgnoreCase)
                      select (File: file, Revision: revision),
            var mode => throw DropboxErrors.Malformed(call.Name, $"request body: mode: invalid tag '{mode}'"),
        };
        // Revs grow; the newest comes first.
        var found = all.OrderByDescending(item => item.Revision.Rev, StringComparer.Ordinal)
            .Where(item => before is null || string.CompareOrdinal(item.Revision.Rev, before) < 0).ToArray();
        var answer = new JsonObject
        {
            ["is_deleted"] = entry.IsGone,
            ["entries"] = new JsonArray([.. found.Take(limit).Select(item => EntryJson.OfFile(item.File, item.Revision, call.Account))]),
            ["has_more"] = found.Length > limit,
        };
        if (entry.Deleted is { } deleted)
            answer["server_deleted"] = EntryJson.Time(deleted);
        return answer;
    }

    private async Task<JsonObject> GetCurrentAccount(HttpContext context)
    {
        var account = (await DropboxCall.OfBodyAsync(context, server, "account_info.read")).Account;
        var name = account.Email.Split('@')[0];
        return new JsonObject
        {
            ["account_id"] = account.Id,
            ["name"] = new JsonObject
            {
                ["given_name"] = name,
                ["surname"] = "",
                ["familiar_name"] = name,
                ["display_name"] = name,
                ["abbreviated_name"] = name[..1].ToUpperInvariant(),
            },
            ["email"] = account.Email,
            ["email_verified"] = account.IsVerified,
            ["disabled"] = false,
            ["country"] = "FR",
            ["locale"] = "en",
            ["referral_link"] = server.Link("referrals/0"),
            ["is_paired"] = false,
            ["account_type"] = DropboxErrors.Tagged("basic"),
            ["root_info"] = new JsonObject { [".tag"] = "user", ["root_namespace_id"] = "1", ["home_namespace_id"] = "1" },
        };
    }

    private async Task<JsonNode?> RevokeAsync(HttpContext context)
    {
        await DropboxCall.OfBodyAsync(context, server, "account_info.read");
        server.OAuth.RevokeToken(OAuth.OAuthServer.BearerOf(context.Request)!);
        return null;
    }
}
