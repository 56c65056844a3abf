using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Documents;

/// <summary>Deletes a document after a question that needs no script.</summary>
internal static class DeletionEndpoints
{
    private const string Address = ConsoleUrl.Deletions + "/{id}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, AskAsync);
        pages.MapPost(Address, DeleteAsync).AddEndpointFilter<RefusedActions>();
    }

    private static async Task<IResult> AskAsync(string id, HttpContext context) => new DeletionPage((await RequestAsync(id, context)).Document);

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, DocumentEditor editor)
    {
        var request = await RequestAsync(id, context);
        var token = (await FormFields.ReadAsync(context))[EditForm.TokenField].ToString();
        // Somebody may have taken it out of the trash since the question was asked.
        if (!request.Document.IsTrashed && !request.Document.IsVersion)
            throw new DocumentException(DocumentError.Conflict, "The document is not in the trash; move it there first.");
        await editor.DeleteAsync(request.Principal, request.Document, new EditOptions { ChangeToken = token });
        // Whoever empties the trash goes on there.
        return new SeeOther(request.Document.IsTrashed ? $"{ConsoleUrl.Trash}?in={request.Document.ParentId}&done={Outcome.Deleted}" : $"{ConsoleUrl.OfDocument(RequestedDocument.ParentOf(request.Document))}?done={Outcome.Deleted}");
    }

    private static async Task<DocumentRequest> RequestAsync(string id, HttpContext context)
    {
        var request = await RequestedDocument.OfAsync(context, id);
        await request.RequireAsync(Permission.Remove);
        return request;
    }
}
