using System.Globalization;
using System.Text.Json;

namespace Archivolt.Documents.Dispatch;

/// <summary>Reads a document and a blob that need not be stored, to ask the rules about them.</summary>
public static class HypotheticalBlob
{
    private static readonly PropertyPath AnyPath = PropertyPath.Parse("any");

    /// <summary>
    /// Reads a document in the shape of the REST API: <c>repository</c>, <c>uid</c>, <c>path</c>, <c>type</c>, <c>state</c>,
    /// <c>properties</c>; and <c>isRecord</c>.
    /// </summary>
    /// <exception cref="FormatException">It is no document; the message says why.</exception>
    public static Document ReadDocument(JsonElement json)
    {
        CheckIsObject(json, "document");
        var document = new Document
        {
            Repository = json.Text("repository") ?? "default",
            Id = json.Text("uid") ?? "",
            Name = json.Text("name") ?? "",
            Path = json.Text("path") ?? "",
            Type = json.Text("type") ?? "",
            State = json.Text("state") ?? "project",
            IsRecord = json.Flag("isRecord"),
            IsFlexibleRecord = json.Flag("isFlexibleRecord"),
        };
        if (!json.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return document;
        foreach (var property in properties.EnumerateObject())
        {
            if (property.NameEquals("ecm:lifeCycleState"))
                document = document with { State = property.Value.GetString() ?? document.State };
            else if (!property.Name.StartsWith("ecm:", StringComparison.Ordinal)) // The platform's own names are no properties.
                document.Properties.Set(AnyPath.WithHead(property.Name), ValueOf(property.Value, TypeOf(property.Name)));
        }
        return document;
    }

    /// <summary>Reads a blob's fields under the platform's persisted names, and Archivolt's own <c>lastAccess</c>, which ages are counted from.</summary>
    /// <exception cref="FormatException">It is no blob; the message says why.</exception>
    public static BlobFacts ReadBlob(JsonElement json)
    {
        CheckIsObject(json, "blob");
        return new BlobFacts(json.Text("name"), json.Text("mime-type"), json.Text("encoding"), json.Text("digest"), LengthOf(json))
        {
            LastAccess = DateOf(json.Text("lastAccess")),
            Now = TimeProvider.System.GetUtcNow(),
        };
    }

    private static FieldType? TypeOf(string name) =>
        PropertyPath.TryParse(name, out var path) && SchemaRegistry.Stock.Canonical(path) is { } canonical
            ? SchemaRegistry.Stock.TypeOf(canonical)
            : null;

    private static object? ValueOf(JsonElement value, FieldType? type) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Select(item => ValueOf(item, (type as FieldType.ListOf)?.Item)).ToList(),
        JsonValueKind.Object => FieldsOf(value, type),
        JsonValueKind.String when type == FieldType.Date && DateTimeOffset.TryParse(
            value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) => instant,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out var integer) => integer,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        _ => null,
    };

    private static Dictionary<string, object?> FieldsOf(JsonElement value, FieldType? type)
    {
        var types = (type as FieldType.Complex)?.Fields;
        var fields = value.EnumerateObject().ToDictionary(
            field => field.Name, field => ValueOf(field.Value, types?.GetValueOrDefault(field.Name)), StringComparer.Ordinal);
        // The REST API prints a blob's length as text.
        if (type is FieldType.BlobField && fields.ContainsKey("length"))
            fields["length"] = LengthOf(value);
        return fields;
    }

    private static DateTimeOffset? DateOf(string? text) =>
        text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date
        : throw new FormatException($"A blob's lastAccess is a date like 2030-01-31T12:00:00Z, not '{text}'.");

    private static long? LengthOf(JsonElement blob) => !blob.TryGetProperty("length", out var length) ? null : length.ValueKind switch
    {
        JsonValueKind.Number when length.TryGetInt64(out var bytes) => bytes,
        JsonValueKind.String when long.TryParse(
            length.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bytes) => bytes,
        JsonValueKind.Null => null,
        _ => throw new FormatException($"A blob's length is a number of bytes, not {length.GetRawText()}."),
    };

    private static void CheckIsObject(JsonElement json, string what)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException($"it describes no {what}, since it is not a JSON object.");
    }

    private static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? TextOf(value, name) : null;

    private static string? TextOf(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ => throw new FormatException($"'{name}' is text, not {value.GetRawText()}."),
    };

    private static bool Flag(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
