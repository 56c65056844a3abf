using System.Text.Json.Nodes;
using Archivolt.Vendors.Http;

namespace Archivolt.Vendors.Drive;

/// <summary>What of an answer is asked for: <c>a,b(c,d),e/f,*</c>.</summary>
/// <remarks>https://developers.google.com/workspace/drive/api/guides/fields-parameter</remarks>
internal sealed class FieldMask
{
    private readonly Dictionary<string, FieldMask> _fields = new(StringComparer.Ordinal);

    public static FieldMask Parse(string text)
    {
        var position = 0;
        var mask = ParseList(text, ref position);
        return position == text.Length ? mask : throw Invalid(text);
    }

    /// <summary>Refuses names that a resource does not have, as the service does.</summary>
    /// <param name="known">The names of the resource.</param>
    /// <param name="within">Where the resource stands in the answer.</param>
    public void Check(IReadOnlySet<string> known, params ReadOnlySpan<string> within)
    {
        var mask = this;
        foreach (var step in within)
        {
            if (!mask._fields.TryGetValue(step, out mask!))
                return;
        }
        if (mask._fields.Keys.FirstOrDefault(name => name != "*" && !known.Contains(name)) is { } wrong)
            throw Invalid(wrong);
    }

    public JsonNode? Apply(JsonNode? node) => node switch
    {
        _ when _fields.Count == 0 || _fields.ContainsKey("*") => node?.DeepClone(),
        JsonArray array => new JsonArray([.. array.Select(Apply)]),
        JsonObject whole => new JsonObject(whole.Where(pair => _fields.ContainsKey(pair.Key))
            .Select(pair => KeyValuePair.Create(pair.Key, _fields[pair.Key].Apply(pair.Value)))),
        _ => node?.DeepClone(),
    };

    private static FieldMask ParseList(string text, ref int position)
    {
        var mask = new FieldMask();
        do
            ParseField(mask, text, ref position);
        while (Skip(',', text, ref position));
        return mask;
    }

    private static void ParseField(FieldMask mask, string text, ref int position)
    {
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] is '*' or ' '))
            position++;
        var name = text[start..position].Trim();
        if (name.Length == 0)
            throw Invalid(text);
        if (!mask._fields.TryGetValue(name, out var field))
            mask._fields[name] = field = new FieldMask();
        if (Skip('/', text, ref position))
        {
            ParseField(field, text, ref position);
        }
        else if (Skip('(', text, ref position))
        {
            mask._fields[name] = ParseList(text, ref position);
            if (!Skip(')', text, ref position))
                throw Invalid(text);
        }
    }

    private static bool Skip(char expected, string text, ref int position)
    {
        if (position >= text.Length || text[position] != expected)
            return false;
        position++;
        return true;
    }

    private static Refusal Invalid(string field) => DriveErrors.Of(400, "invalidParameter", $"Invalid field selection {field}", "fields");
}
