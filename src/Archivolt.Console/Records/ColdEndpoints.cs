using System.Globalization;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.ColdStorage;
using Archivolt.Documents.Editing;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Records;

/// <summary>Sends content to cold storage, asks for it, and brings it back.</summary>
internal static class ColdEndpoints
{
    public const string DaysField = "days";

    private const string Address = ConsoleUrl.Cold + "/{id}";
    private const int MostDays = 36_500;

    public static void Map(IEndpointRouteBuilder pages)
    {
        Map(pages, "move", Permission.WriteColdStorage, Outcome.WentCold,
            (cold, request, _, terms) => cold.MoveAsync(request.Principal, request.Document, terms, CancellationToken.None));
        Map(pages, "retrieve", Permission.Read, Outcome.AskedFor,
            (cold, request, fields, terms) => cold.RetrieveAsync(request.Principal, request.Document, DaysIn(fields), terms, CancellationToken.None));
        Map(pages, "restore", Permission.WriteColdStorage, Outcome.AskedBack,
            (cold, request, _, terms) => cold.RestoreAsync(request.Principal, request.Document, terms, CancellationToken.None));
    }

    private static void Map(IEndpointRouteBuilder pages, string action, Permission permission, string done, Func<ColdDocuments, DocumentRequest, IFormCollection, EditOptions, Task<Document>> actAsync) =>
        pages.MapPost($"{Address}/{action}", async (string id, HttpContext context, ColdDocuments cold) =>
        {
            var request = await RequestedDocument.OfAsync(context, id);
            await request.RequireAsync(permission);
            var fields = await FormFields.ReadAsync(context);
            var changed = await actAsync(cold, request, fields, new EditOptions { ChangeToken = fields[EditForm.TokenField].ToString() });
            return (IResult)new SeeOther($"{ConsoleUrl.OfDocument(changed.Path)}?done={done}");
        }).AddEndpointFilter<RefusedActions>();

    private static int DaysIn(IFormCollection fields) =>
        int.TryParse(fields[DaysField], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= MostDays
            ? days
            : throw RequestException.BadRequest(Phrase.Of($"Enter for how many days the content is to be readable: a number from 1 to {MostDays}."));
}
