using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.WebConsole.Documents;

/// <summary>The page that edits a document, with the forms that somebody may use.</summary>
internal sealed class EditView(IDocumentStore documents, IDocumentAccess access)
{
    /// <summary>Makes the page.</summary>
    /// <param name="request">The document and who edits it.</param>
    /// <param name="form">The form for its properties.</param>
    /// <param name="outcome">Why that was refused.</param>
    public async Task<EditPage> OfAsync(DocumentRequest request, EditForm form, Outcome outcome) =>
        new(request.Document, form, await PlaceEndpoint.IsOfferedAsync(request, await Rights.OfAsync(request), documents, access), outcome);
}
