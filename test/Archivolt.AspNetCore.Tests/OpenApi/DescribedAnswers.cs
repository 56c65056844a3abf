using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.OpenApi;

/// <summary>
/// Compares every JSON answer that a test's client gets with the schema that OpenAPI gives for it. A member that the schema does not name, that is missing, or that is of another type fails the test.
/// </summary>
internal sealed class DescribedAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Endpoint = "X-Test-Endpoint";
    private const string Definitions = "https://archivolt.example.org/schemas";

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };
    private static readonly Lock Opening = new();
    private static Task<IReadOnlyDictionary<(string Endpoint, string Status), JsonSchema>>? _schemas;

    [ModuleInitializer]
    internal static void Watch()
    {
        RunningServer.Watch = inner => new DescribedAnswers(inner);
        RunningServer.Prepare = builder => builder.Services.AddSingleton<IStartupFilter>(new NamedEndpoints());
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Head && answer.Content.Headers.ContentType?.MediaType == "application/json" && answer.Headers.TryGetValues(Endpoint, out var names))
            await CheckAsync(request, answer, names.Single(), cancellationToken);
        return answer;
    }

    private static async Task CheckAsync(HttpRequestMessage request, HttpResponseMessage answer, string endpoint, CancellationToken cancellationToken)
    {
        var schemas = await SchemasOf(request.RequestUri!);
        if (!schemas.TryGetValue((endpoint, $"{(int)answer.StatusCode}"), out var schema))
        {
            ((int)answer.StatusCode).ShouldBeGreaterThanOrEqualTo(400, $"{endpoint} answers JSON with a status that is not described");
            return;
        }
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        using var body = JsonDocument.Parse(text);
        var result = schema.Evaluate(body.RootElement, Options);
        result.IsValid.ShouldBeTrue($"{request.Method} {request.RequestUri} ({endpoint}) is not as described: "
            + $"{string.Join("; ", (result.Details ?? []).Where(each => each.Errors is { Count: > 0 }).Select(each => $"{each.InstanceLocation}: {string.Join(", ", each.Errors!.Values)}"))}\n{text}");
    }

    // Of the first server: all describe the same.
    private static Task<IReadOnlyDictionary<(string Endpoint, string Status), JsonSchema>> SchemasOf(Uri address)
    {
        lock (Opening)
            return _schemas ??= LoadAsync(new Uri(address, "/openapi/v1.json"));
    }

    private static async Task<IReadOnlyDictionary<(string Endpoint, string Status), JsonSchema>> LoadAsync(Uri address)
    {
        using var client = new HttpClient();
        var description = (await client.GetFromJsonAsync<JsonObject>(address))!;
        var definitions = description["components"]!["schemas"]!.DeepClone();
        foreach (var (_, definition) in definitions.AsObject())
            Close(definition);
        var build = new BuildOptions { SchemaRegistry = new SchemaRegistry() };
        _ = JsonSchema.FromText(Located(new JsonObject { ["$id"] = Definitions, ["$defs"] = definitions }), build);
        return description["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(method => method.Value!).Where(operation => operation["operationId"] is not null)
            .SelectMany(operation => operation["responses"]!.AsObject()
                .Where(response => response.Value!["content"]?["application/json"]?["schema"] is not null)
                .Select(response => KeyValuePair.Create(((string)operation["operationId"]!, response.Key), JsonSchema.FromText(Located(response.Value!["content"]!["application/json"]!["schema"]!), build))))
            .ToDictionary();
    }

    private static string Located(JsonNode schema) => schema.ToJsonString().Replace("#/components/schemas/", Definitions + "#/$defs/", StringComparison.Ordinal);

    // The API may add members, and whoever adds one describes it. All times are written alike.
    private static void Close(JsonNode? node)
    {
        if (node is not JsonObject schema)
            return;
        foreach (var child in (schema["properties"] as JsonObject ?? []).Select(property => property.Value).Append(schema["items"]).Concat(schema["anyOf"] as JsonArray ?? []))
            Close(child);
        if (schema["properties"] is not null && schema["additionalProperties"] is null)
            schema["additionalProperties"] = false;
        if ((string?)schema["format"] == "date-time")
            schema["pattern"] = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$";
    }

    private sealed class NamedEndpoints : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(following => context =>
            {
                context.Response.OnStarting(() =>
                {
                    if (context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>() is { } name)
                        context.Response.Headers[Endpoint] = name.EndpointName;
                    return Task.CompletedTask;
                });
                return following(context);
            });
            next(app);
        };
    }
}
