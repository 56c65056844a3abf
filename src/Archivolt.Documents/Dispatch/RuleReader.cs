using System.Text.Json;
using Archivolt.Blobs;
using Archivolt.Configuration;

namespace Archivolt.Documents.Dispatch;

/// <summary>
/// Reads dispatch rules that are not in use: JSON like the section <c>Archivolt:Dispatch</c> of the configuration, alone or inside of it, or one of the
/// formats that were added.
/// </summary>
public sealed class RuleReader(IEnumerable<RuleFormat> formats)
{
    private static readonly JsonDocumentOptions Json = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly string[] OfSection = ["Rules", "Default", "Fixed"];

    private static readonly string[] OfRule = ["When", "Provider"];

    // An answer of GET management/rules or of 'archivolt rules show' can be given as it is.
    private static readonly string[] OfAnswer = ["entity-type", "source", "number", "by", "applied", "problem", "fixedBecause", "warnings"];

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
            {
                if (Field(json, section) is not { } inner)
                    continue;
                if (Field(json, "Rules") is not null)
                    throw new BlobException(BlobError.Configuration, $"{name} has rules both beside and inside of '{section}'; leave one of them.");
                json = inner;
            }
            var written = Field(json, "Rules") ?? throw Wrong(name);
            RefuseOthers(json, [.. OfSection, .. OfAnswer], OfSection, name);
            var rules = written.EnumerateArray().Select((rule, index) => RuleOf(rule, $"{name}, rule {index + 1}", name)).ToList();
            if (Field(json, "Default") is not null)
                rules.Add(new DispatchRule(DispatchRule.Default, Text(json, "Default", name), $"{name}, Default"));
            return rules;
        }
        catch (JsonException exception)
        {
            throw new BlobException(BlobError.Configuration, $"{name}, line {exception.LineNumber + 1}: it is {(text.AsSpan().TrimStart().StartsWith("{") ? $"no JSON: {Reason(exception)}" : "neither JSON nor XML.")}", innerException: exception);
        }
        catch (InvalidOperationException exception)
        {
            throw Wrong(name, exception);
        }
    }

    // Without the place, which comes first.
    private static string Reason(JsonException exception) => exception.Message.Split(" LineNumber:")[0];

    private static DispatchRule RuleOf(JsonElement json, string where, string name)
    {
        RefuseOthers(json, OfRule, OfRule, where);
        return new DispatchRule(Text(json, "When", name), Text(json, "Provider", name), where);
    }

    // What is misspelt, or is there twice, would silently weaken the rules.
    private static void RefuseOthers(JsonElement json, IReadOnlyCollection<string> known, IReadOnlyCollection<string> told, string where)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in json.EnumerateObject().Select(field => field.Name))
        {
            if (!seen.Add(field))
                throw new BlobException(BlobError.Configuration, $"{where}: '{field}' is there twice.");
            if (!known.Contains(field, StringComparer.OrdinalIgnoreCase))
            {
                throw new BlobException(BlobError.Configuration,
                    $"{where}: there is no '{field}'; {(NearestName.Of(field, told) is { } near ? $"did you mean {near}?" : $"use {string.Join(", ", told)}.")}");
            }
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
