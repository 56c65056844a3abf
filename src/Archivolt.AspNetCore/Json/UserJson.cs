using System.Text.Json;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Json;

/// <summary>Writes users in the platform's JSON.</summary>
internal static class UserJson
{
    private static readonly string[] Details = ["firstName", "lastName", "email", "company"];
    private static readonly string[] Profile = ["birthdate", "phonenumber", "avatar", "gender", "locale"];

    /// <summary>An answer with one user, and the profile where the request asks for it.</summary>
    public static IResult Result(HttpContext context, User user, bool isAnonymous = false, int status = StatusCodes.Status200OK)
    {
        var withProfile = AskedNames.Of(context.Request, "enrichers", "user").Contains("userprofile");
        return new EntityResult("user", writer =>
        {
            WriteFields(writer, user, isAnonymous);
            if (withProfile)
                WriteProfile(writer, user);
        }, status);
    }

    /// <summary>Writes the fields of a user in a list.</summary>
    public static void Write(Utf8JsonWriter writer, User user)
    {
        writer.WriteString("entity-type"u8, "user");
        WriteFields(writer, user, isAnonymous: false);
    }

    private static void WriteFields(Utf8JsonWriter writer, User user, bool isAnonymous)
    {
        writer.WriteString("id"u8, user.Name);
        writer.WriteStartObject("properties"u8);
        writer.WriteString("username"u8, user.Name);
        foreach (var detail in Details)
            writer.WriteString(detail, user.Details.GetValueOrDefault(detail));
        writer.WriteStartArray("groups"u8);
        foreach (var group in user.Groups)
            writer.WriteStringValue(group);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartArray("extendedGroups"u8);
        foreach (var group in user.Groups)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, group);
            writer.WriteString("label"u8, group);
            writer.WriteString("url"u8, $"group/{Uri.EscapeDataString(group)}");
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteBoolean("isPartial"u8, false);
        writer.WriteBoolean("isAdministrator"u8, user.Groups.Contains(Principal.Administrators));
        writer.WriteBoolean("isAnonymous"u8, isAnonymous);
    }

    private static void WriteProfile(Utf8JsonWriter writer, User user)
    {
        writer.WriteStartObject("contextParameters"u8);
        writer.WriteStartObject("userprofile"u8);
        foreach (var field in Profile)
            writer.WriteString(field, user.Details.GetValueOrDefault(field));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
