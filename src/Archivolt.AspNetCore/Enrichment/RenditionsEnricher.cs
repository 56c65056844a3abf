using System.Text.Json;
using Archivolt.Documents;
using Archivolt.Documents.Renditions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Enrichment;

/// <summary>The renditions that a document has: those of every document, and those of its main blob.</summary>
internal sealed class RenditionsEnricher(SchemaRegistry schemas, NamedRenditions named, IOptions<HttpOptions> options) : DocumentEnricher("renditions")
{
    public override ValueTask<Action<Utf8JsonWriter>> LoadAsync(Document document, HttpContext context)
    {
        var address = LinkEnricher.DocumentUrl(document, context, options.Value);
        var isFolder = schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is true;
        string[] names = ["thumbnail", "xmlExport", isFolder ? "zipTreeExport" : "zipExport", .. named.Of(BlobHolder.Of(document, schemas)?.Main)];
        return ValueTask.FromResult<Action<Utf8JsonWriter>>(writer =>
        {
            writer.WriteStartArray();
            foreach (var name in names)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, name);
                writer.WriteString("kind"u8, "");
                writer.WriteNull("icon"u8);
                writer.WriteString("url"u8, $"{address}/@rendition/{name}");
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
    }
}
