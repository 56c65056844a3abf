using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Layers.Migration;

/// <summary>Brings one blob to the other store of a migration, or proves that it is there. Doing it twice does no harm.</summary>
internal sealed class MigrationStep(BlobProvider provider, Migrating stores)
{
    /// <summary>Copies a blob unless its copy is there, and reads the copy to its end in any case.</summary>
    /// <param name="key">The key.</param>
    /// <param name="from">Where it is; the copy goes to the other store.</param>
    /// <param name="purge">True to delete it from <paramref name="from"/> once its copy was read.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<CopyOutcome> RunAsync(string key, IBlobStore from, bool purge, CancellationToken cancellationToken)
    {
        var to = stores.Other(from);
        using var held = await stores.LockAsync(key, cancellationToken);
        if (await from.StatAsync(key, cancellationToken) is not { } original)
            return CopyOutcome.Gone;
        var expected = provider.Options.KeyStrategy.DigestOf(key);
        // What is under the key there, if it is not the same, is damaged or older.
        var outcome = expected is null && await HasSameOrYoungerAsync(from, to, original, cancellationToken)
            ? CopyOutcome.AlreadyThere
            : await BlobCopy.MakeAsync(from, to, key, expected, replace: true, progress: null, cancellationToken);
        if (purge && outcome != CopyOutcome.Gone)
            await from.DeleteAsync(key, DeletionProof.Copied(MigrationStatus.WorkOf(provider.Id)), cancellationToken);
        return outcome;
    }

    // A key that says nothing of its content: of two contents the younger one counts.
    private static async Task<bool> HasSameOrYoungerAsync(IBlobStore from, IBlobStore to, BlobStat original, CancellationToken cancellationToken)
    {
        if (await to.StatAsync(original.Key, cancellationToken) is not { } copy
            || await BlobCopy.FindWholeAsync(to, original.Key, algorithm: null, cancellationToken) is not { } copied)
        {
            return false;
        }
        var read = await ContentDigest.FindAsync(from, original.Key, cancellationToken: cancellationToken);
        return read is null || read.Digest == copied.Digest || copy.Modified > original.Modified;
    }
}
