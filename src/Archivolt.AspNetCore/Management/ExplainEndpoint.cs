using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Dispatch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>
/// Which provider the rules in use choose, and why: for the blobs of a stored document, <c>{"id"}</c> or <c>{"path"}</c>, or for one that is only
/// described, <c>{"document", "blob"}</c>.
/// </summary>
internal static class ExplainEndpoint
{
    public static void Map(IEndpointRouteBuilder management) => management.MapPost("explain", ExplainAsync)
        .WithName("Explain").WithSummary("Which provider the rules choose for the blobs of a document, and why.")
        .WithDescription("""
            Body: {"id": "…"} or {"path": "/…"} of a stored document, with "repository" and "xpath" if they matter; or {"document": {…}, "blob": {…}, "xpath": "…"}
            for a blob that is only described. Each entry has the fields that 'archivolt explain --json' prints; 'warnings' are about the rules themselves.
            """)
        .TakesJson("""{"anyOf": [{"document*!": {"type": "File"}, "blob!": {"name": "a.mp4", "mime-type": "video/mp4", "length": 1000}, "xpath": "file:content"}, {"id!": "3f2c8f6a-5b0e-4b7e-9a63-0d6f2f1f8a11"}, {"path!": "/default-domain/workspaces/report"}]}""").ProducesJson("Explanations").ProducesErrors(400, 403, 404);

    private static async Task<IResult> ExplainAsync(HttpContext context, DispatchExplainer explainer, IDocumentStore documents)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("The request");
        var path = PathOf(body.Text("xpath"));
        var explained = body.TryGetProperty("document", out var document)
            ? [explainer.Explain(BlobOf(body), Described(document, HypotheticalBlob.ReadDocument), path)]
            : await explainer.ExplainAsync(await StoredAsync(body, documents, context.RequestAborted), path, context.RequestAborted);
        return new EntityResult("explanations", writer =>
        {
            writer.WritePropertyName("entries"u8);
            JsonSerializer.Serialize(writer, explained, ExplainedBlob.Json);
            writer.WritePropertyName("warnings"u8);
            JsonSerializer.Serialize(writer, explainer.Warnings, ExplainedBlob.Json);
        });
    }

    private static BlobFacts BlobOf(JsonElement body) => body.TryGetProperty("blob", out var blob)
        ? Described(blob, HypotheticalBlob.ReadBlob)
        : throw RequestException.BadRequest("A described document needs a 'blob', such as {\"name\": \"a.mp4\", \"mime-type\": \"video/mp4\", \"length\": 1000}.");

    private static T Described<T>(JsonElement json, Func<JsonElement, T> read)
    {
        try
        {
            return read(json);
        }
        catch (FormatException exception)
        {
            throw RequestException.BadRequest(exception.Message, exception);
        }
    }

    private static PropertyPath? PathOf(string? xpath) => xpath is null ? null
        : PropertyPath.TryParse(xpath, out var path) ? path
        : throw RequestException.BadRequest($"'{xpath}' is no property path; write it like file:content.");

    private static async Task<Document> StoredAsync(JsonElement body, IDocumentStore documents, CancellationToken cancellationToken)
    {
        var repository = body.Text("repository") ?? documents.Repositories[0];
        return (body.Text("id"), body.Text("path")) switch
        {
            ({ } id, _) => await documents.FindAsync(repository, id, cancellationToken) ?? throw NotFound(id),
            (_, { } path) => await documents.FindByPathAsync(repository, path, cancellationToken) ?? throw NotFound(path),
            _ => throw RequestException.BadRequest("Name a stored document by 'id' or 'path', or describe one: {\"document\": {…}, \"blob\": {…}}."),
        };

        RequestException NotFound(string name) => RequestException.NotFound($"There is no document '{name}' in the repository '{repository}'.");
    }
}
