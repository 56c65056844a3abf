using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Archivolt.AspNetCore.OpenApi;

/// <summary>What OpenAPI says of endpoints that read and write their bodies themselves.</summary>
internal static class EndpointDescriptions
{
    /// <summary>The media types of the request body. Only described here; whoever reads the body refuses others.</summary>
    public static RouteHandlerBuilder DescribesBody(this RouteHandlerBuilder endpoint, params string[] mediaTypes) =>
        endpoint.DescribesBody(mediaTypes.Select(type => (type, OfFile(type))));

    /// <summary>A body in JSON, shown by an example that can be sent as it is, or nearly.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="example">The example, which the schema is read off (<see cref="ExampleSchema"/>); the API adds members without notice.</param>
    /// <param name="others">Further media types that are taken.</param>
    public static RouteHandlerBuilder TakesJson(this RouteHandlerBuilder endpoint, [StringSyntax(StringSyntaxAttribute.Json)] string example, params string[] others) =>
        endpoint.DescribesBody(others.Select(type => (type, OfFile(type))).Prepend(("application/json", ShownBy(example))));

    /// <summary>A form, shown by an example of its fields as an object.</summary>
    public static RouteHandlerBuilder TakesForm(this RouteHandlerBuilder endpoint, [StringSyntax(StringSyntaxAttribute.Json)] string example) =>
        endpoint.DescribesBody([("application/x-www-form-urlencoded", ShownBy(example))]);

    /// <summary>A parameter of the query that the endpoint reads itself.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, string name, string description, bool isRequired = false) =>
        endpoint.Takes(ParameterLocation.Query, name, description, JsonSchemaType.String, isRequired);

    /// <summary>One that is a whole number.</summary>
    public static RouteHandlerBuilder TakesNumber(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.Takes(ParameterLocation.Query, name, description, JsonSchemaType.Integer);

    /// <summary>Which page of a list is wanted.</summary>
    public static RouteHandlerBuilder TakesPage(this RouteHandlerBuilder endpoint) => endpoint
        .TakesNumber("pageSize", "50 unless given, at most 1000; 0 means that.").TakesNumber("currentPageIndex", "The number of the page, from 0.");

    /// <summary>A header that the endpoint reads itself.</summary>
    public static RouteHandlerBuilder TakesHeader(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.Takes(ParameterLocation.Header, name, description, JsonSchemaType.String);

    /// <summary>A JSON answer of a shape (<see cref="AnswerShapes"/>).</summary>
    public static RouteHandlerBuilder ProducesJson(this RouteHandlerBuilder endpoint, string shape, int status = StatusCodes.Status200OK) =>
        endpoint.Produces(status).AddOpenApiOperationTransformer((operation, context, _) =>
        {
            operation.ContentOf(status)["application/json"] = new OpenApiMediaType { Schema = AnswerShapes.Of(shape, context.Document) };
            return Task.CompletedTask;
        });

    /// <summary>An answer that is no single JSON value: a file, text, or lines.</summary>
    public static RouteHandlerBuilder ProducesContent(this RouteHandlerBuilder endpoint, string mediaType, int status = StatusCodes.Status200OK) =>
        endpoint.Produces(status).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.ContentOf(status)[mediaType] = OfFile(mediaType);
            return Task.CompletedTask;
        });

    /// <summary>The error statuses; 401 is always one.</summary>
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in (int[])[StatusCodes.Status401Unauthorized, .. statuses])
            endpoint.ProducesJson("Exception", status);
        return endpoint;
    }

    /// <summary>The same where errors are problem details: outside the addresses of the platform's API.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in (int[])[StatusCodes.Status401Unauthorized, .. statuses])
            endpoint.ProducesProblem(status);
        return endpoint;
    }

    private static RouteHandlerBuilder Takes(
        this RouteHandlerBuilder endpoint, ParameterLocation place, string name, string description, JsonSchemaType type, bool isRequired = false) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter { In = place, Name = name, Description = description, Required = isRequired, Schema = new OpenApiSchema { Type = type } });
            return Task.CompletedTask;
        });

    private static IDictionary<string, OpenApiMediaType> ContentOf(this OpenApiOperation operation, int status) =>
        ((OpenApiResponse)operation.Responses![status.ToString(CultureInfo.InvariantCulture)]).Content ??= new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);

    private static RouteHandlerBuilder DescribesBody(this RouteHandlerBuilder endpoint, IEnumerable<(string Type, OpenApiMediaType Shape)> content) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content.ToDictionary(body => body.Type, body => body.Shape, StringComparer.Ordinal) };
            return Task.CompletedTask;
        });

    // Without a schema, programs that are made from the description send nothing, and so replace a file by an empty one.
    private static OpenApiMediaType OfFile(string mediaType)
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType.EndsWith("ndjson", StringComparison.Ordinal) ? null : "binary" };
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
        return new OpenApiMediaType { Example = ExampleSchema.Plain(node, []), Schema = ExampleSchema.OfBody(node) };
    }
}
