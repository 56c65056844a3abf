using System.Text.Json;
using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>A way in which dispatch rules are written. Added by packages; JSON is built in.</summary>
/// <param name="Begins">The first character of such a text, such as <c>&lt;</c>.</param>
/// <param name="Read">
/// Reads the rules of a text; the second argument is what messages call it. Throws <see cref="BlobException"/> with
/// <see cref="BlobError.Configuration"/>.
/// </param>
public sealed record RuleFormat(char Begins, Func<string, string, IReadOnlyList<DispatchRule>> Read);

/// <summary>
/// Reads dispatch rules that are not in use: JSON like the section <c>Archivolt:Dispatch</c> of the configuration, alone or inside of it, or one of the
/// formats that were added.
/// </summary>
public sealed class RuleReader(IEnumerable<RuleFormat> formats)
{
    private static readonly JsonDocumentOptions Json = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads rules.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What messages call it, such as a file's name.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming the place and what was expected.</exception>
    public IReadOnlyList<DispatchRule> Read(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var begin = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        var first = begin.IsEmpty ? '\0' : begin[0];
        foreach (var format in formats)
        {
            if (format.Begins == first)
                return format.Read(text, name);
        }
        return ReadJson(text.TrimStart('\uFEFF'), name);
    }

    private static List<DispatchRule> ReadJson(string text, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Json);
            var json = document.RootElement;
            foreach (var section in (string[])["Archivolt", "Dispatch"])
                json = Field(json, section) ?? json;
            var rules = (Field(json, "Rules") ?? throw Wrong(name)).EnumerateArray()
                .Select((rule, index) => new DispatchRule(Text(rule, "When", name), Text(rule, "Provider", name), $"{name}, rule {index + 1}"))
                .ToList();
            if (Field(json, "Default") is not null)
                rules.Add(new DispatchRule(DispatchRule.Default, Text(json, "Default", name), $"{name}, Default"));
            return rules;
        }
        catch (JsonException exception)
        {
            throw new BlobException(BlobError.Configuration, $"{name}, line {exception.LineNumber + 1}: it is neither JSON nor XML.", innerException: exception);
        }
        catch (InvalidOperationException exception)
        {
            throw Wrong(name, exception);
        }
    }

    private static string Text(JsonElement json, string field, string name) =>
        Field(json, field) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Wrong(name);

    // Letter case does not matter, as in the configuration.
    private static JsonElement? Field(JsonElement json, string name)
    {
        foreach (var field in json.EnumerateObject())
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return field.Value;
        }
        return null;
    }

    private static BlobException Wrong(string name, Exception? cause = null) => new(BlobError.Configuration,
        $"{name} has no dispatch rules; write {{ \"Rules\": [{{ \"When\": \"dc:format=video\", \"Provider\": \"videos\" }}], \"Default\": \"default\" }}.",
        innerException: cause);
}
