using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Archivolt.AspNetCore.OpenApi;

/// <summary>The OpenAPI document <c>/openapi/v1.json</c>.</summary>
internal static class ApiDescription
{
    public static void AddArchivoltOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        // Numbers in texts are taken as well, which helps nobody who makes a client.
        options.AddSchemaTransformer((schema, _, _) =>
        {
            if (schema.Type is { } type && type.HasFlag(JsonSchemaType.String) && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)))
                (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Archivolt",
                Version = "v1",
                Description = "Documents and their blobs, in the REST API of the Nuxeo platform. Every address with id/{id} also exists as "
                    + "path/{path} and below repo/{repository}/.",
            };
            AnswerShapes.AddTo(document);
            document.Components!.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                ["basic"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic" },
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
            };
            document.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("basic", document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] },
            ];
            // It would repeat the name of GET.
            foreach (var path in document.Paths.Values)
            {
                if (path.Operations?.ContainsKey(HttpMethod.Get) is true)
                    path.Operations.Remove(HttpMethod.Head);
            }
            foreach (var (address, path) in document.Paths)
                AddPathParameters(address, path);
            foreach (var server in document.Servers ?? [])
                server.Url = server.Url?.TrimEnd('/');
            return Task.CompletedTask;
        });
    });

    // Endpoints that take a document as their parameter have none that the framework could see.
    private static void AddPathParameters(string address, IOpenApiPathItem path)
    {
        foreach (var name in RoutePatternFactory.Parse(address).Parameters.Select(parameter => parameter.Name))
        {
            foreach (var operation in path.Operations?.Values.Where(operation => operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path && parameter.Name == name) is not true) ?? [])
            {
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    In = ParameterLocation.Path,
                    Name = name,
                    Required = true,
                    Description = name is "path" or "xpath" ? "Its slashes stay as they are; they are not encoded." : null,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }
        }
    }
}
