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

/// <summary>Gives a document another name in its folder.</summary>
internal static class RenameEndpoint
{
    /// <summary>Name of the field for the new name.</summary>
    public const string NameField = "name";

    /// <summary>Name of the field for the name that was shown.</summary>
    public const string ShownField = "shown-name";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapPost(ConsoleUrl.Names + "/{id}", RenameAsync).AddEndpointFilter<RefusedActions>();

    /// <summary>True where somebody may do it, which concerns the folder too.</summary>
    public static async Task<bool> IsOfferedAsync(DocumentRequest request, Rights rights, IDocumentStore documents, IDocumentAccess access) =>
        rights.CanWrite && await ParentOfAsync(request, documents) is { } parent && await access.IsAllowedAsync(request.Principal, Permission.Write, parent, request.Context.RequestAborted);

    private static async Task<IResult> RenameAsync(string id, HttpContext context, DocumentEditor editor, IDocumentStore documents)
    {
        var request = await RequestedDocument.OfAsync(context, id);
        await request.RequireAsync(Permission.Write);
        var fields = await FormFields.ReadAsync(context);
        var (name, shown) = (fields[NameField].ToString().Trim(), fields[ShownField].ToString());
        if (name.Length == 0)
            throw RequestException.BadRequest(Phrase.Of("A document needs a name."));
        if (name == request.Document.Name)
            return new SeeOther(ConsoleUrl.OfDocument(request.Document.Path));
        var parent = await ParentOfAsync(request, documents) ?? throw RequestException.BadRequest(Phrase.Of("The root of a repository has no name."));
        var renamed = await editor.MoveAsync(request.Principal, request.Document, parent, name, new EditOptions { Condition = present => present.Name == shown });
        var done = renamed.Name == name ? Outcome.Renamed : renamed.Name == DocumentName.Sanitize(name) ? Outcome.NameMended : Outcome.NameTaken;
        return new SeeOther($"{ConsoleUrl.OfDocument(renamed.Path)}?done={done}");
    }

    private static async ValueTask<Document?> ParentOfAsync(DocumentRequest request, IDocumentStore documents) =>
        request.Document.ParentId is { } parent ? await documents.FindAsync(request.Document.Repository, parent, request.Context.RequestAborted) : null;
}
