using System.Runtime.CompilerServices;
using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Query;

namespace Archivolt.WebDav;

/// <summary>
/// What locks mean for a request (RFC 4918 §7): a document is kept by its own lock and by the deep ones above it, what is in a folder also by the folder's. Whoever changes something shows a
/// token of each; a lock without tokens, as people set it elsewhere, is its owner's without any.
/// </summary>
internal sealed class LockGuard(ResourceTree tree, IDocumentSearch search, TimeProvider clock)
{
    private const int PageSize = 1000;

    /// <summary>Checks the conditions of the header <c>If</c>.</summary>
    /// <returns>False where none of its lists holds.</returns>
    public async Task<bool> MeetsConditionsAsync(DavCall call)
    {
        if (call.If.Lists.Count == 0)
            return true;
        foreach (var list in call.If.Lists)
        {
            var path = list.Resource is null ? call.Path : call.Url.Other(list.Resource);
            call.Conditions.Add((list, path is null ? null : await tree.FindAsync(call, path)));
        }
        return call.Conditions.Any(condition => Holds(condition.List, condition.Resource));
    }

    /// <summary>
    /// The terms on which a request changes what it found, asked of the state that is changed: it is where it was, no lock keeps the request out, and the conditions that the request makes hold.
    /// A lock that ended while content arrived does not count as long as the content is the one that was locked.
    /// </summary>
    public EditOptions TermsOf(DavCall call, Resource resource)
    {
        var found = resource.Document!;
        var asked = resource.Path == call.Path && !resource.IsFolder ? WriteConditions.OfBlob(call.Context.Request, ImportedFile.Content).Condition : null;
        return new EditOptions { Condition = IsMet };

        bool IsMet(Document present)
        {
            var now = resource with { Document = present };
            return IsUnhindered(call, found, present)
                && (asked is null || asked(present))
                && (call.Conditions.Count == 0 || now.EntityTag == resource.EntityTag
                    || call.Conditions.Any(condition => Holds(condition.List, condition.Resource?.Path == resource.Path ? now : condition.Resource)));
        }
    }

    /// <summary>The terms on which something is put into a folder, asked of it when the content has arrived: it is where it was, and no lock keeps the request out.</summary>
    public EditOptions TermsOfFolder(DavCall call, Document folder) => new() { Condition = present => IsUnhindered(call, folder, present) };

    /// <summary>The tokens that a document is locked by: its own, and the deep ones above it.</summary>
    public IEnumerable<(Document Holder, DocumentLock Lock, LockToken Token)> TokensOf(Resource resource)
    {
        var own = resource.Document is { } document ? [(document, false)] : Enumerable.Empty<(Document, bool)>();
        foreach (var (holder, isAbove) in own.Concat(resource.Above.Select(above => (above, true))))
        {
            if (HeldOf(holder) is not { } held)
                continue;
            foreach (var token in held.Tokens.Where(token => token.IsDeep || !isAbove))
                yield return (holder, held, token);
        }
    }

    /// <summary>The lock of a document; null for none or one that has ended.</summary>
    public DocumentLock? HeldOf(Document document) => document.Lock?.At(clock.GetUtcNow());

    /// <summary>How long a token holds from now on, in seconds.</summary>
    public long Left(LockToken token) => Math.Max(0, (long)(token.Expires - clock.GetUtcNow()).TotalSeconds);

    /// <summary>Refuses to change a document that is locked.</summary>
    /// <exception cref="DavRefusal">423.</exception>
    public void CheckChange(DavCall call, Resource resource)
    {
        if (resource.Document is { } document)
            Check(call, document, deepOnly: false);
        foreach (var above in resource.Above)
            Check(call, above, deepOnly: true);
    }

    /// <summary>Refuses to put something into a folder that is locked, or take it away.</summary>
    /// <exception cref="DavRefusal">423.</exception>
    public void CheckMembership(DavCall call, Resource resource)
    {
        CheckChange(call, resource);
        if (resource.Folder is { } folder)
            Check(call, folder, deepOnly: false);
    }

    /// <summary>Refuses to take away what has something locked below it.</summary>
    /// <exception cref="DavRefusal">423.</exception>
    public async Task CheckBelowAsync(DavCall call, Resource resource)
    {
        if (!resource.IsFolder)
            return;
        await foreach (var locked in LockedBelowAsync(resource.Document!, call.Cancelled))
        {
            if (KeepsOut(call, locked, deepOnly: false))
                throw DavRefusal.Locked(call.Url.Of(await ShownAsync(call, locked, resource), isFolder: false));
        }
    }

    /// <summary>What is locked below a folder.</summary>
    public async IAsyncEnumerable<Document> LockedBelowAsync(Document folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = NxqlParser.Parse(NxqlParser.WithParameters("SELECT * FROM Document WHERE ecm:ancestorId = ? AND ecm:lockOwner IS NOT NULL AND ecm:isTrashed = 0", [folder.Id]));
        // Locks that have ended are among them, however many somebody left.
        for (var offset = 0; ; offset += PageSize)
        {
            var page = await search.FindAsync(folder.Repository, query, offset, PageSize, cancellationToken);
            foreach (var document in page.Where(document => HeldOf(document) is not null))
                yield return document;
            if (page.Count < PageSize)
                yield break;
        }
    }

    /// <summary>What an answer names for something locked below a folder: the folder, where it may not be known of.</summary>
    public async Task<DavPath> ShownAsync(DavCall call, Document locked, Resource folder) => await tree.MayReadAsync(call, locked) ? DavPath.Of(locked) : folder.Path;

    private void Check(DavCall call, Document document, bool deepOnly)
    {
        if (KeepsOut(call, document, deepOnly))
            throw DavRefusal.Locked(call.Url.Of(DavPath.Of(document), isFolder: false));
    }

    private bool IsUnhindered(DavCall call, Document found, Document present) =>
        !present.IsTrashed && present.ParentId == found.ParentId && present.Name == found.Name && !KeepsOut(call, present, deepOnly: false);

    private bool KeepsOut(DavCall call, Document document, bool deepOnly)
    {
        if (HeldOf(document) is not { } held || deepOnly && !held.Tokens.Any(token => token.IsDeep))
            return false;
        var tokens = held.Tokens.Where(token => token.IsDeep || !deepOnly).ToList();
        return held.Owner != call.Principal.Name || tokens.Count > 0 && !tokens.Any(token => call.Tokens.Contains(token.Value));
    }

    private bool Holds(IfList list, Resource? resource) => list.Conditions.All(condition => Holds(condition, resource) != condition.IsNot);

    private bool Holds(IfCondition condition, Resource? resource) => resource is not null
        && (condition.Token is { } token ? TokensOf(resource).Any(held => held.Token.Value == token) : condition.EntityTag == resource.EntityTag);
}
