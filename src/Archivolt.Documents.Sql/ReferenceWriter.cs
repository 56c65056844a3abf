using Archivolt.Documents.Collection;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;
using Archivolt.Providers;

namespace Archivolt.Documents.Sql;

/// <summary>
/// What a document's transaction does about content: writes the references, closes the uploads they came from, takes back what was condemned. A
/// document may refer only to content that was reserved; what nobody reserved is reserved and looked for before the transaction runs again.
/// </summary>
internal sealed class ReferenceWriter(
    Database database, IBlobDispatcher dispatcher, IUploadLedger uploads, Func<BlobManager> providers, CollectionOptions options, bool allowMissing)
{
    private const int Attempts = 5;

    /// <summary>Runs a transaction that stores a document, again with what it was found to need.</summary>
    public async Task<T> SaveAsync<T>(Func<WriteSession, Reserved, Task<T>> save, CancellationToken cancellationToken)
    {
        var reserved = new Reserved();
        // Before the transaction, which asks the stores whether they are collected: opening one may take long.
        await providers().EnsureOpenAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await database.WriteAsync(session => save(session, reserved), Commit.Durable, cancellationToken);
            }
            catch (UnreservedException unreserved) when (attempt < Attempts)
            {
                foreach (var (provider, key) in unreserved.Keys)
                    reserved.Add((provider, key), await TakeOverAsync(provider, key, cancellationToken));
            }
        }
    }

    /// <summary>Writes the references of a new document.</summary>
    public async Task InsertAsync(WriteSession session, Document document, Reserved reserved)
    {
        var held = Held(document);
        await ReferenceRows.InsertAsync(session.Connection, [.. held.Select(each => each.Reference)]);
        await CloseAsync(session, held, [], reserved);
    }

    /// <summary>Makes the references of a document be those it has now.</summary>
    public async Task ReplaceAsync(WriteSession session, Document document, Reserved reserved)
    {
        var held = Held(document);
        var before = await ReferenceRows.ReplaceAsync(session.Connection, document.Repository, document.Id, [.. held.Select(each => each.Reference)]);
        await CloseAsync(session, held, before, reserved);
        if (!options.Immediate)
            return;
        var now = await database.NowAsync(session.Connection);
        foreach (var (provider, key) in before.Select(KeyOf).Except(held.Select(each => KeyOf(each.Reference))))
            await CondemnedRows.CondemnAsync(session, provider, key, length: null, CollectionReason.Replaced, now, due: now);
    }

    /// <summary>Called before documents at and under a path are deleted with their references.</summary>
    public async Task RemoveReferencesAsync(WriteSession session, string repository, string path)
    {
        if (options.Immediate)
            await CondemnedRows.CondemnOfTreeAsync(session, repository, path, await database.NowAsync(session.Connection));
    }

    private static (string Provider, string Key) KeyOf(BlobReference reference) => (reference.Provider, reference.Key);

    // The step "save" of the model. Uploads of content that the document had already are closed too.
    private async Task CloseAsync(
        WriteSession session, List<(BlobReference Reference, Guid? Upload)> held, IReadOnlyList<BlobReference> before, Reserved reserved)
    {
        var old = before.Select(KeyOf).ToHashSet();
        var missing = new List<(string, string)>();
        foreach (var blob in held.GroupBy(each => KeyOf(each.Reference)))
        {
            var (provider, key) = blob.Key;
            var isReserved = false;
            foreach (var upload in blob.Select(each => each.Upload).OfType<Guid>().Concat(reserved.Of(blob.Key)))
                isReserved |= await UploadRows.DeleteAsync(session, provider, key, upload);
            if (old.Contains(blob.Key) || !IsCollected(provider))
                continue;
            if (isReserved)
                await CondemnedRows.RestoreAsync(session, provider, key);
            else
                missing.Add(blob.Key);
        }
        if (missing.Count > 0)
            throw new UnreservedException(missing);
    }

    private async Task<Guid> TakeOverAsync(string provider, string key, CancellationToken cancellationToken)
    {
        var upload = await uploads.ReserveAsync(provider, key, length: null, cancellationToken);
        if (allowMissing || await providers()[provider].StatAsync(key, cancellationToken) is not null)
            return upload;
        await database.WriteAsync(session => UploadRows.DeleteAsync(session, provider, key, upload), Commit.Relaxed, CancellationToken.None);
        throw new DocumentException(DocumentError.Invalid, $"The document refers to '{provider}:{key}', which is not stored; store the content first.");
    }

    // Content that nobody collects, in folders of others, needs no reservation.
    private bool IsCollected(string provider) => providers().TryGet(provider, out var known) && known is { Uploads: not null, Store.Traits.CanWrite: true };

    private List<(BlobReference Reference, Guid? Upload)> Held(Document document) =>
    [
        .. document.Blobs().Select(held => (new BlobReference(
            held.Blob.Key.Provider ?? dispatcher.ProviderOfUnprefixed(document.Repository),
            held.Blob.Key.Key, document.Repository, document.Id, held.Path.ToString()), held.Blob.Upload)),
    ];

    /// <summary>Uploads that were opened for a document on its way.</summary>
    public sealed class Reserved
    {
        private readonly List<((string Provider, string Key) Key, Guid Upload)> _uploads = [];

        public IEnumerable<Guid> Of((string Provider, string Key) key) => _uploads.Where(each => each.Key == key).Select(each => each.Upload);

        public void Add((string Provider, string Key) key, Guid upload) => _uploads.Add((key, upload));
    }

    private sealed class UnreservedException(IReadOnlyList<(string Provider, string Key)> keys) : Exception("Content was not reserved.")
    {
        public IReadOnlyList<(string Provider, string Key)> Keys => keys;
    }
}
