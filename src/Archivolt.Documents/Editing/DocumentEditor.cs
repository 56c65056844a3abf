using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Linked;
using Archivolt.Providers;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Editing;

/// <summary>Makes a change on a document that it is given; may be called again with a newer state.</summary>
/// <param name="document">The document to change.</param>
/// <returns>Contents that are to be stored at their places, in order.</returns>
public delegate Task<IReadOnlyList<(PropertyPath Path, BlobSource Content)>> DocumentChanges(Document document);

/// <summary>A blob property after a change.</summary>
/// <param name="Document">The document as it is stored.</param>
/// <param name="Path">Where the blob is in it.</param>
/// <param name="Blob">The blob.</param>
public sealed record StoredBlob(Document Document, PropertyPath Path, BlobInfo Blob);

/// <summary>
/// The one way in which people change documents: checks <see cref="Permission.Write"/>, keeps blobs that people may not replace, stores content,
/// says who did it (<c>dc:creator</c>, <c>dc:contributors</c>, <c>dc:lastContributor</c>), and stores the document with its audit entry in one transaction.
/// </summary>
/// <remarks>
/// Every method takes the document as the caller read it; it is read again only when somebody else was faster. Once content has arrived nothing is
/// cancelled: a change that can be made is made whole. All methods throw <see cref="DocumentException"/>: <see cref="DocumentError.Denied"/> or
/// <see cref="DocumentError.AuthenticationNeeded"/>; <see cref="DocumentError.Conflict"/> and <see cref="DocumentError.ConditionFailed"/> as
/// <see cref="EditOptions"/> say; and what <see cref="IDocumentStore"/> refuses.
/// </remarks>
public sealed class DocumentEditor(
    IDocumentStore documents, IDocumentAccess access, DocumentBlobs blobs, BlobPlaces places, BlobManager manager, RefusalAudit refusals, TimeProvider clock, LinkedFileAccess? linked = null)
{
    /// <summary>For changes that bring no content.</summary>
    public static readonly Task<IReadOnlyList<(PropertyPath Path, BlobSource Content)>> NoContents =
        Task.FromResult<IReadOnlyList<(PropertyPath, BlobSource)>>([]);

    private const int Attempts = 10;

    // What no other permission but Everything includes.
    private static readonly Permission[] GivenByName = [Permission.MakeRecord, Permission.SetRetention, Permission.ManageLegalHold, Permission.WriteColdStorage];

    private readonly EditedContent _content = new(blobs, manager, linked);

    // A process changes a document once at a time: only a change by another process can conflict.
    private readonly KeyLocks _locks = new();

    /// <summary>Creates a child of a document with contents at their places, or nothing.</summary>
    /// <param name="principal">Who creates it.</param>
    /// <param name="parent">The document above.</param>
    /// <param name="name">The name; a taken one gets a suffix, unless the terms want it exactly.</param>
    /// <param name="type">The document type.</param>
    /// <param name="fill">Sets properties of the new document.</param>
    /// <param name="options">The terms, which concern the parent.</param>
    public Task<Document> CreateAsync(
        Principal principal, Document parent, string name, string type, DocumentChanges fill, EditOptions? options = null) =>
        CreateAsync(principal, parent, () => DraftOf(parent, name, type), "documentCreated", fill, options);

    /// <summary>Keeps the state of a document as a version below it.</summary>
    internal Task<Document> CreateVersionAsync(Principal principal, Document document, string label, EditOptions options, DocumentChanges fill) =>
        CreateAsync(principal, document, () => DraftOf(document, label, document.Type) with { State = document.State, Facets = [.. document.Facets, Document.VersionFacet] },
            "documentCheckedIn", fill, options);

    private Task<Document> CreateAsync(
        Principal principal, Document parent, Func<Document> draftOf, string eventId, DocumentChanges fill, EditOptions? options) =>
        refusals.WatchAsync(principal, parent, async () =>
        {
            ArgumentNullException.ThrowIfNull(fill);
            await RequireWriteAsync(principal, parent);
            (options ??= EditOptions.Default).Check(parent);
            if (!options.IntoCopy)
                await CheckNotTrashedAsync(parent);
            var draft = draftOf();
            var contents = await fill(draft);
            draft.Properties.Set("dc:creator", principal.Name);
            CommentAuthor.Sign(draft, principal, clock.GetUtcNow());
            await _content.CheckLinkedAsync(principal, before: null, draft);
            Sign(draft, principal);
            foreach (var (path, content) in contents.Concat(_content.CopiesOfTaken(before: null, draft)))
                await blobs.WriteFirstAsync(content, draft, path, CancellationToken.None);
            return await OnNewestAsync(principal, parent, options, (_, token, comment) => documents.CreateAsync(
                draft, token, new ChangeNote(eventId, principal.Name, comment), options.ExactName, CancellationToken.None));
        });

    /// <summary>Changes properties of a document, and stores contents at their places.</summary>
    /// <param name="principal">Who changes it.</param>
    /// <param name="document">The document as it was read.</param>
    /// <param name="change">The change.</param>
    /// <param name="options">The terms.</param>
    public Task<Document> UpdateAsync(Principal principal, Document document, DocumentChanges change, EditOptions? options = null) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            await RequireWriteAsync(principal, document);
            return await ChangeAsync(principal, document, "documentModified", options ?? EditOptions.Default,
                async present =>
                {
                    var contents = await change(present);
                    return (present with { IsCheckedIn = false }, contents);
                });
        });

    /// <summary>Changes a document that is then checked in, if it is still as it was read.</summary>
    internal Task<Document> CheckInAsync(Principal principal, Document document, Func<Document, bool> isAsVersion, DocumentChanges change, EditOptions options) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            await RequireWriteAsync(principal, document);
            return await ChangeAsync(principal, document, "documentModified", options, async present =>
            {
                var isCheckedIn = isAsVersion(present);
                var contents = await change(present);
                return (present with { IsCheckedIn = isCheckedIn }, contents);
            });
        });

    /// <summary>Checks a document out, so that it is no longer what its last version is; does nothing to one that is.</summary>
    /// <param name="principal">Who does it.</param>
    /// <param name="document">The document as it was read.</param>
    /// <param name="options">The terms.</param>
    public Task<Document> CheckOutAsync(Principal principal, Document document, EditOptions? options = null) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            await RequireWriteAsync(principal, document);
            return document.IsCheckedIn
                ? await ChangeAsync(principal, document, "documentCheckedOut", options ?? EditOptions.Default, present => Task.FromResult((present with { IsCheckedIn = false }, NoContents.Result)))
                : document;
        });

    /// <summary>Stores content in a blob property; a path that names a list appends an item.</summary>
    /// <param name="principal">Who stores it.</param>
    /// <param name="document">The document as it was read.</param>
    /// <param name="path">The property, as <see cref="BlobPlaces.Of"/> finds it.</param>
    /// <param name="open">Opens the content; called once, after everything that can be checked before was.</param>
    /// <param name="options">The terms.</param>
    /// <exception cref="BlobException">The content was not stored, or is not what its sender announced.</exception>
    public Task<StoredBlob> SetBlobAsync(
        Principal principal, Document document, PropertyPath path, Func<ValueTask<BlobSource>> open, EditOptions? options = null) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            ArgumentNullException.ThrowIfNull(open);
            await RequireWriteAsync(principal, document);
            (options ??= EditOptions.Default).Check(document);
            _content.CheckKept(document, places.Without(document, path));
            var blob = await blobs.WriteAsync(await open(), document.Copy(), path, cancellationToken: CancellationToken.None);
            var place = path;
            var changed = await ChangeAsync(principal, document, "documentModified", Commented(options, path), present =>
            {
                place = blobs.PlaceOf(present, path);
                present.Properties.Set(place, blob);
                return Task.FromResult((present with { IsCheckedIn = false }, NoContents.Result));
            });
            return new StoredBlob(changed, place, blob);
        });

    /// <summary>Stores content that is at hand; see <see cref="SetBlobAsync(Principal, Document, PropertyPath, Func{ValueTask{BlobSource}}, EditOptions)"/>.</summary>
    public Task<StoredBlob> SetBlobAsync(Principal principal, Document document, PropertyPath path, BlobSource content, EditOptions? options = null) =>
        SetBlobAsync(principal, document, path, () => ValueTask.FromResult(content), options);

    /// <summary>Takes a blob away: an item that is itself the blob leaves its list, every other property becomes null.</summary>
    /// <param name="principal">Who takes it away.</param>
    /// <param name="document">The document as it was read.</param>
    /// <param name="path">The property.</param>
    /// <param name="options">The terms.</param>
    public Task<Document> RemoveBlobAsync(Principal principal, Document document, PropertyPath path, EditOptions? options = null) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            await RequireWriteAsync(principal, document);
            return await ChangeAsync(principal, document, "documentModified", Commented(options ?? EditOptions.Default, path), present =>
            {
                places.Empty(present, path);
                return Task.FromResult((present with { IsCheckedIn = false }, NoContents.Result));
            });
        });

    /// <summary>Puts a document into the trash or takes it out again; takes <see cref="Permission.Remove"/>. What is under retention or hold goes into no trash, nor does a folder with it.</summary>
    public Task<Document> TrashAsync(Principal principal, Document document, bool trashed, EditOptions? options = null) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            await RequireAsync(principal, document, Permission.Remove);
            if (document.IsVersion)
                throw new DocumentException(DocumentError.Denied, "A version goes into no trash; delete it.");
            if (trashed && document.ParentId is null)
                throw new DocumentException(DocumentError.Denied, "The root of a repository goes into no trash.");
            return await ChangeAsync(principal, document, trashed ? "documentTrashed" : "documentUntrashed", options ?? EditOptions.Default,
                present => Task.FromResult((present with { IsTrashed = trashed }, NoContents.Result)));
        });

    /// <summary>Moves a document with everything under it, or gives it another name; takes <see cref="Permission.Write"/> on the new parent too.</summary>
    /// <param name="principal">Who moves it.</param>
    /// <param name="document">The document as it was read.</param>
    /// <param name="parent">The document that is to be above it, in the same repository.</param>
    /// <param name="name">The new name; null to keep the present one. A taken one gets a suffix, unless the terms want it exactly.</param>
    /// <param name="options">The terms, which concern the document.</param>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.Retained"/>: it, or one under it, is under retention or legal hold, and would come under the access entries of another parent; who may set and end those moves it.
    /// </exception>
    public Task<Document> MoveAsync(Principal principal, Document document, Document parent, string? name = null, EditOptions? options = null) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            await RequireWriteAsync(principal, document);
            await RequireWriteAsync(principal, parent);
            if (document.ParentId is null)
                throw new DocumentException(DocumentError.Invalid, "The root of a repository cannot be moved.");
            if (parent.Repository != document.Repository)
                throw new DocumentException(DocumentError.Invalid, $"A document of '{document.Repository}' cannot be moved to '{parent.Repository}'.");
            var isElsewhere = parent.Id != document.ParentId;
            if (isElsewhere)
                await CheckNotTrashedAsync(parent);
            var keepsRetained = isElsewhere && !await MayReleaseAsync(principal, document);
            return await OnNewestAsync(principal, document, options, (present, token, comment) => documents.MoveAsync(
                present.Repository, present.Id, parent.Id, name ?? present.Name, token,
                new ChangeNote("documentMoved", principal.Name, comment ?? $"from {present.Path}"), options?.ExactName is true, keepsRetained, CancellationToken.None));
        });

    /// <summary>
    /// Has a document return to a place where another one is by now: the two change places, and what is in their properties is changed in the same transaction. The other one gets the access
    /// entries of the document. Takes <see cref="Permission.Write"/> on both.
    /// </summary>
    /// <param name="principal">Who has it return.</param>
    /// <param name="document">The document as it was read.</param>
    /// <param name="newcomer">The document that is in its place, as it was read.</param>
    /// <param name="change">Changes properties of the document and of the other one, which have each other's places already; may be called again with newer states.</param>
    /// <param name="options">The terms, which concern the document.</param>
    /// <returns>Both as they are stored.</returns>
    public Task<(Document Document, Document Newcomer)> ReturnAsync(
        Principal principal, Document document, Document newcomer, Action<Document, Document> change, EditOptions? options = null) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            ArgumentNullException.ThrowIfNull(change);
            await RequireWriteAsync(principal, document);
            await RequireWriteAsync(principal, newcomer);
            options ??= EditOptions.Default;
            for (var (first, second, attempt) = (document, newcomer, 1); ; attempt++)
            {
                options.Check(first);
                first.CheckNotLockedFor(principal, clock.GetUtcNow());
                second.CheckNotLockedFor(principal, clock.GetUtcNow());
                var (returned, left) = (InPlaceOf(first, second), InPlaceOf(second, first));
                change(returned, left);
                await FinishAsync(principal, first, returned);
                await FinishAsync(principal, second, left);
                try
                {
                    return await documents.ReturnAsync(returned, left, Notes(first, returned), Notes(second, left), CancellationToken.None);
                }
                catch (DocumentException exception) when (exception.Error == DocumentError.Conflict && attempt < Attempts)
                {
                    (first, second) = (await NewestAsync(first), await NewestAsync(second));
                }
            }

            IReadOnlyList<ChangeNote> Notes(Document before, Document after) =>
            [
                new("documentMoved", principal.Name, $"from {before.Path}"),
                .. before.IsTrashed == after.IsTrashed ? Array.Empty<ChangeNote>() : [new(after.IsTrashed ? "documentTrashed" : "documentUntrashed", principal.Name)],
                new("documentModified", principal.Name, options.Comment),
            ];
        });

    /// <summary>Gives a document that lies in the trash another name, so that its own is free. Nothing happens to one that somebody takes out of the trash meanwhile (<see cref="DocumentError.ConditionFailed"/>).</summary>
    /// <param name="principal">Who needs the name.</param>
    /// <param name="trashed">The document.</param>
    /// <param name="folder">The document above it.</param>
    public Task<Document> MoveAsideAsync(Principal principal, Document trashed, Document folder)
    {
        ArgumentNullException.ThrowIfNull(trashed);
        return MoveAsync(principal, trashed, folder, DocumentName.WithSuffix(trashed.Name, clock.GetUtcNow().ToUnixTimeMilliseconds()),
            new EditOptions { Condition = present => present.IsTrashed });
    }

    /// <summary>The exception for somebody who may not change a document; the same for whatever is hidden from them.</summary>
    public static DocumentException RefusalFor(Principal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return principal.IsAnonymous
            ? new DocumentException(DocumentError.AuthenticationNeeded, "Sign in to change this document.")
            : new DocumentException(DocumentError.Denied, "You may not change this document.");
    }

    /// <summary>Replaces a document's own access entries. What <see cref="Permission.Write"/> does not include gives only who has it (<see cref="DocumentError.Denied"/>).</summary>
    public Task SetAccessAsync(Principal principal, Document document, IReadOnlyList<AccessEntry> entries, EditOptions? options = null) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            await RequireWriteAsync(principal, document);
            return await OnNewestAsync(principal, document, options, async (present, token, comment) =>
            {
                await RequireToGiveAsync(principal, present, entries);
                await access.SetEntriesAsync(
                    present, entries, token, new ChangeNote("documentSecurityUpdated", principal.Name, comment), CancellationToken.None);
                return entries.Count;
            });
        });

    /// <summary>Locks a document for a user, so that nobody else but administrators changes it.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Conflict"/>: somebody else has locked it.</exception>
    public Task<Document> LockAsync(Principal principal, Document document, EditOptions? options = null) =>
        SetLockAsync(principal, document, new LockChange(principal, options, locks: true));

    /// <summary>Takes the lock off a document with all its tokens; does nothing where there is none.</summary>
    public Task<Document> UnlockAsync(Principal principal, Document document, EditOptions? options = null) =>
        SetLockAsync(principal, document, new LockChange(principal, options, locks: false));

    /// <summary>Locks a document for a program of a user, as long as a token holds; a token that the lock has gets its new time.</summary>
    /// <param name="principal">Who locks it.</param>
    /// <param name="document">The document as it was read.</param>
    /// <param name="token">The token.</param>
    /// <param name="options">The terms.</param>
    /// <exception cref="DocumentException"><see cref="DocumentError.Conflict"/>: somebody else has locked it, or another program that does not share the lock.</exception>
    public Task<Document> HoldLockAsync(Principal principal, Document document, LockToken token, EditOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(token);
        return SetLockAsync(principal, document, new LockTokenChange(principal, options, token));
    }

    /// <summary>Takes a token from the lock of a document, which ends with the last one unless it lasts; does nothing where the lock has no such token.</summary>
    /// <param name="principal">Who does it.</param>
    /// <param name="document">The document as it was read.</param>
    /// <param name="token">The value of the token.</param>
    /// <param name="options">The terms.</param>
    public Task<Document> ReleaseLockAsync(Principal principal, Document document, string token, EditOptions? options = null) =>
        SetLockAsync(principal, document, new LockTokenRemoval(principal, options, token));

    /// <summary>Follows a transition of the life cycle.</summary>
    /// <param name="principal">Who does it.</param>
    /// <param name="document">The document as it was read.</param>
    /// <param name="transition">The transition, such as <c>approve</c>; see <see cref="LifeCycle"/>.</param>
    /// <param name="options">The terms.</param>
    public Task<Document> FollowAsync(Principal principal, Document document, string transition, EditOptions? options = null) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            await RequireWriteAsync(principal, document);
            return await ChangeAsync(principal, document, "lifecycle_transition_event", (options ?? EditOptions.Default) with { Comment = options?.Comment ?? transition },
                present => Task.FromResult((present with { State = LifeCycle.Follow(present.State, transition) }, NoContents.Result)));
        });

    /// <summary>Deletes a document with everything under it; returns how many documents were deleted. Takes <see cref="Permission.Remove"/>.</summary>
    public Task<int> DeleteAsync(Principal principal, Document document, EditOptions? options = null) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            await RequireAsync(principal, document, Permission.Remove);
            return await OnNewestAsync(principal, document, options, (present, token, comment) => documents.DeleteAsync(
                present.Repository, present.Id, token, new ChangeNote("documentRemoved", principal.Name, comment), CancellationToken.None));
        });

    // The id is given here, because providers may name content after its document.
    private static Document DraftOf(Document parent, string name, string type)
    {
        var segment = DocumentName.Sanitize(name);
        return new Document
        {
            Repository = parent.Repository,
            Id = Guid.NewGuid().ToString(),
            ParentId = parent.Id,
            Name = segment,
            Path = DocumentName.Path(parent.Path, segment),
            Type = type,
        };
    }

    // What is put into the trash unseen is deleted with it.
    private async ValueTask CheckNotTrashedAsync(Document parent)
    {
        for (var above = parent; above is not null; above = above.ParentId is { } id ? await documents.FindAsync(above.Repository, id, CancellationToken.None) : null)
        {
            if (above.IsTrashed)
                throw new DocumentException(DocumentError.Conflict, $"'{above.Title}' is in the trash; restore it first, or choose another folder.");
        }
    }

    private async ValueTask RequireToGiveAsync(Principal principal, Document document, IReadOnlyList<AccessEntry> entries)
    {
        var present = await access.GetEntriesAsync(document, CancellationToken.None);
        foreach (var permission in GivenByName.Where(permission => AccessChain.MayGive(permission, present, entries)))
        {
            if (!await access.IsAllowedAsync(principal, permission, document, CancellationToken.None))
                throw new DocumentException(DocumentError.Denied, $"You may not change who has the permission {permission}, which {Permission.Everything} includes: you do not have it on this document.");
        }
    }

    private async ValueTask<bool> MayReleaseAsync(Principal principal, Document document) =>
        await access.IsAllowedAsync(principal, Permission.ManageLegalHold, document, CancellationToken.None)
        && await access.IsAllowedAsync(principal, Permission.SetRetention, document, CancellationToken.None);

    // Terms bind the change to the state they were asked of, and are asked again when somebody else was faster.
    private async Task<T> OnNewestAsync<T>(Principal principal, Document document, EditOptions? options, Func<Document, string?, string?, Task<T>> change)
    {
        options ??= EditOptions.Default;
        var isAny = options is { ChangeToken: null, Condition: null };
        for (var (present, attempt) = (document, 1); ; attempt++)
        {
            options.Check(present);
            if (attempt > 1)
                present.CheckNotLockedFor(principal, clock.GetUtcNow());
            try
            {
                return await change(present, isAny ? null : present.ChangeToken, options.Comment);
            }
            catch (DocumentException exception) when (exception.Error == DocumentError.Conflict && attempt < Attempts)
            {
                present = await NewestAsync(document);
            }
        }
    }

    private async Task<Document> ChangeAsync(
        Principal principal, Document document, string eventId, EditOptions options,
        Func<Document, Task<(Document After, IReadOnlyList<(PropertyPath, BlobSource)> Contents)>> change)
    {
        options.Check(document);
        using var held = await _locks.TakeAsync(document.Id, CancellationToken.None);
        var before = held.Waited ? await NewestAsync(document) : document;
        for (var attempt = 1; ; attempt++)
        {
            options.Check(before);
            before.CheckNotLockedFor(principal, clock.GetUtcNow());
            var (after, contents) = await change(before.Copy());
            await FinishAsync(principal, before, after, contents);
            try
            {
                return await documents.UpdateAsync(
                    after, options.ChangeToken ?? before.ChangeToken, new ChangeNote(eventId, principal.Name, options.Comment), CancellationToken.None);
            }
            catch (DocumentException exception) when (exception.Error == DocumentError.Conflict && options.ChangeToken is null && attempt < Attempts)
            {
                // Somebody else was faster: once more on what is there now.
                before = await NewestAsync(document);
            }
        }
    }

    private static Document InPlaceOf(Document document, Document other) =>
        document.Copy() with { ParentId = other.ParentId, Name = other.Name, Path = other.Path, IsTrashed = other.IsTrashed, IsCheckedIn = false };

    // Checks and completes every changed document before it is stored.
    private async Task FinishAsync(Principal principal, Document before, Document after, IReadOnlyList<(PropertyPath Path, BlobSource Content)>? contents = null)
    {
        _content.CheckKept(before, after);
        CommentAuthor.Check(before, after, principal);
        await _content.CheckLinkedAsync(principal, before, after);
        foreach (var (path, content) in (contents ?? []).Concat(_content.CopiesOfTaken(before, after)))
            await blobs.WriteAsync(content, after, path, cancellationToken: CancellationToken.None);
        Sign(after, principal);
    }

    // Without the lock: where somebody else holds it, the change itself answers with a conflict (to lock) or a denial (to unlock).
    private Task<Document> SetLockAsync(Principal principal, Document document, ProtectedChange change) =>
        refusals.WatchAsync(principal, document, async () =>
        {
            await RequireWriteAsync(principal, document with { Lock = null });
            return await documents.ApplyAsync(document.Repository, document.Id, change, CancellationToken.None);
        });

    // What is asked of providers below needs them open.
    private ValueTask RequireWriteAsync(Principal principal, Document document) => RequireAsync(principal, document, Permission.Write);

    private async ValueTask RequireAsync(Principal principal, Document document, Permission permission)
    {
        await manager.EnsureOpenAsync(CancellationToken.None);
        if (document.IsVersion && permission != Permission.Remove)
            throw new DocumentException(DocumentError.Denied, "A version is kept as it is; bring the document back to it, or delete it.");
        if (await access.IsAllowedAsync(principal, permission, document, CancellationToken.None))
        {
            document.CheckNotLockedFor(principal, clock.GetUtcNow());
            return;
        }
        throw RefusalFor(principal);
    }

    private async ValueTask<Document> NewestAsync(Document document) =>
        await documents.FindAsync(document.Repository, document.Id, CancellationToken.None)
        ?? throw new DocumentException(DocumentError.NotFound, $"The document '{document.Id}' was deleted meanwhile.");

    private static EditOptions Commented(EditOptions options, PropertyPath path) => options with { Comment = options.Comment ?? path.ToString() };

    private static void Sign(Document document, Principal principal)
    {
        var contributors = document.Properties.Get("dc:contributors") as List<object?> ?? [];
        if (!contributors.Contains(principal.Name))
            contributors.Add(principal.Name);
        document.Properties.Set("dc:contributors", contributors);
        document.Properties.Set("dc:lastContributor", principal.Name);
    }
}
