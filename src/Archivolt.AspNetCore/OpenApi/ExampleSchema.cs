using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Archivolt.AspNetCore.OpenApi;

/// <summary>Reads a schema off an example.</summary>
/// <remarks>
/// A member whose name ends in <c>?</c> may be null or missing; an empty text there is one that is null in the example. A member whose name ends in <c>*</c> is an object whose
/// members vary, of which some are shown. In a body one whose name ends in <c>!</c> is required. <c>"$Name"</c> stands for a schema with a name, and <c>anyOf</c> for one of several. <c>{}</c>, <c>[]</c> and <c>null</c> hold anything.
/// </remarks>
internal static class ExampleSchema
{
    private const string AnyOf = "anyOf";
    private const string EntityType = "entity-type";

    /// <summary>The schema of an answer: all members are there, unless their names say otherwise.</summary>
    public static IOpenApiSchema OfAnswer(JsonNode? example, OpenApiDocument document) => Of(example, document, areRequired: true);

    /// <summary>The schema of a body, whose members may be left out.</summary>
    public static IOpenApiSchema OfBody(JsonNode? example) => Of(example, document: null, areRequired: false);

    /// <summary>The example without the marks, and with those that it names in their places.</summary>
    public static JsonNode? Plain(JsonNode? node, JsonObject named) => node switch
    {
        JsonObject members when members[AnyOf] is JsonArray choices => Plain(choices[0], named),
        JsonObject members => new JsonObject(members.Select(member => Read(member.Key) is var (name, isOptional, _, _) && isOptional && IsEmpty(member.Value)
            ? KeyValuePair.Create(name, (JsonNode?)null)
            : KeyValuePair.Create(name, Plain(member.Value, named)))),
        JsonArray items => new JsonArray([.. items.Select(item => Plain(item, named))]),
        JsonValue value when NameIn(value) is { } name => Plain(named[name], named),
        _ => node?.DeepClone(),
    };

    /// <summary>The schema that a text stands for; null for other values.</summary>
    public static string? NameIn(JsonValue value) => value.TryGetValue<string>(out var text) && text.StartsWith('$') ? text[1..] : null;

    private static IOpenApiSchema Of(JsonNode? node, OpenApiDocument? document, bool areRequired) => node switch
    {
        null => new OpenApiSchema(),
        JsonObject { Count: 0 } => Open(),
        JsonObject members when members[AnyOf] is JsonArray choices => new OpenApiSchema { AnyOf = [.. choices.Select(choice => Of(choice, document, areRequired))] },
        JsonObject members => OfObject(members, document, areRequired),
        JsonArray items => new OpenApiSchema { Type = JsonSchemaType.Array, Items = items.Count == 0 ? new OpenApiSchema() : Of(items[0], document, areRequired) },
        JsonValue value when NameIn(value) is { } name => new OpenApiSchemaReference(name, document),
        _ => OfValue((JsonValue)node),
    };

    private static OpenApiSchema OfObject(JsonObject members, OpenApiDocument? document, bool areRequired)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
            Required = new HashSet<string>(StringComparer.Ordinal),
        };
        foreach (var (written, value) in members)
        {
            var (name, isOptional, isOpen, isRequired) = Read(written);
            var member = name == EntityType ? new OpenApiSchema { Type = JsonSchemaType.String, Const = value!.GetValue<string>() }
                : isOpen ? Open() : Of(value, document, areRequired);
            schema.Properties[name] = isOptional ? OrNull(member) : member;
            if (isRequired || (areRequired && !isOptional))
                schema.Required.Add(name);
        }
        return schema;
    }

    private static OpenApiSchema Open() => new() { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema() };

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

    private static (string Name, bool IsOptional, bool IsOpen, bool IsRequired) Read(string written) =>
        (written.TrimEnd('?', '!', '*'), written.EndsWith('?'), written.TrimEnd('?', '!').EndsWith('*'), written.EndsWith('!'));

    private static bool IsEmpty(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length == 0;

    private static bool IsTime(string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fffK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
