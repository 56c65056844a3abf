using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Archivolt.AspNetCore.Descriptions;

/// <summary>The schemas of JSON answers. Each is read off an example in <c>answers.json</c>, by its name.</summary>
/// <remarks>
/// In an example a member whose name ends in <c>?</c> may be null or missing; an empty text there is one that is null in the example. A member whose name ends in <c>*</c>
/// is an object whose members vary, of which some are shown. <c>"$Name"</c> stands for another example, and <c>anyOf</c> for one of several. <c>{}</c>, <c>[]</c> and
/// <c>null</c> hold anything.
/// </remarks>
internal static class AnswerShapes
{
    private const string AnyOf = "anyOf";
    private const string EntityType = "entity-type";

    private static readonly JsonObject Examples = Load();

    /// <summary>Adds all schemas to those of a document.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        foreach (var (name, example) in Examples)
        {
            var schema = (OpenApiSchema)SchemaOf(example, document);
            if (ExampleOf(example) is { } shown)
                schema.Examples = [shown];
            document.Components.Schemas[name] = schema;
        }
    }

    /// <summary>A reference to a schema.</summary>
    public static IOpenApiSchema Of(string name, OpenApiDocument? document) =>
        Examples.ContainsKey(name) ? new OpenApiSchemaReference(name, document) : throw new ArgumentException($"No answer is called '{name}'.", nameof(name));

    private static IOpenApiSchema SchemaOf(JsonNode? node, OpenApiDocument document) => node switch
    {
        null => new OpenApiSchema(),
        JsonObject { Count: 0 } => new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema() },
        JsonObject members when members[AnyOf] is JsonArray choices => new OpenApiSchema { AnyOf = [.. choices.Select(choice => SchemaOf(choice, document))] },
        JsonObject members => OfObject(members, document),
        JsonArray items => new OpenApiSchema { Type = JsonSchemaType.Array, Items = items.Count == 0 ? new OpenApiSchema() : SchemaOf(items[0], document) },
        JsonValue value when ReferenceOf(value) is { } name => Of(name, document),
        _ => OfValue((JsonValue)node),
    };

    private static OpenApiSchema OfObject(JsonObject members, OpenApiDocument document)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
            Required = new HashSet<string>(StringComparer.Ordinal),
        };
        foreach (var (written, value) in members)
        {
            var (name, isOptional, isOpen) = Read(written);
            var member = name == EntityType ? new OpenApiSchema { Type = JsonSchemaType.String, Const = value!.GetValue<string>() }
                : isOpen ? new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema() } : SchemaOf(value, document);
            schema.Properties[name] = isOptional ? OrNull(member) : member;
            if (!isOptional)
                schema.Required.Add(name);
        }
        return schema;
    }

    private static OpenApiSchema OfValue(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.Number when value.TryGetValue<long>(out _) => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
        JsonValueKind.Number => new OpenApiSchema { Type = JsonSchemaType.Number },
        JsonValueKind.True or JsonValueKind.False => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        _ when IsTime(value.GetValue<string>()) => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        _ => new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiSchema OrNull(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema own)
            return new OpenApiSchema { AnyOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }] };
        if (own.Type is { } type)
            own.Type = type | JsonSchemaType.Null;
        return own;
    }

    private static JsonNode? ExampleOf(JsonNode? node) => node switch
    {
        JsonObject members when members[AnyOf] is JsonArray choices => ExampleOf(choices[0]),
        JsonObject members => new JsonObject(members.Select(member => Read(member.Key) is var (name, isOptional, _) && isOptional && IsEmpty(member.Value)
            ? KeyValuePair.Create(name, (JsonNode?)null)
            : KeyValuePair.Create(name, ExampleOf(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(ExampleOf)]),
        JsonValue value when ReferenceOf(value) is { } name => ExampleOf(Examples[name]),
        _ => node?.DeepClone(),
    };

    private static (string Name, bool IsOptional, bool IsOpen) Read(string written)
    {
        var isOptional = written.EndsWith('?');
        var name = isOptional ? written[..^1] : written;
        return name.EndsWith('*') ? (name[..^1], isOptional, true) : (name, isOptional, false);
    }

    private static string? ReferenceOf(JsonValue value) => value.TryGetValue<string>(out var text) && text.StartsWith('$') ? text[1..] : null;

    private static bool IsEmpty(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length == 0;

    private static bool IsTime(string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fffK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static JsonObject Load()
    {
        using var stream = typeof(AnswerShapes).Assembly.GetManifestResourceStream("answers.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
