using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Documents;

/// <summary>Edits properties. What cannot be stored is shown again with the reason, as it was entered.</summary>
internal static class EditEndpoints
{
    private const string Address = ConsoleUrl.Edits + "/{id}";

    // Of a text in percent-encoding; the server takes ten times as much.
    private const int MaxLength = 1024 * 1024;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, AskAsync);
        pages.MapPost(Address, SaveAsync);
    }

    private static async Task<IResult> AskAsync(string id, HttpContext context, SchemaRegistry schemas, EditView view)
    {
        var request = await RequestAsync(id, context);
        return await view.OfAsync(request, EditForm.Of(request.Document, schemas), Outcome.Of(null));
    }

    private static async Task<IResult> SaveAsync(string id, HttpContext context, DocumentEditor editor, SchemaRegistry schemas, EditView view)
    {
        var request = await RequestAsync(id, context);
        var form = EditForm.Sent(await FormFields.ReadAsync(context, MaxLength), request.Document, schemas);
        if (!form.HasChanges)
            return Saved(request.Document);
        try
        {
            return Saved(await editor.UpdateAsync(request.Principal, request.Document, form.Apply, new EditOptions { ChangeToken = form.Token }));
        }
        catch (DocumentException exception) when (exception.Error == DocumentError.Conflict)
        {
            var now = await RequestAsync(id, context);
            return form.On(now.Document) is { HasChanges: true } on ? await view.OfAsync(now, on, new Outcome(null, Meanwhile(now.Document), StatusCodes.Status409Conflict)) : Saved(now.Document);
        }
        catch (Exception exception) when (ErrorStatus.Of(exception).Status < StatusCodes.Status500InternalServerError)
        {
            var (status, message) = ErrorStatus.Of(exception);
            return await view.OfAsync(request, form, new Outcome(null, message, status));
        }
    }

    private static SeeOther Saved(Document document) => new($"{ConsoleUrl.OfDocument(document.Path)}?done={Outcome.Saved}");

    private static string Meanwhile(Document newest) =>
        Phrase.Of($"{newest.Properties.Get("dc:lastContributor") as string ?? Phrase.Of("Somebody")} changed this while you were editing, and nothing of yours is stored yet. What you entered is kept below: look through it and save again.");

    private static async Task<DocumentRequest> RequestAsync(string id, HttpContext context)
    {
        var request = await RequestedDocument.OfAsync(context, id);
        await request.RequireAsync(Permission.Write);
        return request;
    }
}
