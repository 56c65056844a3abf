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
public sealed partial class RecordLocks(DocumentBlobs blobs, TimeProvider clock, ILogger<RecordLocks> logger)
{
    /// <summary>Protects the content of a record as the record is protected now.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Conflict"/>: the content is not what the document says.</exception>
    public Task ApplyAsync(Document record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return ApplyAsync(record, _ => record.Retention, cancellationToken);
    }

    /// <summary>Keeps the content of a record from being deleted or changed until <see cref="ReleaseAsync"/>, by a hold, which can be taken off again.</summary>
    internal Task HoldAsync(Document record, CancellationToken cancellationToken) =>
        ApplyAsync(record, present => present.Or(record.Retention) with { LegalHold = true }, cancellationToken);

    /// <summary>Takes off what <see cref="HoldAsync"/> put on, except where the record itself has a legal hold.</summary>
    internal Task ReleaseAsync(Document record, CancellationToken cancellationToken) =>
        ApplyAsync(record, present => (present with { LegalHold = false }).Or(record.Retention), cancellationToken);

    private async Task ApplyAsync(Document record, Func<Retention, Retention> wanted, CancellationToken cancellationToken)
    {
        foreach (var (path, blob) in record.Blobs().Where(held => ContentGuard.IsRetained(record, held.Path)))
        {
            var provider = blobs.ProviderOf(blob, record.Repository);
            await provider.EnsureOpenAsync(cancellationToken);
            if (provider.Options.KeyStrategy is not KeyStrategy.ByDocument)
                continue;
            if (provider.Ability<IRetainsContent>() is not { } store)
            {
                LogUnlocked(provider.Id, record.Id);
                continue;
            }
            var present = await store.GetRetentionAsync(blob.Key.Key, cancellationToken);
            var retention = wanted(present);
            if (present == retention)
                continue;
            var now = clock.GetUtcNow();
            if (!present.HoldsAt(now) && retention.HoldsAt(now) && blob.KnownDigest is { } digest)
                await LockCheckedAsync(store, provider, (record, path, digest), blob.Key.Key, retention, cancellationToken);
            else
                await store.SetRetentionAsync(blob.Key.Key, retention, cancellationToken);
        }
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
}
