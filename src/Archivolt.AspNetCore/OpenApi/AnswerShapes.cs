using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Archivolt.AspNetCore.OpenApi;

/// <summary>The schemas of JSON answers. Each is read off an example in <c>answers.json</c> (<see cref="ExampleSchema"/>), by its name.</summary>
/// <remarks>An example whose name begins with <c>_</c> is no schema: its members stand where others have <c>"..."</c> with its name.</remarks>
internal static class AnswerShapes
{
    private const string Spread = "...";

    private static readonly JsonObject Examples = Load();

    /// <summary>Adds all schemas to those of a document.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        foreach (var (name, example) in Examples)
        {
            var schema = (OpenApiSchema)ExampleSchema.OfAnswer(example, document);
            if (ExampleSchema.Plain(example, Examples) is { } shown)
                schema.Examples = [shown];
            document.Components.Schemas[name] = schema;
        }
    }

    /// <summary>A reference to a schema.</summary>
    public static IOpenApiSchema Of(string name, OpenApiDocument? document) =>
        Examples.ContainsKey(name) ? new OpenApiSchemaReference(name, document) : throw new ArgumentException($"No answer is called '{name}'.", nameof(name));

    private static JsonObject Load()
    {
        using var stream = typeof(AnswerShapes).Assembly.GetManifestResourceStream("answers.json")!;
        var all = JsonNode.Parse(stream)!.AsObject();
        return new JsonObject(all.Where(example => !example.Key.StartsWith('_')).Select(example => KeyValuePair.Create(example.Key, Whole(example.Value, all))));
    }

    private static JsonNode? Whole(JsonNode? node, JsonObject all) => node switch
    {
        JsonObject members => new JsonObject(members.SelectMany(member => member.Key == Spread
            ? Whole(all[ExampleSchema.NameIn((JsonValue)member.Value!)!], all)!.AsObject().Select(part => KeyValuePair.Create(part.Key, part.Value?.DeepClone()))
            : [KeyValuePair.Create(member.Key, Whole(member.Value, all))])),
        JsonArray items => new JsonArray([.. items.Select(item => Whole(item, all))]),
        _ => node?.DeepClone(),
    };
}
