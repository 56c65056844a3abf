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

/// <summary>Keeps the state of a document as a version, and brings it back to one.</summary>
internal static class VersionEndpoints
{
    /// <summary>Name of the field for the part of the number that goes on.</summary>
    public const string IncrementField = "increment";

    /// <summary>Name of the field that has the present state kept first.</summary>
    public const string KeepField = "keep";

    /// <summary>The value for the next whole number.</summary>
    public const string Major = "major";

    private const string Address = ConsoleUrl.Versions + "/{id}";
    private const string Restoration = Address + "/restoration";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost(Address, CreateAsync).AddEndpointFilter<RefusedActions>();
        pages.MapGet(Restoration, AskAsync);
        pages.MapPost(Restoration, RestoreAsync).AddEndpointFilter<RefusedActions>();
    }

    private static async Task<IResult> CreateAsync(string id, HttpContext context, DocumentVersions versions)
    {
        var request = await RequestedDocument.OfAsync(context, id);
        await request.RequireAsync(Permission.Write);
        var fields = await FormFields.ReadAsync(context);
        // Making a version changes the document: a form that is sent twice makes one.
        request.Document.CheckUnchanged(fields[EditForm.TokenField].ToString());
        await versions.CheckInAsync(request.Principal, request.Document, fields[IncrementField] == Major);
        return Done(request.Document, Outcome.VersionMade);
    }

    private static async Task<IResult> AskAsync(string id, HttpContext context)
    {
        var (head, version) = await RequestAsync(id, context);
        return new RestorationPage(head.Document, version);
    }

    private static async Task<IResult> RestoreAsync(string id, HttpContext context, DocumentVersions versions, IDocumentStore documents)
    {
        var (head, version) = await RequestAsync(id, context);
        var fields = await FormFields.ReadAsync(context);
        var token = fields[EditForm.TokenField].ToString();
        if (head.Document.HasChangedSince(token))
            throw new DocumentException(DocumentError.Conflict, "The document was changed after the question was asked.");
        if (!fields.ContainsKey(KeepField))
            return Done(await versions.RestoreAsync(head.Principal, version, new EditOptions { ChangeToken = token }), Outcome.VersionRestored);
        var kept = await versions.CheckInAsync(head.Principal, head.Document, isMajor: false);
        try
        {
            // A change in between would be in no version.
            var unchanged = new EditOptions { Condition = present => present.IsCheckedIn };
            return Done(await versions.RestoreAsync(head.Principal, version, unchanged), Outcome.VersionRestored);
        }
        // Nothing was brought back, so that nothing is to be kept.
        catch (Exception exception) when (ErrorStatus.Of(exception).Status < StatusCodes.Status500InternalServerError)
        {
            await documents.DeleteAsync(kept.Repository, kept.Id, cancellationToken: CancellationToken.None);
            throw;
        }
    }

    private static SeeOther Done(Document document, string what) => new($"{ConsoleUrl.OfDocument(document.Path)}?done={what}");

    // A version and the document that it is of.
    private static async Task<(DocumentRequest Head, Document Version)> RequestAsync(string id, HttpContext context)
    {
        var version = (await RequestedDocument.OfAsync(context, id)).Document;
        if (version is not { IsVersion: true, ParentId: { } of })
            throw RequestException.BadRequest(Phrase.Of("This is no version of a document."));
        var head = await RequestedDocument.OfAsync(context, of);
        await head.RequireAsync(Permission.Write);
        return (head, version);
    }
}
