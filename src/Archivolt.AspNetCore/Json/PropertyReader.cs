using System.Text.Json;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents;

namespace Archivolt.AspNetCore.Json;

/// <summary>
/// Reads property values a client sends onto a document, by the declared types. Undeclared properties (<c>prefix:name</c>) are kept as they come.
/// Content sent inline is not stored here but collected, so that nothing is written before everything was understood.
/// </summary>
internal sealed class PropertyReader(SchemaRegistry schemas, BlobReader blobs)
{
    // A double holds every whole number up to here; 2^53 + 1 would be read as this one, too.
    private const double LargestExact = (1L << 53) - 1;

    /// <summary>Sets the values on the document; returns the contents that are still to be stored at their places.</summary>
    public async Task<IReadOnlyList<(PropertyPath Path, BlobSource Content)>> ReadAsync(
        JsonElement properties, Document document, CancellationToken cancellationToken)
    {
        // Links to the document's own blobs mean those it had before, whatever the order of the properties.
        var reading = new Reading(document.Copy(), [], cancellationToken);
        foreach (var property in properties.EnumerateObject())
        {
            var head = HeadOf(property.Name, document);
            var current = document.Properties.Get(head);
            document.Properties.Set(head, await ReadAsync(reading, property.Value, schemas.TypeOf(head), head, current));
        }
        return reading.Contents;
    }

    // 'content' stands for 'file:content' on a document whose type has that schema.
    private PropertyPath HeadOf(string name, Document document)
    {
        if (!PropertyPath.TryParse(name, out var path) || path.Segments.Count != 1)
            throw RequestException.BadRequest($"'{name}' is no property name; write it like 'dc:title', without list index or field.");
        if (path.HasPrefix)
        {
            var canonical = schemas.Canonical(path)!;
            return schemas.SchemaOf(canonical) is null || schemas.TypeOf(canonical) is not null
                ? canonical
                : throw RequestException.BadRequest($"The schema '{schemas.SchemaOf(canonical)!.Name}' has no property '{name}'.");
        }
        var owner = schemas.SchemasOf(document).FirstOrDefault(schema => schema.Prefix is null && schema.Fields.ContainsKey(name))
            ?? throw RequestException.BadRequest($"No schema of a {document.Type} without prefix has a property '{name}'; write it with prefix, like 'dc:title'.");
        return path.WithHead($"{owner.Name}:{name}");
    }

    private ValueTask<object?> ReadAsync(Reading reading, JsonElement value, FieldType? type, PropertyPath path, object? current) => type switch
    {
        _ when value.ValueKind == JsonValueKind.Null => ValueTask.FromResult<object?>(null),
        FieldType.BlobField => ReadBlobAsync(reading, value, path, current),
        FieldType.ListOf list => ReadListAsync(reading, value, list.Item, path),
        FieldType.Complex complex => ReadComplexAsync(reading, value, complex, path, current),
        FieldType.Scalar scalar => ValueTask.FromResult<object?>(ReadScalar(value, scalar.Kind, path)),
        _ => ReadUndeclaredAsync(reading, value, path, current),
    };

    private async ValueTask<object?> ReadBlobAsync(Reading reading, JsonElement value, PropertyPath path, object? current)
    {
        switch (await blobs.ReadAsync(value, reading.Before, path, reading.CancellationToken))
        {
            case BlobInput.Stored stored:
                return stored.Blob;
            case BlobInput.Content content:
                reading.Contents.Add((path, content.Source));
                return null;
            default:
                return current;
        }
    }

    private async ValueTask<object?> ReadListAsync(Reading reading, JsonElement value, FieldType? item, PropertyPath path)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong(path, "a list", value);
        var list = new List<object?>();
        foreach (var element in value.EnumerateArray())
            list.Add(await ReadAsync(reading, element, item, path.Append(list.Count), current: null));
        return list;
    }

    // Fields that are not sent stay as they are in a complex property, and are cleared in an item of a list, which has no current value here.
    private async ValueTask<object?> ReadComplexAsync(Reading reading, JsonElement value, FieldType.Complex? type, PropertyPath path, object? current)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong(path, "an object", value);
        var fields = new Dictionary<string, object?>(current as Dictionary<string, object?> ?? [], StringComparer.Ordinal);
        foreach (var field in value.EnumerateObject())
        {
            var at = path.Append(field.Name);
            var fieldType = type?.Fields.GetValueOrDefault(field.Name);
            if (type is not null && fieldType is null)
                throw RequestException.BadRequest($"The property '{path}' has no field '{field.Name}'; it has {string.Join(", ", type.Fields.Keys)}.");
            fields[field.Name] = await ReadAsync(reading, field.Value, fieldType, at, fields.GetValueOrDefault(field.Name));
        }
        return fields;
    }

    private ValueTask<object?> ReadUndeclaredAsync(Reading reading, JsonElement value, PropertyPath path, object? current) => value.ValueKind switch
    {
        JsonValueKind.Object when current is BlobInfo || BlobReader.LooksLikeOurs(value) => ReadBlobAsync(reading, value, path, current),
        JsonValueKind.Object => ReadComplexAsync(reading, value, type: null, path, current),
        JsonValueKind.Array => ReadListAsync(reading, value, item: null, path),
        JsonValueKind.String => ValueTask.FromResult<object?>(value.GetString()),
        JsonValueKind.Number => ValueTask.FromResult<object?>(value.TryGetInt64(out var integer) ? (object)integer : ReadDouble(value, path)),
        _ => ValueTask.FromResult<object?>(value.GetBoolean()),
    };

    private static object ReadScalar(JsonElement value, ScalarKind kind, PropertyPath path) => (kind, value.ValueKind) switch
    {
        (ScalarKind.Text, JsonValueKind.String) => value.GetString()!,
        (ScalarKind.Integer, JsonValueKind.Number) when value.TryGetInt64(out var integer) => integer,
        (ScalarKind.Number, JsonValueKind.Number) => ReadDouble(value, path),
        (ScalarKind.Boolean, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
        (ScalarKind.Date, JsonValueKind.String) when JsonDates.TryParse(value.GetString()!, out var instant) => instant,
        _ => throw Wrong(path, kind switch
        {
            ScalarKind.Text => "text",
            ScalarKind.Integer => "a whole number",
            ScalarKind.Number => "a number",
            ScalarKind.Boolean => "true or false",
            _ => "a date like '2026-01-31T12:00:00.000Z'",
        }, value),
    };

    // Fractions are kept to 17 digits, as everywhere; a whole number that would come back as another one, or a number as none, is refused.
    private static double ReadDouble(JsonElement value, PropertyPath path)
    {
        var (number, text) = (value.GetDouble(), value.GetRawText());
        var isKept = text.AsSpan().ContainsAny('.', 'e', 'E')
            ? double.IsFinite(number) && (number != 0 || !text.AsSpan(0, MantissaOf(text)).ContainsAnyInRange('1', '9'))
            : Math.Abs(number) <= LargestExact;
        return isKept
            ? number
            : throw RequestException.BadRequest($"The number {Shortened(text)} of the property '{path}' cannot be kept as it is; send it as text where every digit matters.");
    }

    private static int MantissaOf(string number) => number.AsSpan().IndexOfAny('e', 'E') is >= 0 and var end ? end : number.Length;

    private static RequestException Wrong(PropertyPath path, string wanted, JsonElement value) => RequestException.BadRequest(
        $"The property '{path}' takes {wanted}, not {(value.ValueKind == JsonValueKind.String ? $"'{Shortened(value.GetString()!)}'" : JsonBody.Kind(value))}.");

    private static string Shortened(string text) => text.Length > 60 ? string.Concat(text.AsSpan(0, 60), "…") : text;

    private sealed record Reading(Document Before, List<(PropertyPath, BlobSource)> Contents, CancellationToken CancellationToken);
}
