using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Archivolt.AspNetCore.Descriptions;

/// <summary>What OpenAPI says of endpoints that read and write their bodies themselves.</summary>
internal static class EndpointDescriptions
{
    /// <summary>The media types of the request body. Only described here; whoever reads the body refuses others.</summary>
    public static RouteHandlerBuilder DescribesBody(this RouteHandlerBuilder endpoint, params string[] mediaTypes) =>
        endpoint.DescribesBody(mediaTypes.Select(type => (type, OfFile(type))));

    /// <summary>A body in JSON, shown by an example that can be sent as it is, or nearly.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="example">The example. Its members and their types are the schema; the API adds members without notice.</param>
    /// <param name="others">Further media types that are taken.</param>
    public static RouteHandlerBuilder TakesJson(this RouteHandlerBuilder endpoint, [StringSyntax(StringSyntaxAttribute.Json)] string example, params string[] others) =>
        endpoint.DescribesBody(others.Select(type => (type, OfFile(type))).Prepend(("application/json", ShownBy(example))));

    /// <summary>A form, shown by an example of its fields as an object.</summary>
    public static RouteHandlerBuilder TakesForm(this RouteHandlerBuilder endpoint, [StringSyntax(StringSyntaxAttribute.Json)] string example) =>
        endpoint.DescribesBody([("application/x-www-form-urlencoded", ShownBy(example))]);

    /// <summary>A JSON answer of a shape (<see cref="AnswerShapes"/>).</summary>
    public static RouteHandlerBuilder ProducesJson(this RouteHandlerBuilder endpoint, string shape, int status = StatusCodes.Status200OK) =>
        endpoint.Produces(status, contentType: "application/json").AddOpenApiOperationTransformer((operation, context, _) =>
        {
            var content = operation.Responses?[status.ToString(CultureInfo.InvariantCulture)].Content;
            content!["application/json"] = new OpenApiMediaType { Schema = AnswerShapes.Of(shape, context.Document) };
            return Task.CompletedTask;
        });

    /// <summary>The error statuses; 401 is always one.</summary>
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in (int[])[StatusCodes.Status401Unauthorized, .. statuses])
            endpoint.Produces<ExceptionEntity>(status, "application/json");
        return endpoint;
    }

    /// <summary>The same where errors are problem details: outside the addresses of the platform's API.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in (int[])[StatusCodes.Status401Unauthorized, .. statuses])
            endpoint.ProducesProblem(status);
        return endpoint;
    }

    private static RouteHandlerBuilder DescribesBody(this RouteHandlerBuilder endpoint, IEnumerable<(string Type, OpenApiMediaType Shape)> content) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content.ToDictionary(body => body.Type, body => body.Shape, StringComparer.Ordinal) };
            return Task.CompletedTask;
        });

    // Without a schema, programs that are made from the description send nothing, and so replace a file by an empty one.
    private static OpenApiMediaType OfFile(string mediaType)
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        return new OpenApiMediaType
        {
            Schema = mediaType == "multipart/form-data"
                ? new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { ["file"] = file } }
                : file,
        };
    }

    private static OpenApiMediaType ShownBy(string example)
    {
        var node = JsonNode.Parse(example);
        return new OpenApiMediaType { Example = node, Schema = ExampleSchema.OfBody(node) };
    }

    /// <summary>The platform's error entity.</summary>
    /// <param name="EntityType">Always <c>exception</c>.</param>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Message">A sentence for people.</param>
    internal sealed record ExceptionEntity([property: JsonPropertyName("entity-type")] string EntityType, int Status, string Message);
}
