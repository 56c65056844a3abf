using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Editing;
using Archivolt.Providers;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// Stores what people do to documents: who did it (<c>dc:creator</c>, <c>dc:contributors</c>, <c>dc:lastContributor</c>), blobs that people may not replace,
/// and the audit entry. Permissions are checked by the endpoints.
/// </summary>
/// <remarks>
/// Nothing here is cancelled by a vanished client: a request whose body arrived whole is carried out whole.
/// </remarks>
internal sealed class DocumentEditor(IDocumentStore documents, DocumentBlobs blobs, BlobManager manager, IAuditLog audit, TimeProvider clock)
{
    /// <summary>For changes that bring no content.</summary>
    public static readonly Task<IReadOnlyList<(PropertyPath, BlobSource)>> NoContents =
        Task.FromResult<IReadOnlyList<(PropertyPath, BlobSource)>>([]);

    private const int Attempts = 10;

    // Changes of one document wait for each other here, so that only another server's change can be a conflict. Documents share the gates.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Creates a document with contents at their places, or nothing.</summary>
    public async Task<Document> CreateAsync(Principal principal, Document draft, IReadOnlyList<(PropertyPath, BlobSource)> contents)
    {
        draft.Properties.Set("dc:creator", principal.Name);
        Sign(draft, principal);
        var created = await documents.CreateAsync(draft, CancellationToken.None);
        if (contents.Count > 0)
            created = await AddContentsAsync(created, contents);
        await RecordAsync("documentCreated", principal, created);
        return created;
    }

    /// <summary>
    /// Changes a document. With a change token the document must still have it; without one the change is made to the newest state, again
    /// if somebody else was faster.
    /// </summary>
    /// <param name="principal">Who changes it.</param>
    /// <param name="document">The document as it was read.</param>
    /// <param name="changeToken">The token of the state that the client knows, or null.</param>
    /// <param name="change">
    /// Makes the change on a document that it is given and answers the contents that are to be stored at their places; may be called again
    /// with a newer state.
    /// </param>
    /// <param name="comment">For the audit entry.</param>
    public async Task<Document> ChangeAsync(
        Principal principal, Document document, string? changeToken, Func<Document, Task<IReadOnlyList<(PropertyPath, BlobSource)>>> change, string? comment = null)
    {
        if (changeToken is not null && document.HasChangedSince(changeToken))
            throw new DocumentException(DocumentError.Conflict, "The document changed since it was read; read it again and repeat the change.");
        var gate = _gates[(uint)document.Id.GetHashCode(StringComparison.Ordinal) % _gates.Length];
        await gate.WaitAsync(CancellationToken.None);
        Document changed;
        try
        {
            changed = await ChangeAloneAsync(principal, document, changeToken, change);
        }
        finally
        {
            gate.Release();
        }
        await RecordAsync("documentModified", principal, changed, comment);
        return changed;
    }

    /// <summary>Deletes a document with everything under it.</summary>
    public async Task DeleteAsync(Principal principal, Document document)
    {
        await documents.DeleteAsync(document.Repository, document.Id, CancellationToken.None);
        await RecordAsync("documentRemoved", principal, document);
    }

    /// <summary>Refuses when a change would take away a blob of a provider that prevents user updates: its files belong to someone else.</summary>
    public void CheckUserUpdates(Document before, Document after)
    {
        var kept = after.Blobs().Select(held => held.Blob.Key).ToHashSet();
        foreach (var (path, blob) in before.Blobs())
        {
            if (!kept.Contains(blob.Key)
                && manager.TryGet(blobs.Resolve(blob.Key, before.Repository).Provider!, out var provider)
                && provider.Options.PreventUserUpdate)
            {
                throw RequestException.Forbidden($"The blob '{path}' is kept by '{provider.Id}', whose files are not to be replaced or removed here.");
            }
        }
    }

    // A provider may name content after its document, whose id is known only now.
    private async Task<Document> AddContentsAsync(Document created, IReadOnlyList<(PropertyPath, BlobSource)> contents)
    {
        try
        {
            var filled = created.Copy();
            await StoreAsync(contents, filled);
            return await documents.UpdateAsync(filled, created.ChangeToken, CancellationToken.None);
        }
        catch
        {
            await documents.DeleteAsync(created.Repository, created.Id, CancellationToken.None);
            throw;
        }
    }

    private async Task<Document> ChangeAloneAsync(
        Principal principal, Document document, string? changeToken, Func<Document, Task<IReadOnlyList<(PropertyPath, BlobSource)>>> change)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = changeToken is null ? await NewestAsync(document) : document;
            var after = before.Copy();
            var contents = await change(after);
            CheckUserUpdates(before, after);
            await StoreAsync(contents, after);
            Sign(after, principal);
            try
            {
                return await documents.UpdateAsync(after, changeToken ?? before.ChangeToken, CancellationToken.None);
            }
            catch (DocumentException exception) when (exception.Error == DocumentError.Conflict && changeToken is null && attempt < Attempts)
            {
                // Another server was faster: once more on what it left.
            }
        }
    }

    private async ValueTask<Document> NewestAsync(Document document) =>
        await documents.FindAsync(document.Repository, document.Id, CancellationToken.None)
        ?? throw RequestException.NotFound($"The document '{document.Id}' was deleted meanwhile.");

    private async Task StoreAsync(IReadOnlyList<(PropertyPath Path, BlobSource Content)> contents, Document document)
    {
        foreach (var (path, content) in contents)
            await blobs.WriteAsync(content, document, path, cancellationToken: CancellationToken.None);
    }

    private static void Sign(Document document, Principal principal)
    {
        var contributors = document.Properties.Get("dc:contributors") as List<object?> ?? [];
        if (!contributors.Contains(principal.Name))
            contributors.Add(principal.Name);
        document.Properties.Set("dc:contributors", contributors);
        document.Properties.Set("dc:lastContributor", principal.Name);
    }

    private async Task RecordAsync(string eventId, Principal principal, Document document, string? comment = null) =>
        await audit.WriteAsync(document.Event(eventId, principal, clock, comment), CancellationToken.None);
}
