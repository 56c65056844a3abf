using System.Text.Json;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Enrichment;

/// <summary>A document's access entries.</summary>
internal sealed class AclsEnricher(IDocumentAccess access, IDocumentStore documents, TimeProvider clock) : DocumentEnricher("acls")
{
    public override async ValueTask<Action<Utf8JsonWriter>> LoadAsync(Document document, HttpContext context)
    {
        var acl = await DocumentAcl.LoadAsync(document, access, documents, context.RequestAborted);
        return writer => AccessJson.Write(writer, acl, "aces", clock.GetUtcNow());
    }
}
