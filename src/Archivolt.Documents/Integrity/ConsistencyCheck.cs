using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Integrity;

/// <summary>
/// Compares what documents refer to with what is stored: one pass over both in key order, in constant memory, while everybody works. Before
/// something is reported it is looked up once more, so that what was written or deleted meanwhile is no finding.
/// </summary>
/// <param name="manager">The providers.</param>
/// <param name="references">What documents refer to.</param>
/// <param name="documents">Reports the lengths that documents know.</param>
/// <param name="quarantine">Names the documents.</param>
public sealed class ConsistencyCheck(BlobManager manager, IBlobReferences references, IDocumentStore documents, Quarantine quarantine)
{
    /// <summary>What does not fit in a provider, in key order.</summary>
    /// <param name="provider">The provider's id.</param>
    /// <param name="progress">Receives the number of stored blobs compared so far.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">The provider cannot be listed.</exception>
    public async IAsyncEnumerable<ConsistencyFinding> RunAsync(
        string provider, IProgress<long>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var compared = 0L;
        var checkedProvider = manager[provider];
        string? last = null;
        var (referred, stored) = (references.ListAsync(provider, cancellationToken: cancellationToken), checkedProvider.ListAsync(cancellationToken: cancellationToken));
        await foreach (var blob in KeyMerge.JoinAsync(referred, static reference => reference.Key, stored, static stat => stat.Key, cancellationToken))
        {
            // Several documents may refer to one key.
            var isNext = blob.Key != last;
            last = blob.Key;
            if (isNext && blob.HasRight)
                progress?.Report(++compared);
            var finding = blob switch
            {
                { HasLeft: false } => await FindUnreferencedAsync(checkedProvider, blob.Right, cancellationToken),
                { HasRight: true } => await FindWrongLengthAsync(provider, blob.Left, blob.Right, cancellationToken),
                _ => isNext ? await FindMissingAsync(checkedProvider, blob.Key, cancellationToken) : null,
            };
            if (finding is not null)
                yield return finding;
        }
    }

    private async Task<ConsistencyFinding?> FindUnreferencedAsync(BlobProvider provider, BlobStat stat, CancellationToken cancellationToken)
    {
        await manager.EnsureOpenAsync(cancellationToken);
        foreach (var user in manager.SharingStorageWith(provider).Prepend(provider))
        {
            if ((await references.FindAsync(user.Id, stat.Key, cancellationToken)).Count > 0)
                return null;
        }
        return await provider.Store.StatAsync(stat.Key, cancellationToken) is not { } still ? null : new ConsistencyFinding(
            new BlobKey(provider.Id, stat.Key), Inconsistency.Unreferenced, "No document refers to this content.", still.Length, still.Modified, []);
    }

    private async Task<ConsistencyFinding?> FindMissingAsync(BlobProvider provider, string key, CancellationToken cancellationToken)
    {
        if (await provider.Store.StatAsync(key, cancellationToken) is not null
            || await quarantine.DocumentsOfAsync(provider.Id, key, cancellationToken) is not { Count: > 0 } losers)
        {
            return null;
        }
        var damaged = await quarantine.Ledger.FindAsync(provider.Id, key, cancellationToken);
        return new ConsistencyFinding(new BlobKey(provider.Id, key), Inconsistency.Missing,
            damaged is null ? "Documents refer to this content, but it is not stored." : "Documents refer to this content, but it is damaged and in quarantine.",
            null, null, losers);
    }

    // Where nobody wrote the length down, every length fits.
    private async Task<ConsistencyFinding?> FindWrongLengthAsync(string provider, BlobReference reference, BlobStat stat, CancellationToken cancellationToken)
    {
        var document = await documents.FindAsync(reference.Repository, reference.DocumentId, cancellationToken);
        if (document is null || !PropertyPath.TryParse(reference.XPath, out var path)
            || document.Properties.Get(path) is not BlobInfo { Length: { } length } blob || length == stat.Length || blob.Key.Key != stat.Key)
        {
            return null;
        }
        return new ConsistencyFinding(new BlobKey(provider, stat.Key), Inconsistency.WrongLength,
            $"The document says {length} bytes, stored are {stat.Length}.", stat.Length, stat.Modified,
            [new DamagedDocument(document.Repository, document.Id, document.Path, reference.XPath)]);
    }
}
