using System.Globalization;
using System.Text.Json;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Dispatch;

/// <summary>
/// One case of <c>test/vectors/dispatcher.json</c>: rules, a document, a blob, and what the platform's own dispatcher was recorded to do.
/// </summary>
internal sealed class DispatcherVector(JsonElement json)
{
    private static readonly Dictionary<string, DispatcherVector> All = Load();

    public static IEnumerable<string> Ids => All.Keys;

    public string Id => json.GetProperty("id").GetString()!;

    public IReadOnlyList<DispatchRule> Rules =>
        [.. json.GetProperty("rules").EnumerateArray().Select((pair, index) => new DispatchRule(pair[0].GetString()!, pair[1].GetString()!, $"rules.xml, line {index + 3}"))];

    public BlobFacts? Blob => json.GetProperty("blob") is { ValueKind: JsonValueKind.Object } blob
        ? new BlobFacts(
            blob.GetProperty("name").GetString(), blob.GetProperty("mime-type").GetString(), blob.GetProperty("encoding").GetString(),
            blob.GetProperty("digest").GetString(), blob.GetProperty("length").GetInt64())
        : null;

    public PropertyPath? XPath => json.GetProperty("xpath").GetString() is { } xpath ? PropertyPath.Parse(xpath) : null;

    public Document Document
    {
        get
        {
            var source = json.GetProperty("doc");
            var isStored = source.GetProperty("backend").ValueEquals("dbs");
            var properties = new PropertyMap();
            var state = "project";
            foreach (var property in source.GetProperty("properties").EnumerateObject())
            {
                var value = ValueOf(property.Value);
                if (isStored && property.NameEquals("ecm:lifeCycleState"))
                    state = (string)value!;
                else if (!isStored || !property.Name.StartsWith("ecm:", StringComparison.Ordinal))
                    properties.Set(PropertyPath.Parse("any").WithHead(property.Name), value);
            }
            return new Document
            {
                Repository = source.GetProperty("repository").GetString()!,
                Id = "a2ef9a1d-4f4f-4bd4-9d0d-7c0b0f3a9a11",
                Name = "doc",
                Path = source.GetProperty("path").GetString() ?? "",
                Type = isStored ? "File" : "Anything",
                State = state,
                IsRecord = source.GetProperty("isRecord").GetBoolean(),
                Properties = properties,
            };
        }
    }

    /// <summary>What the platform did.</summary>
    public JsonElement Expected => json.GetProperty("expected");

    public IReadOnlyList<string> Logs => Expected.TryGetProperty("logs", out var logs)
        ? [.. logs.EnumerateArray().Select(line => line.GetString()!["ERROR ".Length..])]
        : [];

    /// <summary>True where the platform did not start.</summary>
    public bool IsRefused => Expected.TryGetProperty("initError", out _);

    public IReadOnlyList<string> ChangedXPaths => json.TryGetProperty("changedXPaths", out var changed)
        ? [.. changed.EnumerateArray().Select(path => path.GetString()!)]
        : [];

    public static DispatcherVector Of(string id) => All[id];

    private static object? ValueOf(JsonElement typed) => typed.ValueKind switch
    {
        JsonValueKind.Array => typed.EnumerateArray().Select(ValueOf).ToList(),
        JsonValueKind.Object when !typed.TryGetProperty("t", out _) =>
            typed.EnumerateObject().ToDictionary(field => field.Name, field => ValueOf(field.Value), StringComparer.Ordinal),
        _ => typed.GetProperty("t").GetString() switch
        {
            "null" => null,
            "string" => typed.GetProperty("v").GetString(),
            "long" => typed.GetProperty("v").GetInt64(),
            "double" => typed.GetProperty("v").GetDouble(),
            "boolean" => typed.GetProperty("v").GetBoolean(),
            "date" => DateTimeOffset.Parse(typed.GetProperty("v").GetString()!, CultureInfo.InvariantCulture),
            "strings" => typed.GetProperty("v").EnumerateArray().Select(item => (object?)item.GetString()).ToList(),
            var other => throw new InvalidDataException($"Unknown type {other}."),
        },
    };

    private static Dictionary<string, DispatcherVector> Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "vectors", "dispatcher.json"));
        return JsonSerializer.Deserialize<JsonElement>(file).EnumerateArray().Select(element => new DispatcherVector(element))
            .ToDictionary(vector => vector.Id, StringComparer.Ordinal);
    }
}
