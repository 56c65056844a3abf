using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Copies a document with its properties and files to a parent, a folder with everything in it; whoever may not download a file may not copy it either.</summary>
internal sealed class CopyDocument : DocumentOperation
{
    private readonly DocumentCopies _copies;

    public CopyDocument(DocumentCopies copies) : base("Document.Copy", "Document", "Copies a document to a parent, and of a folder everything in it: all of it or nothing.")
    {
        _copies = copies;
        Parameters = [new("target", ParameterType.Document, IsRequired: true), new("name", ParameterType.Text)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        var target = await call.DocumentAsync("target");
        if (target.Repository != document.Repository)
            throw RequestException.BadRequest($"A document of '{document.Repository}' cannot be copied to '{target.Repository}'.");
        return await _copies.CopyTreeAsync(call.Principal, document, target, call.Text("name") is { Length: > 0 } name ? name : document.Name, call.Cancelled);
    }
}
