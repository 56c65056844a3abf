using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// Who may do what with a document: <c>…/@acl</c>. Reading is in the platform's shape; setting the document's own entries by PUT is ours.
/// </summary>
internal static class AccessEndpoints
{
    public static void Map(DocumentRoutes routes)
    {
        routes.At("@acl").MapGet("", GetAsync).WithName("GetAccess").WithSummary("A document's access entries, own and inherited.")
            .ProducesJson("Acls").ProducesErrors(404, 403);
        routes.At("@acl").MapPut("", PutAsync).WithName("PutAccess").WithSummary("Replaces a document's own access entries.")
            .WithDescription("""The body is a list such as [{"username": "bob", "permission": "Read", "granted": true}]; a username may be a group or Everyone.""")
            .TakesJson("""[{"username": "members", "permission": "Read", "granted": true}]""").ProducesJson("Acls").ProducesErrors(400, 404, 403, 412);
    }

    private static async Task<IResult> GetAsync(DocumentRequest request, IDocumentAccess access, IDocumentStore documents, TimeProvider clock)
    {
        var acl = await DocumentAcl.LoadAsync(request.Document, access, documents, request.Context.RequestAborted);
        return new EntityResult("acls", writer =>
        {
            writer.WritePropertyName("acl"u8);
            AccessJson.Write(writer, acl, "ace", clock.GetUtcNow());
        });
    }

    private static async Task<IResult> PutAsync(DocumentRequest request, DocumentEditor editor, IDocumentAccess access, IDocumentStore documents, TimeProvider clock)
    {
        await request.RequireAsync(Permission.Write);
        var entries = Read(await JsonBody.ReadAsync(request.Context), request.Principal.Name);
        await editor.SetAccessAsync(request.Principal, request.Document, entries, WriteConditions.OfDocument(request.Context.Request));
        return await GetAsync(request, access, documents, clock);
    }

    private static List<AccessEntry> Read(JsonElement body, string creator)
    {
        if (body.ValueKind != JsonValueKind.Array)
            throw RequestException.BadRequest($"The access entries are to be a JSON list, not {JsonBody.Kind(body)}.");
        var entries = new List<AccessEntry>();
        foreach (var item in body.EnumerateArray())
        {
            var entry = item.AsObject("An access entry");
            if (entry.Text("username") is not { } grantee || string.IsNullOrWhiteSpace(grantee))
                throw RequestException.BadRequest("An access entry needs a 'username': a user, a group or Everyone.");
            var permission = PermissionNamed(entry.Text("permission"), grantee);
            var granted = !entry.TryGetProperty("granted", out var flag) || flag.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw RequestException.BadRequest($"'granted' of '{grantee}' is to be true or false."),
            };
            entries.Add(new AccessEntry(grantee, permission, granted) { Creator = creator, Begin = DateIn(entry, "begin"), End = DateIn(entry, "end") });
        }
        return entries;
    }

    /// <summary>The permission of a name.</summary>
    /// <exception cref="RequestException">400: there is none.</exception>
    public static Permission PermissionNamed(string? name, string grantee) => Array.Exists(Enum.GetNames<Permission>(), known => known == name)
        ? Enum.Parse<Permission>(name!)
        : throw RequestException.BadRequest($"The 'permission' of '{grantee}' is to be one of {string.Join(", ", Enum.GetNames<Permission>())}.");

    private static DateTimeOffset? DateIn(JsonElement entry, string name) => entry.Text(name) is not { Length: > 0 } text ? null
        : JsonDates.TryParse(text, out var date) ? date : throw RequestException.BadRequest($"'{name}' of an access entry is to be a date like 2030-01-31T00:00:00Z.");
}
