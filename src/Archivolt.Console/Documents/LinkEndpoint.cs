using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Linked;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Documents;

/// <summary>Makes a document of a file that stays in an account of the person's at a vendor.</summary>
internal static class LinkEndpoint
{
    public const string Address = "address";
    public const string Title = "title";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapPost(ConsoleUrl.Links + "/{id}", LinkAsync).AddEndpointFilter<RefusedActions>();

    private static async Task<IResult> LinkAsync(string id, HttpContext context, LinkedProviders providers, LinkedFileAccess files, DocumentEditor editor)
    {
        var parent = await RequestedDocument.OfAsync(context, id);
        var fields = await FormFields.ReadAsync(context);
        var title = fields[Title].ToString().Trim();
        if (title.Length == 0)
            throw RequestException.BadRequest(Phrase.Of("A linked file needs a title."));
        var found = await FindAsync(fields[Address].ToString().Trim(), parent.Principal, providers, files, context.RequestAborted);
        var document = await editor.CreateAsync(parent.Principal, parent.Document, title, "File", draft =>
        {
            draft.Properties.Set("dc:title", title);
            draft.Properties.Set("file:content", LinkedFileAccess.Describe(found));
            return DocumentEditor.NoContents;
        });
        return new SeeOther(ConsoleUrl.OfDocument(document.Path));
    }

    private static async Task<LinkedAccess> FindAsync(string text, Principal principal, LinkedProviders providers, LinkedFileAccess files, CancellationToken cancellationToken)
    {
        if (!files.IsConfigured)
            throw RequestException.BadRequest(Phrase.Of("No vendor whose files can be linked is set up here; an administrator does that."));
        if (Uri.TryCreate(text, UriKind.Absolute, out var address))
        {
            foreach (var provider in providers.All)
            {
                if (await files.FindAsync(principal, provider.Id, address, cancellationToken) is { } found)
                    return found.State == LinkedState.Available ? found : throw RequestException.Forbidden(Phrase.Of($"The file cannot be linked: {found.Message}"));
            }
        }
        var vendors = string.Join(Phrase.Of(" or "), providers.All.Select(provider => provider.Label));
        throw RequestException.BadRequest(Phrase.Of($"This address leads to no file of {vendors}; copy it from the page of the file there."));
    }
}
