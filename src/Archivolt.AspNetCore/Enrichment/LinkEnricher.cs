using System.Text.Json;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Enrichment;

/// <summary>A link to something that is made of a document.</summary>
/// <param name="name">Name of the enricher.</param>
/// <param name="adapter">What follows the document's address.</param>
/// <param name="options">For the server's own address.</param>
internal sealed class LinkEnricher(string name, string adapter, IOptions<HttpOptions> options) : DocumentEnricher(name)
{
    public override ValueTask<Action<Utf8JsonWriter>> LoadAsync(Document document, HttpContext context)
    {
        var url = $"{DocumentUrl(document, context, options.Value)}/{adapter}?changeToken={Uri.EscapeDataString(document.ChangeToken)}";
        return ValueTask.FromResult<Action<Utf8JsonWriter>>(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("url"u8, url);
            writer.WriteEndObject();
        });
    }

    /// <summary>The address of a document in the REST API.</summary>
    public static string DocumentUrl(Document document, HttpContext context, HttpOptions options) =>
        $"{BaseUrl.Of(context.Request, options)}api/v1/repo/{Uri.EscapeDataString(document.Repository)}/id/{document.Id}";
}
