using System.Text.Json;

namespace Archivolt.AspNetCore.Automation;

/// <summary>Writes operations as the platform describes them; clients check parameters by it.</summary>
internal static class OperationDescription
{
    public static void WriteFields(Utf8JsonWriter writer, Operation operation)
    {
        writer.WriteString("id"u8, operation.Id);
        WriteTexts(writer, "aliases", operation.Aliases);
        writer.WriteString("label"u8, operation.Id);
        writer.WriteString("category"u8, operation.Category);
        writer.WriteNull("requires"u8);
        writer.WriteString("description"u8, operation.Description);
        writer.WriteString("url"u8, operation.Id);
        WriteTexts(writer, "signature", operation.Signature);
        writer.WriteStartArray("params"u8);
        foreach (var parameter in operation.Parameters)
            Write(writer, parameter);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, OperationParameter parameter)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, parameter.Name);
        writer.WriteNull("description"u8);
        writer.WriteString("type"u8, parameter.Type);
        writer.WriteBoolean("required"u8, parameter.IsRequired);
        writer.WriteNull("widget"u8);
        writer.WriteNumber("order"u8, 0);
        WriteTexts(writer, "values", []);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
