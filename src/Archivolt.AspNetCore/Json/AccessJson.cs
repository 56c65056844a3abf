using System.Text.Json;
using Archivolt.AspNetCore.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.AspNetCore.Json;

/// <summary>Writes access entries in the platform's JSON.</summary>
internal static class AccessJson
{
    /// <summary>The platform's id of an entry: <c>user:permission:granted:creator:begin:end</c>, times in milliseconds.</summary>
    public static string IdOf(AccessEntry entry) => string.Join(':', entry.Grantee, entry.Permission, entry.Granted ? "true" : "false",
        entry.Creator, entry.Begin?.ToUnixTimeMilliseconds(), entry.End?.ToUnixTimeMilliseconds());

    /// <summary>Writes the lists.</summary>
    /// <param name="writer">Receives an array.</param>
    /// <param name="acl">The lists.</param>
    /// <param name="entries">Name of the field with the entries: the platform has two.</param>
    /// <param name="now">The time that the state of an entry is told for.</param>
    public static void Write(Utf8JsonWriter writer, DocumentAcl acl, string entries, DateTimeOffset now)
    {
        writer.WriteStartArray();
        foreach (var (name, list) in acl.Lists)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteStartArray(entries);
            foreach (var entry in list)
                Write(writer, entry, now);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, AccessEntry entry, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, IdOf(entry));
        writer.WriteString("username"u8, entry.Grantee);
        writer.WriteBoolean("externalUser"u8, false);
        writer.WriteString("permission"u8, entry.Permission.ToString());
        writer.WriteBoolean("granted"u8, entry.Granted);
        writer.WriteString("creator"u8, entry.Creator);
        writer.WriteString("begin"u8, entry.Begin is { } begin ? JsonDates.Format(begin) : null);
        writer.WriteString("end"u8, entry.End is { } end ? JsonDates.Format(end) : null);
        writer.WriteString("status"u8, entry.CountsAt(now) ? "effective" : entry.End <= now ? "archived" : "pending");
        writer.WriteEndObject();
    }
}
