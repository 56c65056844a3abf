using System.Globalization;
using System.Text.Json.Nodes;

namespace Archivolt.Documents.Audit;

/// <summary>
/// Entries as comma-separated values (RFC 4180) for spreadsheets. A value that a spreadsheet would calculate (it begins with <c>= + - @</c>, a tab or a line break) has an
/// apostrophe before it, since file names come from strangers; whoever needs values exactly takes JSON.
/// </summary>
public static class AuditCsv
{
    /// <summary>The first line, without its end.</summary>
    public const string Header = "id,eventDate,logDate,eventId,category,principalName,repository,documentId,documentPath,documentType,lifeCycle,comment,extended";

    /// <summary>The line of an entry, without its end; times are UTC in ISO 8601, and further facts are a JSON object.</summary>
    public static string Line(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return string.Join(',', ((string?[])
        [
            entry.Id.ToString(CultureInfo.InvariantCulture), Time(entry.EventDate), Time(entry.LogDate), entry.EventId, entry.Category, entry.PrincipalName, entry.Repository,
            entry.DocumentId, entry.DocumentPath, entry.DocumentType, entry.LifeCycle, entry.Comment, entry.Extended.Count == 0 ? null : Json(entry.Extended),
        ]).Select(Field));
    }

    private static string Json(IReadOnlyDictionary<string, string> facts) =>
        new JsonObject(facts.Select(fact => KeyValuePair.Create(fact.Key, (JsonNode?)JsonValue.Create(fact.Value)))).ToJsonString();

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Field(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        if ("=+-@\t\r\n".Contains(value[0], StringComparison.Ordinal))
            value = "'" + value;
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
