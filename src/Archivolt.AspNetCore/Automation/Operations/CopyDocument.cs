using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Copies a document with its properties and files to a parent; whoever may not download a file may not copy it either.</summary>
internal sealed class CopyDocument : DocumentOperation
{
    // The copy has a creator and times of its own.
    private static readonly string[] OwnProperties = ["dc:creator", "dc:contributors", "dc:lastContributor", "dc:created", "dc:modified"];

    private readonly DocumentEditor _editor;
    private readonly IDocumentStore _documents;
    private readonly DownloadService _downloads;
    private readonly SchemaRegistry _schemas;

    public CopyDocument(DocumentEditor editor, IDocumentStore documents, DownloadService downloads, SchemaRegistry schemas)
        : base("Document.Copy", "Document", "Copies a document to a parent. A folder is copied while it is empty.")
    {
        (_editor, _documents, _downloads, _schemas) = (editor, documents, downloads, schemas);
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
        foreach (var (path, _) in document.Blobs())
            await _downloads.AuthorizeAsync(RequestFor(call, document, path), call.Cancelled);
        return await _editor.CreateAsync(call.Principal, target, call.Text("name") is { Length: > 0 } name ? name : document.Name, document.Type, copy =>
        {
            foreach (var (head, value) in document.Properties.Copy())
            {
                if (!OwnProperties.Contains(head, StringComparer.Ordinal))
                    copy.Properties.Set(head, value);
            }
            return DocumentEditor.NoContents;
        });
    }

    private static DownloadRequest RequestFor(OperationCall call, Document document, PropertyPath path) => new()
    {
        Principal = call.Principal,
        Repository = document.Repository,
        DocumentId = document.Id,
        Document = document,
        XPath = path.ToString(),
    };
}
