using System.Text.Json;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Enrichment;

/// <summary>Whether a document has a folder below it that the asker may read: trees show a sign to open it.</summary>
internal sealed class FolderChildEnricher(ReadableDocuments documents, SchemaRegistry schemas) : DocumentEnricher("hasFolderishChild")
{
    public override async ValueTask<Action<Utf8JsonWriter>> LoadAsync(Document document, HttpContext context)
    {
        var has = await documents.AllChildrenAsync(context.ActingPrincipal(), document, context.RequestAborted)
            .AnyAsync(child => !child.IsTrashed && schemas.Types.GetValueOrDefault(child.Type)?.IsFolderish is true, context.RequestAborted);
        return writer => writer.WriteBooleanValue(has);
    }
}
