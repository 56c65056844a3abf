using System.Text.Json;
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
        routes.Map("GET", "@acl", GetAsync, endpoint => endpoint.WithName("GetAccess").WithSummary("A document's access entries, own and inherited.")
            .ProducesJson().ProducesErrors(404, 403));
        routes.Map("PUT", "@acl", PutAsync, endpoint => endpoint.WithName("PutAccess").WithSummary("Replaces a document's own access entries.")
            .WithDescription("""The body is a list such as [{"username": "bob", "permission": "Read", "granted": true}]; a username may be a group or Everyone.""")
            .DescribesBody("application/json").ProducesJson().ProducesErrors(400, 404, 403, 412));
    }

    private static async Task<IResult> GetAsync(DocumentRequest request, IDocumentAccess access, IDocumentStore documents)
    {
        var cancelled = request.Context.RequestAborted;
        var own = await access.GetEntriesAsync(request.Document, cancelled);
        var inherited = new List<AccessEntry>();
        for (var above = request.Document; above?.ParentId is { } parent;)
        {
            above = await documents.FindAsync(above.Repository, parent, cancelled);
            if (above is not null)
                inherited.AddRange(await access.GetEntriesAsync(above, cancelled));
        }
        return Result(own, inherited);
    }

    private static async Task<IResult> PutAsync(DocumentRequest request, DocumentEditor editor, IDocumentAccess access, IDocumentStore documents)
    {
        await request.RequireAsync(Permission.Write);
        var entries = Read(await JsonBody.ReadAsync(request.Context));
        await editor.SetAccessAsync(request.Principal, request.Document, entries, WriteConditions.OfDocument(request.Context.Request));
        return await GetAsync(request, access, documents);
    }

    private static List<AccessEntry> Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Array)
            throw RequestException.BadRequest($"The access entries are to be a JSON list, not {JsonBody.Kind(body)}.");
        var entries = new List<AccessEntry>();
        foreach (var item in body.EnumerateArray())
        {
            var entry = item.AsObject("An access entry");
            if (entry.Text("username") is not { } grantee || string.IsNullOrWhiteSpace(grantee))
                throw RequestException.BadRequest("An access entry needs a 'username': a user, a group or Everyone.");
            var name = entry.Text("permission");
            if (!Array.Exists(Enum.GetNames<Permission>(), known => known == name))
                throw RequestException.BadRequest($"The 'permission' of '{grantee}' is to be one of {string.Join(", ", Enum.GetNames<Permission>())}.");
            var permission = Enum.Parse<Permission>(name!);
            var granted = !entry.TryGetProperty("granted", out var flag) || flag.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw RequestException.BadRequest($"'granted' of '{grantee}' is to be true or false."),
            };
            entries.Add(new AccessEntry(grantee, permission, granted));
        }
        return entries;
    }

    private static EntityResult Result(IReadOnlyList<AccessEntry> own, IReadOnlyList<AccessEntry> inherited) => new("acls", writer =>
    {
        writer.WriteStartArray("acl"u8);
        Write(writer, "local", own);
        Write(writer, "inherited", inherited);
        writer.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<AccessEntry> entries)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteStartArray("ace"u8);
        foreach (var entry in entries)
        {
            writer.WriteStartObject();
            writer.WriteString("username"u8, entry.Grantee);
            writer.WriteString("permission"u8, entry.Permission.ToString());
            writer.WriteBoolean("granted"u8, entry.Granted);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
