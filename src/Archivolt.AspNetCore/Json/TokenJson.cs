using System.Text.Json;
using Archivolt.Documents.Access;

namespace Archivolt.AspNetCore.Json;

/// <summary>Writes tokens without their secret.</summary>
internal static class TokenJson
{
    public static void WriteFields(Utf8JsonWriter writer, AccessToken token)
    {
        writer.WriteString("id"u8, token.Id);
        writer.WriteString("user"u8, token.UserName);
        writer.WriteString("label"u8, token.Label);
        writer.WriteString("created"u8, JsonDates.Format(token.Created));
        writer.WriteString("expires"u8, token.Expires is { } expires ? JsonDates.Format(expires) : null);
    }
}
