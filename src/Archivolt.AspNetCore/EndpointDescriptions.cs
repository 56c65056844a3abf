using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Archivolt.AspNetCore;

/// <summary>What OpenAPI says of endpoints that read and write their bodies themselves.</summary>
internal static class EndpointDescriptions
{
    /// <summary>The media types of the request body. Only described here; whoever reads the body refuses others.</summary>
    public static RouteHandlerBuilder DescribesBody(this RouteHandlerBuilder endpoint, params string[] mediaTypes) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = mediaTypes.ToDictionary(type => type, _ => new OpenApiMediaType(), StringComparer.Ordinal),
            };
            return Task.CompletedTask;
        });

    /// <summary>A JSON answer.</summary>
    public static RouteHandlerBuilder ProducesJson(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) =>
        endpoint.Produces(status, contentType: "application/json");

    /// <summary>The error statuses; 401 is always one.</summary>
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in (int[])[StatusCodes.Status401Unauthorized, .. statuses])
            endpoint.Produces<ExceptionEntity>(status, "application/json");
        return endpoint;
    }

    /// <summary>The platform's error entity.</summary>
    /// <param name="EntityType">Always <c>exception</c>.</param>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Message">A sentence for people.</param>
    internal sealed record ExceptionEntity([property: JsonPropertyName("entity-type")] string EntityType, int Status, string Message);
}
