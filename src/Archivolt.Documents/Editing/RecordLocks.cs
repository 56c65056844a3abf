using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Microsoft.Extensions.Logging;

namespace Archivolt.Documents.Editing;

/// <summary>
/// Puts what protects a record on its content in record providers, whose stores then refuse by themselves. Content named by its digest belongs
/// to every document that has it; there the documents' references protect it.
/// </summary>
public sealed partial class RecordLocks(
    IDocumentStore documents, DocumentBlobs blobs, BlobManager manager, TimeProvider clock, ILogger<RecordLocks> logger)
{
    private const int Attempts = 5;

    /// <summary>Protects the content of a record as the record is protected now.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Conflict"/>: the content is not what the document says.</exception>
    public async Task ApplyAsync(Document record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        await foreach (var content in ContentsAsync(record, cancellationToken))
        {
            if (await content.Store.GetRetentionAsync(content.Blob.Key.Key, cancellationToken) is var present && AtStore(record, present) is var wanted && present != wanted)
                await LockAsync(content, present, wanted, cancellationToken);
        }
    }

    /// <summary>
    /// Applies a change of a record that is stored, and takes holds off that were for it. Whoever changes the record at the same time may reach the store before or after:
    /// each looks once more, so that the last one leaves the newest state there.
    /// </summary>
    internal async Task FollowAsync(Document record, IReadOnlyList<BlobKey> held, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            await ApplyAsync(record, cancellationToken);
            await ReleaseAsync(held, record, cancellationToken);
            if (await documents.FindAsync(record.Repository, record.Id, cancellationToken) is not { } newest || newest.Retention == record.Retention)
                return;
            if (attempt == Attempts)
                throw new DocumentException(DocumentError.Conflict, $"The retention of document {record.Id} changes all the time; repeat this.");
            record = newest;
        }
    }

    /// <summary>Keeps the content of a record from being deleted or changed until <see cref="ReleaseAsync"/>, by a hold, which can be taken off again.</summary>
    /// <param name="record">The record.</param>
    /// <param name="held">Receives each key before it is held, so that it is known where this fails.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task HoldAsync(Document record, ICollection<BlobKey> held, CancellationToken cancellationToken)
    {
        await foreach (var content in ContentsAsync(record, cancellationToken))
        {
            var present = await content.Store.GetRetentionAsync(content.Blob.Key.Key, cancellationToken);
            if (present.LegalHold)
                continue;
            held.Add(blobs.Resolve(content.Blob.Key, record.Repository));
            await LockAsync(content, present, present.Or(AtStore(record, present)) with { LegalHold = true }, cancellationToken);
        }
    }

    /// <summary>Takes holds off, except from content that the record has and keeps by a legal hold of its own.</summary>
    /// <param name="held">The keys with their providers; what is not there any more is left out.</param>
    /// <param name="record">The record as it is stored now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task ReleaseAsync(IEnumerable<BlobKey> held, Document record, CancellationToken cancellationToken)
    {
        var kept = AtStore(record, Retention.None).LegalHold
            ? record.Blobs().Where(content => ContentGuard.IsRetained(record, content.Path))
                .Select(content => blobs.Resolve(content.Blob.Key, record.Repository)).ToHashSet()
            : [];
        foreach (var key in held.Where(key => !kept.Contains(key)))
        {
            if (await LockedStoreAsync(manager[key.Provider!], cancellationToken) is { } store
                && await store.GetRetentionAsync(key.Key, cancellationToken) is { LegalHold: true } present)
            {
                await store.SetRetentionAsync(key.Key, present with { LegalHold = false }, cancellationToken);
            }
        }
    }

    private async IAsyncEnumerable<Content> ContentsAsync(Document record, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (path, blob) in record.Blobs().Where(held => ContentGuard.IsRetained(record, held.Path)))
        {
            var provider = blobs.ProviderOf(blob, record.Repository);
            if (await LockedStoreAsync(provider, cancellationToken) is { } store)
                yield return new Content(record, path, blob, provider, store);
            else if (provider.Options.KeyStrategy is KeyStrategy.ByDocument)
                LogUnlocked(provider.Id, record.Id);
        }
    }

    // A time whose end nobody knows yet is a hold there, as the platform has it since 2023: a store would never take a time of its own back.
    private static Retention AtStore(Document record, Retention present) => record.Retention switch
    {
        { Until: { } until } when until == Retention.Indeterminate => new Retention(present.Until, LegalHold: true),
        var own when present.Until == Retention.Indeterminate => own with { Until = present.Until },
        var own => own,
    };

    private static async ValueTask<IRetainsContent?> LockedStoreAsync(BlobProvider provider, CancellationToken cancellationToken)
    {
        await provider.EnsureOpenAsync(cancellationToken);
        return provider.Options.KeyStrategy is KeyStrategy.ByDocument ? provider.Ability<IRetainsContent>() : null;
    }

    private async Task LockAsync(Content content, Retention present, Retention wanted, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!present.HoldsAt(now) && wanted.HoldsAt(now) && content.Blob.KnownDigest is { } digest)
            await LockCheckedAsync(content.Store, content.Provider, (content.Record, content.Path, digest), content.Blob.Key.Key, wanted, cancellationToken);
        else
            await content.Store.SetRetentionAsync(content.Blob.Key.Key, wanted, cancellationToken);
    }

    // Somebody may have replaced the content a moment before, without having told the document yet.
    private static async Task LockCheckedAsync(
        IRetainsContent store, BlobProvider provider, (Document Record, PropertyPath Path, Digest Digest) what, string key, Retention retention,
        CancellationToken cancellationToken)
    {
        var before = await provider.StatAsync(key, cancellationToken);
        await CheckAsync(provider, what, key, cancellationToken);
        await store.SetRetentionAsync(key, retention, cancellationToken);
        // It was replaced, or only made young again, as a mover does that finds it there; nothing can replace it any more.
        if (await provider.StatAsync(key, cancellationToken) != before)
            await CheckAsync(provider, what, key, cancellationToken);
    }

    private static async Task CheckAsync(
        BlobProvider provider, (Document Record, PropertyPath Path, Digest Digest) what, string key, CancellationToken cancellationToken)
    {
        await using var content = await provider.OpenAsync(key, cancellationToken: cancellationToken);
        var found = await ContentDigest.OfAsync(content, what.Digest.Algorithm, cancellationToken: cancellationToken);
        if (found.Digest != what.Digest)
        {
            throw new DocumentException(DocumentError.Conflict,
                $"The content at '{what.Path}' of document {what.Record.Id} hashes to {found.Digest}, the document says {what.Digest}; "
                + "store it again, then repeat this.");
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Provider {Provider} keeps records in a store that cannot lock content; the retention of document {DocumentId} holds in the repository only.")]
    private partial void LogUnlocked(string provider, string documentId);

    private sealed record Content(Document Record, PropertyPath Path, BlobInfo Blob, BlobProvider Provider, IRetainsContent Store);
}
