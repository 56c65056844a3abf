using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Users;

/// <summary>Groups as the platform's clients see them: <c>group/{name}</c>. Administrators create, change and delete them.</summary>
internal static class GroupEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("group/{name}", GetAsync).WithTags("Users").WithName("GetGroup").WithSummary("A group with its users and groups.")
            .ProducesJson("Group").ProducesErrors(404);
        var changes = api.MapGroup("group").WithTags("Users").RequireAdministrator().AddEndpointFilter(StoreErrors.InvokeAsync);
        changes.MapPost("", CreateAsync).WithName("PostGroup").WithSummary("Creates a group: {\"groupname\", \"grouplabel\", \"memberUsers\", \"memberGroups\"}.")
            .TakesJson("""{"entity-type": "group", "groupname": "editors", "grouplabel": "Editors", "memberUsers": [], "memberGroups": ["members"]}""").ProducesJson("Group", StatusCodes.Status201Created).ProducesErrors(400, 403, 409);
        changes.MapPut("{name}", ChangeAsync).WithName("PutGroup").WithSummary("Changes what is sent of a group.")
            .TakesJson("""{"entity-type": "group", "grouplabel": "Editors of texts"}""").ProducesJson("Group").ProducesErrors(400, 403, 404, 409);
        changes.MapDelete("{name}", DeleteAsync).WithName("RemoveGroup").WithSummary("Deletes a group; its users and groups stay.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403, 404, 409);
    }

    private static async Task<IResult> GetAsync(string name, HttpContext context, IGroupStore groups) => context.ActingPrincipal().IsAnonymous
        ? throw RequestException.Unauthorized("Sign in to look up a group.")
        : Result(await groups.FindAsync(name, context.RequestAborted) ?? throw NotFound(name));

    private static async Task<IResult> CreateAsync(HttpContext context, IGroupStore groups)
    {
        var body = await BodyAsync(context);
        var name = NameIn(body) ?? throw RequestException.BadRequest("A group needs a 'groupname'.");
        var group = new Group(name, LabelIn(body) ?? name) { Users = body.Texts("memberUsers"), Groups = body.Texts("memberGroups") };
        return Result(await groups.CreateAsync(group, context.ActingPrincipal(), context.RequestAborted), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(string name, HttpContext context, IGroupStore groups)
    {
        var body = await BodyAsync(context);
        return Result(await groups.UpdateAsync(name, LabelIn(body), TextsIn(body, "memberUsers"), TextsIn(body, "memberGroups"), context.ActingPrincipal(), context.RequestAborted)
            ?? throw NotFound(name));
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext context, IGroupStore groups) =>
        await groups.DeleteAsync(name, context.ActingPrincipal(), context.RequestAborted) ? TypedResults.NoContent() : throw NotFound(name);

    private static EntityResult Result(Group group, int status = StatusCodes.Status200OK) => new("group", writer =>
    {
        writer.WriteString("id"u8, group.Name);
        writer.WriteStartObject("properties"u8);
        WriteNames(writer, group);
        writer.WriteEndObject();
        WriteNames(writer, group);
        WriteTexts(writer, "memberUsers", group.Users);
        WriteTexts(writer, "memberGroups", group.Groups);
        WriteTexts(writer, "parentGroups", group.Parents);
    }, status);

    // Older clients read the names beside the properties, newer ones inside.
    private static void WriteNames(Utf8JsonWriter writer, Group group)
    {
        writer.WriteString("groupname"u8, group.Name);
        writer.WriteString("grouplabel"u8, group.Label);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static async Task<JsonElement> BodyAsync(HttpContext context) => (await JsonBody.ReadAsync(context)).AsObject("A group");

    private static string? NameIn(JsonElement body) => body.Text("groupname") ?? PropertyIn(body, "groupname") ?? body.Text("id");

    private static string? LabelIn(JsonElement body) => body.Text("grouplabel") ?? PropertyIn(body, "grouplabel");

    private static string? PropertyIn(JsonElement body, string name) =>
        body.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object ? properties.Text(name) : null;

    private static IReadOnlyList<string>? TextsIn(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? body.Texts(name) : null;

    private static RequestException NotFound(string name) => RequestException.NotFound($"There is no group '{name}'.");
}
