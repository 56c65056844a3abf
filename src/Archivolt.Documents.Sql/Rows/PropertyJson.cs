using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Archivolt.Blobs;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>
/// Properties as JSON text, exactly as they were: texts, whole numbers, booleans and null are JSON's own, a double always has a point or an
/// exponent, and what JSON lacks is an object with one marked field: <c>{"$date":"…"}</c>, <c>{"$double":"NaN"}</c>,
/// <c>{"$blob":{…}}</c> with the platform's six fields, <c>{"$map":{…}}</c> for a complex value whose own fields look like a mark.
/// </summary>
internal static class PropertyJson
{
    private const int MaxDepth = 64;
    private const string Date = "$date", Double = "$double", Blob = "$blob", Map = "$map";

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        SkipValidation = true,
    };

    // The writer would replace half a surrogate pair silently.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    /// <summary>Writes properties.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: a value of a kind that properties cannot have.</exception>
    public static string Write(PropertyMap properties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (head, value) in properties)
            {
                try
                {
                    writer.WritePropertyName(Checked(head));
                    WriteValue(writer, value, depth: 1);
                }
                catch (EncoderFallbackException exception)
                {
                    throw new DocumentException(
                        DocumentError.Invalid, $"The property '{head}' holds text that is not valid Unicode.", exception);
                }
                catch (PropertyProblem problem)
                {
                    throw new DocumentException(DocumentError.Invalid, $"The property '{head}' {problem.Message}", problem);
                }
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads properties.</summary>
    public static PropertyMap Read(string json)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(0, Encoding.UTF8.GetBytes(json, bytes)), ReaderOptions);
            var properties = new PropertyMap();
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var head = PropertyPath.Parse(reader.GetString()!);
                reader.Read();
                properties.Set(head, ReadValue(ref reader));
            }
            return properties;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value, int depth)
    {
        // A marked value nests two levels deeper than it looks.
        if (depth > MaxDepth - 4)
            throw new PropertyProblem($"is nested deeper than {MaxDepth - 4} levels.");
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(Checked(text)); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case long number: writer.WriteNumberValue(number); break;
            case double number: WriteDouble(writer, number); break;
            case DateTimeOffset date: WriteMarked(writer, Date, date.ToString("O", CultureInfo.InvariantCulture)); break;
            case BlobInfo blob: WriteBlob(writer, blob); break;
            case List<object?> list:
                writer.WriteStartArray();
                foreach (var item in list)
                    WriteValue(writer, item, depth + 1);
                writer.WriteEndArray();
                break;
            case Dictionary<string, object?> fields:
                WriteFields(writer, fields, depth);
                break;
            default:
                throw new PropertyProblem($"holds a {value.GetType().Name}, which properties cannot keep.");
        }
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Checked(string? text)
    {
        _ = text is null ? 0 : Strict.GetByteCount(text);
        return text;
    }

    private static void WriteDouble(Utf8JsonWriter writer, double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
            WriteMarked(writer, Double, text);
        else
            writer.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0", skipInputValidation: true);
    }

    private static void WriteMarked(Utf8JsonWriter writer, string mark, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(mark, text);
        writer.WriteEndObject();
    }

    private static void WriteBlob(Utf8JsonWriter writer, BlobInfo blob)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(Blob);
        writer.WriteString("name", Checked(blob.FileName));
        writer.WriteString("mime-type", Checked(blob.MediaType));
        writer.WriteString("encoding", Checked(blob.Encoding));
        writer.WriteString("digest", Checked(blob.Digest));
        if (blob.Length is { } length)
            writer.WriteNumber("length", length);
        else
            writer.WriteNull("length");
        writer.WriteString("data", Checked(blob.Key.ToString()));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, Dictionary<string, object?> fields, int depth)
    {
        var looksMarked = fields.Keys.Any(name => name.StartsWith('$'));
        writer.WriteStartObject();
        if (looksMarked)
            writer.WriteStartObject(Map);
        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(Checked(name));
            WriteValue(writer, value, depth + (looksMarked ? 2 : 1));
        }
        if (looksMarked)
            writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static object? ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number =>
            // A whole number that no long holds was written by somebody else.
            !reader.ValueSpan.ContainsAny((byte)'.', (byte)'E', (byte)'e') && reader.TryGetInt64(out var integer) ? (object)integer : reader.GetDouble(),
        JsonTokenType.StartArray => ReadList(ref reader),
        _ => ReadFields(ref reader, marks: true),
    };

    private static List<object?> ReadList(ref Utf8JsonReader reader)
    {
        var list = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Add(ReadValue(ref reader));
        return list;
    }

    private static object ReadFields(ref Utf8JsonReader reader, bool marks)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            fields.Add(name, marks && name is Map ? ReadFields(ref reader, marks: false) : ReadValue(ref reader));
        }
        return marks && fields.Count == 1 && fields.First() is var (mark, value) && mark.StartsWith('$') ? Unmark(mark, value!) ?? fields : fields;
    }

    // Null for a mark of a newer version: its value is read as a complex one, so that the document's others can be.
    private static object? Unmark(string mark, object value) => mark switch
    {
        Date => DateTimeOffset.ParseExact((string)value, "O", CultureInfo.InvariantCulture),
        Double => double.Parse((string)value, CultureInfo.InvariantCulture),
        Blob => ReadBlob((Dictionary<string, object?>)value),
        Map => value,
        _ => null,
    };

    private static BlobInfo ReadBlob(Dictionary<string, object?> fields) => new()
    {
        Key = BlobKey.Parse((string)fields["data"]!),
        FileName = (string?)fields["name"],
        MediaType = (string?)fields["mime-type"],
        Encoding = (string?)fields["encoding"],
        Digest = (string?)fields["digest"],
        Length = (long?)fields["length"],
    };

    private sealed class PropertyProblem(string message) : Exception(message);
}
