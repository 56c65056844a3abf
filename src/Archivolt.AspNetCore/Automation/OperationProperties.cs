using System.Text.Json;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation;

/// <summary>Properties as a parameter of an operation: a JSON object, or lines of <c>name=value</c> as in a Java properties file.</summary>
internal sealed class OperationProperties(SchemaRegistry schemas, BlobReaders readers)
{
    /// <summary>The change that the parameter asks for; null when it was not sent.</summary>
    public DocumentChanges? Of(OperationCall call, string name)
    {
        if (call.Value(name) is not { } value)
            return null;
        var reader = new PropertyReader(schemas, readers.For(call.Context));
        var properties = value.ValueKind == JsonValueKind.Object ? value : FromLines(call.Text(name)!);
        return document => reader.ReadAsync(properties, document, call.Cancelled);
    }

    /// <summary>The change of one property; a text stands for what the property takes, null empties it.</summary>
    public DocumentChanges One(OperationCall call, string name, JsonElement? value)
    {
        var typed = value is { ValueKind: JsonValueKind.String } text ? Typed(name, text.GetString()!) : value;
        var properties = JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement?>(StringComparer.Ordinal) { [name] = typed });
        var reader = new PropertyReader(schemas, readers.For(call.Context));
        return document => reader.ReadAsync(properties, document, call.Cancelled);
    }

    /// <summary>The properties of lines; a backslash at the end continues a line.</summary>
    internal JsonElement FromLines(string lines)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var line in lines.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
        {
            var text = line.TrimStart();
            if (text.Length == 0 || text[0] is '#' or '!')
                continue;
            var end = text.IndexOf('=', StringComparison.Ordinal);
            if (end <= 0)
                throw RequestException.BadRequest("Properties are lines like 'dc:title=A title', or a JSON object.");
            values[text[..end].TrimEnd()] = Typed(text[..end].TrimEnd(), text[(end + 1)..].TrimStart());
        }
        return JsonSerializer.SerializeToElement(values);
    }

    // The text as the JSON that the property takes.
    private JsonElement Typed(string name, string text)
    {
        var type = PropertyPath.TryParse(name, out var path) ? schemas.TypeOf(schemas.Canonical(path) ?? path) : null;
        if (text.Length == 0 && type is not FieldType.Scalar { Kind: ScalarKind.Text })
            return JsonSerializer.SerializeToElement<object?>(null);
        return type switch
        {
            FieldType.Scalar { Kind: ScalarKind.Integer or ScalarKind.Number or ScalarKind.Boolean } => Parsed(text) ?? JsonSerializer.SerializeToElement(text),
            FieldType.ListOf when text[0] != '[' => JsonSerializer.SerializeToElement(text.Split(',')),
            FieldType.ListOf or FieldType.Complex or FieldType.BlobField => Parsed(text) ?? JsonSerializer.SerializeToElement(text),
            _ => JsonSerializer.SerializeToElement(text),
        };
    }

    private static JsonElement? Parsed(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
