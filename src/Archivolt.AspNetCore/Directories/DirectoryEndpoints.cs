using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Directories;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Directories;

/// <summary>Directories and their entries: <c>directory/{name}/{id}</c>. Administrators change them.</summary>
internal static class DirectoryEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var directory = api.MapGroup("directory").WithTags("Directories");
        directory.MapGet("{name}", ListAsync).WithName("ListDirectoryEntries").WithSummary("The entries of a directory.")
            .TakesPage().ProducesJson("DirectoryEntries").ProducesErrors(400, 403, 404);
        directory.MapGet("{name}/{**id}", GetAsync).WithName("GetDirectoryEntry").WithSummary("An entry of a directory.").ProducesJson("DirectoryEntry").ProducesErrors(403, 404);
        var changes = api.MapGroup("directory").WithTags("Directories").RequireAdministrator();
        changes.MapPost("{name}", CreateAsync).WithName("PostDirectoryEntry").WithSummary("Creates an entry: {\"properties\": {\"id\", …}}.")
            .TakesJson("""{"entity-type": "directoryEntry", "directoryName": "nature", "properties*": {"id": "minutes", "label": "Minutes"}}""").ProducesJson("DirectoryEntry", StatusCodes.Status201Created).ProducesErrors(400, 403, 404, 409);
        changes.MapPut("{name}/{**id}", ChangeAsync).WithName("PutDirectoryEntry").WithSummary("Changes the properties of an entry that are sent.")
            .TakesJson("""{"entity-type": "directoryEntry", "directoryName": "nature", "properties*": {"label": "Minutes of a meeting"}}""").ProducesJson("DirectoryEntry").ProducesErrors(400, 403, 404);
        changes.MapDelete("{name}/{**id}", DeleteAsync).WithName("RemoveDirectoryEntry").WithSummary("Deletes an entry.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403, 404);
    }

    private static async Task<IResult> ListAsync(string name, HttpContext context, IDirectoryStore directories)
    {
        var directory = Readable(name, context, directories);
        var page = Paging.Of(context.Request);
        var (entries, total) = await directories.ListAsync(name, page.Offset, page.Size, context.RequestAborted);
        var json = DirectoryJson.For(context.Request, directory);
        return new EntityResult("directoryEntries", writer =>
        {
            page.Write(writer, entries.Count, total);
            writer.WriteEntries(entries, json.Write);
        });
    }

    private static async Task<IResult> GetAsync(string name, string id, HttpContext context, IDirectoryStore directories)
    {
        var directory = Readable(name, context, directories);
        var entry = await directories.FindAsync(name, IdIn(id), context.RequestAborted) ?? throw NotFound(name, id);
        return DirectoryJson.For(context.Request, directory).Result(entry);
    }

    private static async Task<IResult> CreateAsync(string name, HttpContext context, IDirectoryStore directories)
    {
        var directory = Readable(name, context, directories);
        var values = (await ValuesAsync(context, directory)).Where(value => value.Value is not null).ToDictionary(value => value.Key, value => value.Value!, StringComparer.Ordinal);
        return DirectoryJson.For(context.Request, directory).Result(await directories.CreateAsync(name, values, context.RequestAborted), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(string name, string id, HttpContext context, IDirectoryStore directories)
    {
        var directory = Readable(name, context, directories);
        var entry = await directories.UpdateAsync(name, IdIn(id), await ValuesAsync(context, directory), context.RequestAborted) ?? throw NotFound(name, id);
        return DirectoryJson.For(context.Request, directory).Result(entry);
    }

    private static async Task<IResult> DeleteAsync(string name, string id, HttpContext context, IDirectoryStore directories)
    {
        Readable(name, context, directories);
        return await directories.DeleteAsync(name, IdIn(id), context.ActingPrincipal(), context.RequestAborted) ? TypedResults.NoContent() : throw NotFound(name, id);
    }

    private static DirectoryDefinition Readable(string name, HttpContext context, IDirectoryStore directories)
    {
        var directory = directories.Directories.FirstOrDefault(known => known.Name == name) ?? throw RequestException.NotFound($"There is no directory '{name}'.");
        return !directory.IsConfidential || context.ActingPrincipal().IsAdministrator
            ? directory
            : throw RequestException.Forbidden($"Only administrators may read the directory '{name}'.");
    }

    // Routing leaves an encoded slash as it is: here it is part of the id.
    private static string IdIn(string segments) => segments.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static async Task<Dictionary<string, string?>> ValuesAsync(HttpContext context, DirectoryDefinition directory)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("An entry");
        if (!body.TryGetProperty("properties", out var properties))
            throw RequestException.BadRequest("An entry needs 'properties'.");
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var property in properties.AsObject("'properties'").EnumerateObject().Where(property => property.Name != "__label"))
        {
            if (!directory.Columns.Contains(property.Name))
                throw RequestException.BadRequest($"The directory '{directory.Name}' has no column '{property.Name}'; it has {string.Join(", ", directory.Columns)}.");
            values[property.Name] = property.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => property.Value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
                _ => throw RequestException.BadRequest($"The column '{property.Name}' takes text or a number, not {JsonBody.Kind(property.Value)}."),
            };
        }
        return values;
    }

    private static RequestException NotFound(string name, string id) => RequestException.NotFound($"The directory '{name}' has no entry '{id}'.");
}
