using System.Globalization;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Permissions;

/// <summary>Shows who may do what with a document, and sets its own entries. Of two people who set them at the same time, the second sees what the first did.</summary>
internal sealed class PermissionEndpoints(DocumentEditor editor, IDocumentAccess access, IDocumentStore documents, IUserStore users, IGroupStore groups, TimeProvider clock)
{
    /// <summary>Name of the field for an entry's position.</summary>
    public const string EntryField = "entry";

    /// <summary>Name of the field that has inheritance blocked.</summary>
    public const string BlockField = "block";

    /// <summary>Name of the field that answers the question.</summary>
    public const string ConfirmedField = "confirmed";

    private const string Address = ConsoleUrl.Permissions + "/{id}";
    private const int MostEntries = 1000;
    private const int MostSuggestions = 100;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, (string id, string? done, HttpContext context, PermissionEndpoints all) => all.ShowAsync(id, done, context));
        pages.MapPost(Address, (string id, HttpContext context, PermissionEndpoints all) => all.ChangeAsync(id, context, all.AddAsync));
        pages.MapPost(Address + "/removal", (string id, HttpContext context, PermissionEndpoints all) => all.ChangeAsync(id, context, Remove));
        pages.MapPost(Address + "/inheritance", (string id, HttpContext context, PermissionEndpoints all) => all.ChangeAsync(id, context, Block));
    }

    private async Task<IResult> ShowAsync(string id, string? done, HttpContext context) =>
        await PageAsync(await RequestAsync(id, context), PermissionForm.Empty, new Outcome(PermissionChange.NoticeOf(done)));

    private async Task<IResult> ChangeAsync(string id, HttpContext context, Func<DocumentRequest, DocumentAcl, IFormCollection, Task<PermissionChange>> changeAsync)
    {
        var request = await RequestAsync(id, context);
        var fields = await FormFields.ReadAsync(context);
        try
        {
            var token = fields[EditForm.TokenField].ToString();
            request.Document.CheckUnchanged(token);
            var acl = await LoadAsync(request);
            var change = await changeAsync(request, acl, fields);
            if (!fields.ContainsKey(ConfirmedField) && !StaysAllowed(request.Principal, acl with { Own = change.Entries }))
                return Ask(request.Document, context.Request.Path, fields);
            await editor.SetAccessAsync(request.Principal, request.Document, change.Entries, new EditOptions { ChangeToken = token, Comment = change.Comment });
            return new SeeOther(await NextAsync(request, change.Done));
        }
        catch (Exception exception) when (ErrorStatus.Of(exception).Status < StatusCodes.Status500InternalServerError)
        {
            var (status, message) = ErrorStatus.Of(exception);
            return await PageAsync(await RequestAsync(id, context), PermissionForm.Sent(fields), new Outcome(null, RefusedActions.Sentence(exception, request.Document) ?? message, status));
        }
    }

    private async Task<PermissionChange> AddAsync(DocumentRequest request, DocumentAcl acl, IFormCollection fields)
    {
        var entry = PermissionForm.Sent(fields).ToEntry(request.Principal.Name, clock.GetUtcNow());
        var stop = request.Context.RequestAborted;
        if (entry.Grantee is not (Principal.Everyone or Principal.Administrators) && await users.FindAsync(entry.Grantee, stop) is null && await groups.FindAsync(entry.Grantee, stop) is null)
            throw RequestException.BadRequest(Phrase.Of($"There is no user or group “{entry.Grantee}”. Names are told apart by upper and lower case too."));
        return acl.Own.Count < MostEntries
            ? PermissionChange.Add(acl.Own, entry)
            : throw RequestException.BadRequest(Phrase.Of($"A document has at most {MostEntries} entries here; put people into a group and enter that."));
    }

    private static Task<PermissionChange> Remove(DocumentRequest request, DocumentAcl acl, IFormCollection fields) =>
        int.TryParse(fields[EntryField], NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < acl.Own.Count
            ? Task.FromResult(PermissionChange.Remove(acl.Own, position))
            : throw RequestException.BadRequest(Phrase.Of("The form names no entry."));

    private static Task<PermissionChange> Block(DocumentRequest request, DocumentAcl acl, IFormCollection fields) =>
        Task.FromResult(PermissionChange.Block(acl.Own, fields.ContainsKey(BlockField), request.Principal.Name));

    private bool StaysAllowed(Principal principal, DocumentAcl acl)
    {
        var chain = acl.Above.Reverse().Aggregate(default(AccessChain), (above, level) => new AccessChain(level.Entries, above));
        return principal.IsAdministrator || new AccessChain(acl.Own, chain).Allows(principal, Permission.Write, clock.GetUtcNow());
    }

    private static QuestionPage Ask(Document document, string action, IFormCollection fields) => new(new Question(
        Phrase.Of("Lose your own right?"), ConsoleUrl.Documents, Phrase.Markup($"You would lose your own right to change “{Shown.Name(document.Title)}”"),
        Html.Of($"<p>{Phrase.Of("After this you can no longer change the document or its permissions. Somebody else who may, or an administrator, has to give the right back to you.")}</p>"),
        action, Phrase.Of("Do it all the same"), $"{ConsoleUrl.Permissions}/{document.Id}", Phrase.Of("Keep my right"))
    {
        Above = Trail.Of(document, isHere: false),
        Fields = Html.Of($"""{fields.Select(field => Html.Of($"""<input type="hidden" name="{field.Key}" value="{field.Value.ToString()}">"""))}<input type="hidden" name="{ConfirmedField}" value="1">"""),
        Call = ("PUT", $"id/{document.Id}/@acl"),
    });

    // Whoever took their own right away goes on where they still may look.
    private async Task<string> NextAsync(DocumentRequest request, string done)
    {
        var (document, stop) = (request.Document, CancellationToken.None);
        return await access.IsAllowedAsync(request.Principal, Permission.Write, document, stop) ? $"{ConsoleUrl.Permissions}/{document.Id}?done={done}"
            : await access.IsAllowedAsync(request.Principal, Permission.Read, document, stop) ? $"{ConsoleUrl.OfDocument(document.Path)}?done={Outcome.PermissionsSet}"
            : ConsoleUrl.Documents;
    }

    // Names of groups and people are for those who manage them.
    private async Task<PermissionPage> PageAsync(DocumentRequest request, PermissionForm form, Outcome outcome)
    {
        var suggestions = request.Principal.IsAdministrator ? await SuggestionsAsync(request.Context.RequestAborted) : [Principal.Everyone];
        return new PermissionPage(request.Document, await LoadAsync(request), form, suggestions, clock.GetUtcNow(), outcome);
    }

    private async Task<IReadOnlyList<string>> SuggestionsAsync(CancellationToken cancellationToken)
    {
        var known = (await groups.SearchAsync("", MostSuggestions, cancellationToken)).Select(group => group.Name);
        var people = await users.ListAsync(cancellationToken).Take(MostSuggestions).Select(user => user.Name).ToListAsync(cancellationToken);
        return [Principal.Everyone, .. known, .. people];
    }

    private Task<DocumentAcl> LoadAsync(DocumentRequest request) => DocumentAcl.LoadAsync(request.Document, access, documents, request.Context.RequestAborted);

    private static async Task<DocumentRequest> RequestAsync(string id, HttpContext context)
    {
        var request = await RequestedDocument.OfAsync(context, id);
        await request.RequireAsync(Permission.Write);
        return request.Document.IsVersion ? throw RequestException.BadRequest(Phrase.Of("A version has the permissions of its document; set them there.")) : request;
    }
}
