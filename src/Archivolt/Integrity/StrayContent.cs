using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Integrity;

/// <summary>Names what is in a provider's place and is no blob of it: nobody collects, serves or counts it as content.</summary>
/// <param name="manager">The providers.</param>
public sealed class StrayContent(BlobManager manager)
{
    /// <summary>The stray files of a provider, in any order. What another provider in the same place owns is none.</summary>
    /// <param name="provider">The provider's id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">The store cannot be listed.</exception>
    public async IAsyncEnumerable<StrayFile> ListAsync(string provider, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await manager.EnsureOpenAsync(cancellationToken);
        var (own, others) = (manager[provider], manager.SharingStorageWith(manager[provider]));
        var hasUnreadable = false;
        if (own.Ability<IFindsStrayFiles>() is { } store)
        {
            await foreach (var stray in store.ListStrayFilesAsync(cancellationToken))
            {
                hasUnreadable |= stray.Reason == StrayReason.Unreadable;
                if (!others.Any(other => other.Ability<IFindsStrayFiles>()?.IsOwn(stray.Path, other.Options.KeyStrategy.MayHaveMade) == true))
                    yield return stray;
            }
        }
        if (own.Store.Traits.Listing == Listing.None)
            yield break;
        // A listing fails at its end for a directory that it could not read, and that was named already.
        await foreach (var key in own.ListForeignKeysAsync(cancellationToken).ToldAtEnd(failure => (hasUnreadable ? null : ExceptionDispatchInfo.Capture(failure))?.Throw(), cancellationToken))
        {
            if (!others.Any(other => other.Options.KeyStrategy.MayHaveMade(key)))
                yield return new StrayFile(key, StrayReason.NotAKey, $"'{key}' is no blob: the provider '{own.Id}' names content by {Naming(own)}.");
        }
    }

    private static string Naming(BlobProvider provider) => provider.Options.KeyStrategy is KeyStrategy.ByDocument ? "the id of its document" : "its digest";
}
