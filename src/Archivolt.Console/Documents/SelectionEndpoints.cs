using Archivolt.AspNetCore.Archives;
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

/// <summary>Packs what was chosen in a folder into a ZIP, or puts it into the trash.</summary>
internal static class SelectionEndpoints
{
    /// <summary>Name of the fields for what is chosen.</summary>
    public const string ChosenField = "chosen";

    private const string Address = ConsoleUrl.Selection + "/{id}";
    private const int FurtherFields = 8;
    private const int MostNamed = 3;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost(Address + "/zip", PackAsync).AddEndpointFilter<RefusedActions>();
        pages.MapPost(Address + "/trash", TrashAsync).AddEndpointFilter<RefusedActions>();
    }

    private static async Task<IResult> PackAsync(string id, HttpContext context, DocumentArchive archive)
    {
        var folder = await RequestedDocument.OfAsync(context, id);
        Document[] chosen = [.. (await ChosenAsync(context)).Select(request => request.Document)];
        await archive.CheckSizeAsync(chosen, context.RequestAborted);
        return archive.HasFiles(chosen)
            ? new ArchiveResult($"{(folder.Document.Name.Length > 0 ? folder.Document.Name : folder.Document.Repository)}.zip", (zip, stop) => archive.AddFilesAsync(zip, chosen, folder.Principal, stop))
            : throw RequestException.BadRequest(Phrase.Of("Nothing of what you chose has a file."));
    }

    private static async Task<IResult> TrashAsync(string id, HttpContext context, DocumentEditor editor, IDocumentAccess access)
    {
        var folder = await RequestedDocument.OfAsync(context, id);
        var chosen = await ChosenAsync(context);
        foreach (var document in chosen.Select(request => request.Document))
        {
            if (!await access.IsAllowedAsync(folder.Principal, Permission.Remove, document, context.RequestAborted))
                throw RequestException.Forbidden(Phrase.Of($"You may not put “{document.Title}” into the trash, so nothing of what you chose is there."));
        }
        // Each is one change: what refuses keeps no other one back.
        var refusals = new List<RequestException>();
        foreach (var request in chosen)
        {
            if (await TrashOneAsync(editor, request) is { } refusal)
                refusals.Add(refusal);
        }
        return refusals.Count == 0
            ? new SeeOther($"{ConsoleUrl.OfDocument(folder.Document.Path)}?{Listing.Of(context.Request).Query}&done={Outcome.ChosenTrashed}")
            : throw new RequestException(refusals[0].Status, string.Join(' ', Sentences(chosen.Count, refusals)), refusals[0]);
    }

    // How many are there, and why the others are not.
    private static IEnumerable<string> Sentences(int chosen, List<RequestException> refusals)
    {
        yield return Phrase.Of($"{chosen - refusals.Count} of {chosen} are in the trash.");
        foreach (var refusal in refusals.Take(MostNamed))
            yield return refusal.Message;
        if (refusals.Count > MostNamed)
            yield return Phrase.Of($"Nor are {refusals.Count - MostNamed} others.");
    }

    // Why it is not there; null where it is.
    private static async Task<RequestException?> TrashOneAsync(DocumentEditor editor, DocumentRequest request)
    {
        try
        {
            if (!request.Document.IsTrashed)
                await editor.TrashAsync(request.Principal, request.Document, trashed: true);
            return null;
        }
        catch (Exception exception) when (ErrorStatus.Of(exception).Status < StatusCodes.Status500InternalServerError)
        {
            var (status, message) = ErrorStatus.Of(exception);
            var reason = (RefusedActions.Sentence(exception, request.Document) ?? message).TrimEnd('.');
            return new RequestException(status, Phrase.Of($"“{request.Document.Title}” is not: {reason}."), exception);
        }
    }

    private static async Task<IReadOnlyList<DocumentRequest>> ChosenAsync(HttpContext context)
    {
        var fields = await FormFields.ReadAsync(context, maxFields: Listing.PageSize + FurtherFields);
        var chosen = new List<DocumentRequest>();
        foreach (var id in fields[ChosenField].OfType<string>().Distinct(StringComparer.Ordinal))
            chosen.Add(await RequestedDocument.OfAsync(context, id));
        return chosen.Count > 0 ? chosen : throw RequestException.BadRequest(Phrase.Of("Nothing is chosen; tick at least one box in the list."));
    }
}
