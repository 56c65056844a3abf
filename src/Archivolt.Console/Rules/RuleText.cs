using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Archivolt.Documents.Dispatch;

namespace Archivolt.WebConsole.Rules;

/// <summary>Rules as they stand in a configuration file.</summary>
internal static class RuleText
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The section <c>Archivolt:Dispatch</c> in JSON, as the server reads it.</summary>
    public static string Of(IReadOnlyList<DispatchRule> rules)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("Archivolt"u8);
            json.WriteStartObject("Dispatch"u8);
            json.WriteStartArray("Rules"u8);
            foreach (var rule in rules.Where(rule => rule.When != DispatchRule.Default))
            {
                json.WriteStartObject();
                json.WriteString("When"u8, rule.When);
                json.WriteString("Provider"u8, rule.Provider);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (rules.FirstOrDefault(rule => rule.When == DispatchRule.Default) is { } last)
                json.WriteString("Default"u8, last.Provider);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
