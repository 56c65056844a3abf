using System.Text.Json;
using Archivolt.Documents.Audit;

namespace Archivolt.AspNetCore.Json;

/// <summary>Writes audit entries as the platform's <c>logEntry</c>.</summary>
internal static class AuditJson
{
    public static void Write(Utf8JsonWriter writer, AuditEntry entry)
    {
        writer.WriteString("entity-type"u8, "logEntry");
        writer.WriteNumber("id"u8, entry.Id);
        writer.WriteString("category"u8, entry.Category);
        writer.WriteString("principalName"u8, entry.PrincipalName);
        writer.WriteString("comment"u8, entry.Comment);
        writer.WriteString("docLifeCycle"u8, entry.LifeCycle);
        writer.WriteString("docPath"u8, entry.DocumentPath);
        writer.WriteString("docType"u8, entry.DocumentType);
        writer.WriteString("docUUID"u8, entry.DocumentId);
        writer.WriteString("eventId"u8, entry.EventId);
        writer.WriteString("repositoryId"u8, entry.Repository);
        writer.WriteString("eventDate"u8, JsonDates.Format(entry.EventDate));
        writer.WriteString("logDate"u8, JsonDates.Format(entry.LogDate));
        writer.WriteStartObject("extended"u8);
        foreach (var (name, value) in entry.Extended)
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }
}
