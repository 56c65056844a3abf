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

/// <summary>Gives a document another name, or puts it into another folder.</summary>
internal static class PlaceEndpoint
{
    /// <summary>Name of the field for the new name.</summary>
    public const string NameField = "name";

    /// <summary>Name of the field for the name that was shown.</summary>
    public const string ShownField = "shown-name";

    /// <summary>Name of the field for the path of the folder that it is to be in.</summary>
    public const string FolderField = "folder";

    /// <summary>Name of the field for the id of the folder that was shown.</summary>
    public const string ShownFolderField = "shown-folder";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapPost(ConsoleUrl.Names + "/{id}", PlaceAsync).AddEndpointFilter<RefusedActions>();

    /// <summary>True where somebody may do it, which concerns the folder too.</summary>
    public static async Task<bool> IsOfferedAsync(DocumentRequest request, Rights rights, IDocumentStore documents, IDocumentAccess access) =>
        rights.CanWrite && await ParentOfAsync(request, documents) is { } parent && await access.IsAllowedAsync(request.Principal, Permission.Write, parent, request.Context.RequestAborted);

    private static async Task<IResult> PlaceAsync(
        string id, HttpContext context, DocumentEditor editor, IDocumentStore documents, IDocumentAccess access, SchemaRegistry schemas)
    {
        var request = await RequestedDocument.OfAsync(context, id);
        await request.RequireAsync(Permission.Write);
        var fields = await FormFields.ReadAsync(context);
        var (name, shown) = (fields[NameField].ToString().Trim(), fields[ShownField].ToString());
        if (name.Length == 0)
            throw RequestException.BadRequest(Phrase.Of("A document needs a name."));
        var parent = await ParentOfAsync(request, documents) ?? throw RequestException.BadRequest(Phrase.Of("The root of a repository has no name."));
        var path = "/" + fields[FolderField].ToString().Trim().Trim('/');
        var isMoved = fields.ContainsKey(FolderField) && path != parent.Path;
        if (name == request.Document.Name && !isMoved)
            return new SeeOther(ConsoleUrl.OfDocument(request.Document.Path));
        var folder = isMoved ? await TargetAsync(request, path, access, schemas) : parent;
        var shownFolder = fields[ShownFolderField].ToString() is { Length: > 0 } given ? given : parent.Id;
        var renamed = await editor.MoveAsync(request.Principal, request.Document, folder, name,
            new EditOptions { Condition = present => present.Name == shown && present.ParentId == shownFolder });
        var done = renamed.Name == name ? isMoved ? Outcome.Moved : Outcome.Renamed
            : renamed.Name == DocumentName.Sanitize(name) ? Outcome.NameMended : Outcome.NameTaken;
        return new SeeOther($"{ConsoleUrl.OfDocument(renamed.Path)}?done={done}");
    }

    private static async Task<Document> TargetAsync(DocumentRequest request, string path, IDocumentAccess access, SchemaRegistry schemas)
    {
        Document folder;
        try
        {
            folder = (await RequestedDocument.AtAsync(request.Context, path)).Document;
        }
        catch (RequestException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            throw RequestException.BadRequest(Phrase.Of($"There is no folder at “{path}”."), exception);
        }
        if (folder.IsTrashed || schemas.Types.GetValueOrDefault(folder.Type)?.IsFolderish is not true)
            throw RequestException.BadRequest(Phrase.Of($"There is no folder at “{path}”."));
        if (folder.Id == request.Document.Id || folder.Path.StartsWith(request.Document.Path + "/", StringComparison.Ordinal))
            throw RequestException.BadRequest(Phrase.Of("A folder is not put into itself."));
        if (!await access.IsAllowedAsync(request.Principal, Permission.Write, folder, request.Context.RequestAborted))
            throw RequestException.Forbidden(Phrase.Of($"You may not put anything into “{path}”."));
        return folder;
    }

    private static async ValueTask<Document?> ParentOfAsync(DocumentRequest request, IDocumentStore documents) =>
        request.Document.ParentId is { } parent ? await documents.FindAsync(request.Document.Repository, parent, request.Context.RequestAborted) : null;
}
