using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Archivolt.AspNetCore.Descriptions;

/// <summary>The OpenAPI document <c>/openapi/v1.json</c>.</summary>
internal static class ApiDescription
{
    public static void AddArchivoltOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
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
            return Task.CompletedTask;
        }));
}
