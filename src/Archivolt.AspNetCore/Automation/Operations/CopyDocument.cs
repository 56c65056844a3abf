using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Copies a document with its properties and files to a parent; whoever may not download a file may not copy it either.</summary>
internal sealed class CopyDocument : DocumentOperation
{
    private readonly DocumentCopies _copies;
    private readonly IDocumentStore _documents;
    private readonly SchemaRegistry _schemas;

    public CopyDocument(DocumentCopies copies, IDocumentStore documents, SchemaRegistry schemas)
        : base("Document.Copy", "Document", "Copies a document to a parent. A folder is copied while it is empty.")
    {
        (_copies, _documents, _schemas) = (copies, documents, schemas);
        Parameters = [new("target", ParameterType.Document, IsRequired: true), new("name", ParameterType.Text)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        var target = await call.DocumentAsync("target");
        if (target.Repository != document.Repository)
            throw RequestException.BadRequest($"A document of '{document.Repository}' cannot be copied to '{target.Repository}'.");
        // What is below a document that is no folder is about it, such as comments, and stays with it.
        if (_schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is true
            && (await _documents.ListChildrenAsync(document.Repository, document.Id, 0, 1, call.Cancelled)).Total > 0)
        {
            throw RequestException.BadRequest("The folder has documents in it; copy them one by one.");
        }
        return await _copies.CopyAsync(call.Principal, document, target, call.Text("name") is { Length: > 0 } name ? name : document.Name, call.Cancelled);
    }
}
