using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;
using Archivolt.Stores;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.ColdStorage;

/// <summary>
/// Moves the main content of documents to cold storage, makes it available for a while, and brings it back. Cold storage keeps blobs, and a
/// blob may be that of many documents: they go and come back together. Each change is stored with its audit entry. Permissions are checked by the
/// callers; terms concern the document that is asked for, and are refused as <see cref="EditOptions"/> say.
/// </summary>
public sealed class ColdDocuments(
    IDocumentStore documents, IBlobReferences references, DocumentBlobs blobs, RecordKeeper records, ColdPictures pictures,
    IOptions<ColdStorageOptions> options, TimeProvider clock)
{
    /// <summary>Moves a document's content, and that of every document with the same blob. Does nothing where it is done already.</summary>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.ContentLocked"/>: under retention or hold; <see cref="DocumentError.NotFound"/>: there is no main content;
    /// <see cref="DocumentError.Unprepared"/>: there is nothing to show in its place.
    /// </exception>
    /// <exception cref="BlobException"><see cref="BlobError.Unsupported"/>: the provider has no cold storage.</exception>
    public async Task<Document> MoveAsync(
        Principal principal, Document document, EditOptions? terms = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        document = await NewestAsync(document, terms, cancellationToken);
        var content = ColdContent.Of(document) ?? document.Properties.Get(ColdContent.MainPath) as BlobInfo
            ?? throw new DocumentException(DocumentError.NotFound, $"There is no main content for document: {document.Id}.");
        var (store, key) = await PlaceAsync(content, document, cancellationToken);
        if (store is null)
            throw new BlobException(BlobError.Unsupported, $"The provider '{key.Provider}' has no cold storage.", key.Provider, key.Key);
        // Once more after the blob is archived, for a document that took it meanwhile.
        for (var archived = false; ; archived = true)
        {
            var together = await HotSharersAsync(document, key, cancellationToken);
            if (archived && together.Count == 0)
                break;
            var shown = new List<(Document One, BlobInfo? Picture)>(together.Count);
            foreach (var one in together)
                shown.Add((one, await PictureOfAsync(one, document, cancellationToken)));
            // The one that the terms are about comes first: where they are broken, no other has gone.
            foreach (var (one, picture) in shown.OrderByDescending(each => IsAsked(each.One)))
                await MoveOneAsync(principal, one, picture, IsAsked(one) ? terms : null, cancellationToken);
            await store.ArchiveAsync(key.Key, cancellationToken);
        }
        return await NewestAsync(document, terms: null, cancellationToken);

        bool IsAsked(Document one) => (one.Repository, one.Id) == (document.Repository, document.Id);
    }

    /// <summary>
    /// Asks for the content to be available for some days. What is available already, or not in cold storage any more, is noted at once; a
    /// restore that is under way is not asked for twice.
    /// </summary>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.NotFound"/>: no cold content; <see cref="DocumentError.ContentLocked"/>: it is being retrieved already.
    /// </exception>
    public async Task<Document> RetrieveAsync(
        Principal principal, Document document, int? days = null, EditOptions? terms = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        document = await NewestAsync(document, terms, cancellationToken);
        var content = ContentOf(document);
        ColdChange.CheckRetrievable(document, toRestore: false);
        return await RetrieveAsync(principal, document, content, days ?? options.Value.DaysAvailable, toRestore: false, terms, cancellationToken);
    }

    /// <summary>
    /// Brings the content back for good, at once where it can be read, otherwise as soon as it can: then <see cref="CheckAsync"/> does it.
    /// </summary>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.Conflict"/>: not in cold storage, or being restored already; <see cref="DocumentError.NotFound"/>: no cold content.
    /// </exception>
    public async Task<Document> RestoreAsync(
        Principal principal, Document document, EditOptions? terms = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        document = await NewestAsync(document, terms, cancellationToken);
        if (!ColdContent.IsCold(document))
            throw new DocumentException(DocumentError.Conflict, $"The document {document.Id} is not in cold storage.");
        var content = ContentOf(document);
        ColdChange.CheckRetrievable(document, toRestore: true);
        var (store, key) = await PlaceAsync(content, document, cancellationToken);
        return (await StatusAsync(store, key, cancellationToken)).IsReadable
            ? await BringBackAsync(principal, document, store, key, terms, cancellationToken)
            : await RetrieveAsync(principal, document, content, options.Value.DaysAvailable, toRestore: true, terms, cancellationToken);
    }

    /// <summary>Looks whether what was asked for has become available, or is over. True when the document changed.</summary>
    public async Task<bool> CheckAsync(Document document, CancellationToken cancellationToken = default)
    {
        document = await NewestAsync(document, terms: null, cancellationToken);
        if (!ColdContent.IsAwaited(document))
            return false;
        var (store, key) = await PlaceAsync(ContentOf(document), document, cancellationToken);
        var status = await StatusAsync(store, key, cancellationToken);
        if (status.State == ColdState.Available || status.IsReadable && document.Has(ColdContent.ToBeRestored))
            await BringBackAsync(Principal.System, document, store, key, terms: null, cancellationToken);
        else if (status.IsReadable && !(document.Properties.Get(ColdContent.DownloadableUntil) is DateTimeOffset known && known == status.Until))
            await ApplyAsync(document, new ColdChange.MakeAvailable(Principal.System, status.Until!.Value), cancellationToken);
        else if (status.State == ColdState.Archived && document.Has(ColdContent.Available))
            await ApplyAsync(document, new ColdChange.Expire(), cancellationToken);
        else
            return false;
        return true;
    }

    /// <summary>True where a document has content whose provider has cold storage. Asks no store, so that a page can tell it quickly.</summary>
    public async ValueTask<bool> IsOfferedForAsync(Document document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var content = ColdContent.Of(document) ?? document.Properties.Get(ColdContent.MainPath) as BlobInfo;
        return content is not null && await PlaceAsync(content, document, cancellationToken) is ({ }, _);
    }

    /// <summary>Where a document's content is between storage and cold storage; null when its provider has no cold storage.</summary>
    public async ValueTask<ColdStatus?> FindStatusAsync(Document document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var content = ColdContent.Of(document) ?? document.Properties.Get(ColdContent.MainPath) as BlobInfo;
        return content is not null && await PlaceAsync(content, document, cancellationToken) is ({ } store, _)
            ? await store.GetStatusAsync(content.Key.Key, cancellationToken)
            : null;
    }

    private async Task<Document> RetrieveAsync(
        Principal principal, Document document, BlobInfo content, int days, bool toRestore, EditOptions? terms, CancellationToken cancellationToken)
    {
        if (days < 1)
            throw new DocumentException(DocumentError.Invalid, $"Content is made available for one day or more, not for {days}.");
        var (store, key) = await PlaceAsync(content, document, cancellationToken);
        if ((await StatusAsync(store, key, cancellationToken)).State == ColdState.Available)
            return await BringBackAsync(principal, document, store, key, terms, cancellationToken);
        var status = await store!.RequestRestoreAsync(key.Key, TimeSpan.FromDays(days), cancellationToken);
        var asked = await ApplyAsync(document, new ColdChange.Retrieve(principal, terms, days, toRestore), cancellationToken);
        if (!status.IsReadable)
            return asked;
        return toRestore
            ? await BringBackAsync(principal, asked, store, key, terms: null, cancellationToken)
            : await ApplyAsync(asked, new ColdChange.MakeAvailable(principal, status.Until!.Value), cancellationToken);
    }

    // The blob first: a document that is told late finds it readable and comes back then.
    private async Task<Document> BringBackAsync(
        Principal principal, Document document, IColdStorage? store, BlobKey key, EditOptions? terms, CancellationToken cancellationToken)
    {
        if (store is not null)
            await store.UnarchiveAsync(key.Key, cancellationToken);
        var restored = await BringOneBackAsync(principal, document, terms, cancellationToken);
        foreach (var other in await SharersAsync(document, key, ColdContent.Path, cancellationToken))
            await BringOneBackAsync(principal, other, terms: null, cancellationToken);
        return restored;
    }

    private async Task<Document> BringOneBackAsync(Principal principal, Document document, EditOptions? terms, CancellationToken cancellationToken)
    {
        var restored = await ApplyAsync(document, new ColdChange.Restore(principal, terms), cancellationToken);
        // A record's content has been waiting for its place.
        return restored.IsRecord
            ? await records.MakeRecordAsync(principal, restored, restored.IsFlexibleRecord, cancellationToken: cancellationToken)
            : restored;
    }

    private Task<Document> MoveOneAsync(Principal principal, Document document, BlobInfo? picture, EditOptions? terms, CancellationToken cancellationToken)
    {
        var content = (BlobInfo)document.Properties.Get(ColdContent.MainPath)!;
        return ApplyAsync(document, new ColdChange.Move(principal, terms, content, picture), cancellationToken);
    }

    private Task<Document> ApplyAsync(Document document, ColdChange change, CancellationToken cancellationToken) =>
        documents.ApplyAsync(document.Repository, document.Id, change, cancellationToken);

    // Another document with the same content may be nobody's business here.
    private async Task<BlobInfo?> PictureOfAsync(Document document, Document asked, CancellationToken cancellationToken)
    {
        var isOther = document.Id != asked.Id;
        if (document.Retention.HoldsAt(clock.GetUtcNow()))
            throw isOther ? Shared("is under retention or hold") : ColdChange.UnderRetention(document);
        if (!options.Value.PreviewRequired)
            return Placeholder.Of(document);
        return await pictures.GetAsync(document, cancellationToken)
            ?? throw (isOther ? Shared("has no thumbnail") : new DocumentException(DocumentError.Unprepared, $"No available thumbnail rendition for document {document.Path}."));

        DocumentException Shared(string why) =>
            new(DocumentError.ContentLocked, $"Another document with the content of document {asked.Id} {why}; it cannot be moved to cold storage.");
    }

    // Documents whose main content is this blob. One that needs it elsewhere, as an attachment, could not be told that it went.
    private async Task<IReadOnlyList<Document>> HotSharersAsync(Document asking, BlobKey key, CancellationToken cancellationToken)
    {
        var hot = (await references.FindAsync(key.Provider!, key.Key, cancellationToken))
            .Where(reference => !reference.IsRendition && reference.XPath != ColdContent.Path.ToString()).ToList();
        if (hot.Find(reference => reference.XPath != ColdContent.MainPath.ToString()) is { DocumentId: not null } attached)
        {
            var place = attached.DocumentId == asking.Id ? $"at '{attached.XPath}' of the same document" : "elsewhere in another document";
            throw new DocumentException(DocumentError.ContentLocked, $"The content of document {asking.Id} is also {place}, which would lose it; it cannot be moved to cold storage.");
        }
        return await FindAsync(hot, cancellationToken);
    }

    private async Task<IReadOnlyList<Document>> SharersAsync(Document document, BlobKey key, PropertyPath path, CancellationToken cancellationToken) =>
        await FindAsync([.. (await references.FindAsync(key.Provider!, key.Key, cancellationToken))
            .Where(reference => reference.XPath == path.ToString() && (reference.Repository, reference.DocumentId) != (document.Repository, document.Id))], cancellationToken);

    private async Task<IReadOnlyList<Document>> FindAsync(IReadOnlyList<BlobReference> found, CancellationToken cancellationToken)
    {
        var sharers = new List<Document>();
        foreach (var reference in found)
        {
            if (await documents.FindAsync(reference.Repository, reference.DocumentId, cancellationToken) is { } sharer)
                sharers.Add(sharer);
        }
        return sharers;
    }

    // A blob that was moved meanwhile to a provider without cold storage is simply there.
    private async ValueTask<(IColdStorage? Store, BlobKey Key)> PlaceAsync(BlobInfo content, Document document, CancellationToken cancellationToken)
    {
        var provider = blobs.ProviderOf(content, document.Repository);
        await provider.EnsureOpenAsync(cancellationToken);
        return (provider.Ability<IColdStorage>(), blobs.Resolve(content.Key, document.Repository));
    }

    private static async ValueTask<ColdStatus> StatusAsync(IColdStorage? store, BlobKey key, CancellationToken cancellationToken) => store is null
        ? new ColdStatus(ColdState.Available)
        : await store.GetStatusAsync(key.Key, cancellationToken) ?? throw BlobException.NotFound(key.Provider!, key.Key);

    private static BlobInfo ContentOf(Document document) => ColdContent.Of(document)
        ?? throw new DocumentException(DocumentError.NotFound, $"There is no cold storage content for document: {document.Id}.");

    private async Task<Document> NewestAsync(Document document, EditOptions? terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        var newest = await documents.FindAsync(document.Repository, document.Id, cancellationToken)
            ?? throw new DocumentException(DocumentError.NotFound, $"There is no document '{document.Id}' in repository '{document.Repository}'.");
        terms?.Check(newest);
        return newest;
    }
}
