using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Archivolt.Cmis.Access;
using Archivolt.Cmis.Objects;
using Archivolt.Cmis.Types;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Cmis.Browser;

/// <summary>Objects in the JSON of the browser binding (CMIS 1.1 §5.3).</summary>
internal sealed class BrowserJson(CmisCall call)
{
    // Sent as JSON with nosniff, so letters of all scripts need no escapes.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly bool _isSuccinct = call.Parameters.Flag("succinct");

    /// <summary>Sends an answer, which is in memory before the first byte goes.</summary>
    public static async Task SendAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        await using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        var response = context.Response;
        (response.StatusCode, response.ContentType, response.ContentLength) = (SuppressedStatus.IsAsked(context) ? StatusCodes.Status200OK : status, "application/json", buffer.WrittenCount);
        response.Headers.CacheControl = "private, max-age=0";
        await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    /// <summary>An object.</summary>
    public void Write(Utf8JsonWriter json, ObjectView view)
    {
        json.WriteStartObject();
        json.WritePropertyName(_isSuccinct ? "succinctProperties" : "properties");
        WriteProperties(json, view);
        if (view.Actions is { } actions)
        {
            json.WritePropertyName("allowableActions");
            WriteActions(json, actions);
        }
        if (view.Acl is { } acl)
        {
            json.WritePropertyName("acl");
            WriteAcl(json, acl);
            json.WriteBoolean("exactACL", acl.IsExact);
        }
        if (view.Renditions.Count > 0)
        {
            json.WritePropertyName("renditions");
            WriteRenditions(json, view.Renditions);
        }
        json.WriteEndObject();
    }

    /// <summary>The properties of an object alone.</summary>
    public void WriteProperties(Utf8JsonWriter json, ObjectView view)
    {
        json.WriteStartObject();
        foreach (var (property, name) in view.Properties)
        {
            json.WritePropertyName(name);
            if (!_isSuccinct)
            {
                json.WriteStartObject();
                json.WriteString("id", property.Id);
                json.WriteString("localName", property.Id);
                json.WriteString("displayName", property.Id);
                json.WriteString("queryName", name);
                json.WriteString("type", TypeJson.NameOf(property.Kind));
                json.WriteString("cardinality", property.IsMulti ? "multi" : "single");
                json.WritePropertyName("value");
            }
            WriteValue(json, property, property.ValuesOf(view.Object));
            if (!_isSuccinct)
                json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>A list of something with paging.</summary>
    public static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, bool hasMore, long? total, Action<T> writeItem)
    {
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (var item in items)
            writeItem(item);
        json.WriteEndArray();
        json.WriteBoolean("hasMoreItems", hasMore);
        if (total is { } counted)
            json.WriteNumber("numItems", counted);
        json.WriteEndObject();
    }

    /// <summary>What somebody may do.</summary>
    public static void WriteActions(Utf8JsonWriter json, IReadOnlyList<(string Name, bool IsAllowed)> actions)
    {
        json.WriteStartObject();
        foreach (var (name, isAllowed) in actions)
            json.WriteBoolean(name, isAllowed);
        json.WriteEndObject();
    }

    /// <summary>An access list.</summary>
    public static void WriteAcl(Utf8JsonWriter json, CmisAcl acl)
    {
        json.WriteStartObject();
        json.WriteStartArray("aces");
        foreach (var entry in acl.Entries)
        {
            json.WriteStartObject();
            json.WriteStartObject("principal");
            json.WriteString("principalId", entry.Principal);
            json.WriteEndObject();
            json.WriteStartArray("permissions");
            json.WriteStringValue(entry.Permission);
            json.WriteEndArray();
            json.WriteBoolean("isDirect", entry.IsDirect);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteBoolean("isExact", acl.IsExact);
        json.WriteEndObject();
    }

    /// <summary>Renditions.</summary>
    public static void WriteRenditions(Utf8JsonWriter json, IReadOnlyList<CmisRendition> renditions)
    {
        json.WriteStartArray();
        foreach (var rendition in renditions)
        {
            json.WriteStartObject();
            json.WriteString("streamId", rendition.StreamId);
            json.WriteString("mimeType", rendition.MediaType);
            json.WriteString("kind", rendition.Kind);
            json.WriteString("title", rendition.Title);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, CmisProperty property, IReadOnlyList<object> values)
    {
        if (property.IsMulti)
            json.WriteStartArray();
        else if (values.Count == 0)
            json.WriteNullValue();
        foreach (var value in property.IsMulti ? values : values.Take(1))
        {
            switch (value)
            {
                case string text:
                    json.WriteStringValue(text);
                    break;
                case long number:
                    json.WriteNumberValue(number);
                    break;
                case double number:
                    json.WriteNumberValue(number);
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case DateTimeOffset time:
                    json.WriteNumberValue(time.ToUnixTimeMilliseconds());
                    break;
            }
        }
        if (property.IsMulti)
            json.WriteEndArray();
    }
}
