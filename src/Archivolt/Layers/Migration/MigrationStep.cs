using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Layers.Migration;

/// <summary>What one blob went through.</summary>
internal enum StepOutcome
{
    /// <summary>The copy was made and read back.</summary>
    Copied,

    /// <summary>The copy was there already and was read.</summary>
    Sound,

    /// <summary>Deleted meanwhile.</summary>
    Gone,
}

/// <summary>Brings one blob to the other store of a migration, or proves that it is there. Doing it twice does no harm.</summary>
internal sealed class MigrationStep(BlobProvider provider, Migrating stores)
{
    /// <summary>Copies a blob unless its copy is there, and reads the copy to its end in any case.</summary>
    /// <param name="key">The key.</param>
    /// <param name="from">Where it is; the copy goes to the other store.</param>
    /// <param name="purge">True to delete it from <paramref name="from"/> once its copy was read.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<StepOutcome> RunAsync(string key, IBlobStore from, bool purge, CancellationToken cancellationToken)
    {
        var to = stores.Other(from);
        using var held = await stores.LockAsync(key, cancellationToken);
        if (await from.StatAsync(key, cancellationToken) is not { } original)
            return StepOutcome.Gone;
        var expected = provider.Options.KeyStrategy.DigestOf(key);
        var outcome = StepOutcome.Sound;
        if (!await IsSoundAsync(from, to, original, expected, cancellationToken))
        {
            // What is under the key there is damaged or older.
            var replace = await to.StatAsync(key, cancellationToken) is not null;
            if (!await StoreCopy.MakeAsync(from, to, key, expected, replace, progress: null, cancellationToken))
                return StepOutcome.Gone;
            outcome = StepOutcome.Copied;
        }
        if (purge)
            await from.DeleteAsync(key, DeletionProof.Copied(MigrationStatus.WorkOf(provider.Id)), cancellationToken);
        return outcome;
    }

    private static async Task<bool> IsSoundAsync(IBlobStore from, IBlobStore to, BlobStat original, Digest? expected, CancellationToken cancellationToken)
    {
        if (await to.StatAsync(original.Key, cancellationToken) is not { } copy)
            return false;
        if (await ReadAsync(to, original.Key, expected?.Algorithm, cancellationToken) is not { } copied)
            return false;
        if (expected is not null)
            return copied.Digest == expected;
        var read = await StoreCopy.ReadAsync(from, original.Key, null, cancellationToken);
        // A key that says nothing of its content: of two contents the younger one counts.
        return read is null || read.Value.Digest == copied.Digest || copy.Modified > original.Modified;
    }

    private static async Task<(Digest Digest, long Length)?> ReadAsync(
        IBlobStore store, string key, DigestAlgorithm? algorithm, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreCopy.ReadAsync(store, key, algorithm, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Damaged)
        {
            return null;
        }
    }
}
