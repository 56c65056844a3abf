using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Moves;

/// <summary>Copies content from one provider to another and reads the copy back before anyone may rely on it.</summary>
internal static class VerifiedCopy
{
    /// <summary>
    /// Copies a blob. Content that the target has already is not sent again, but read all the same. The original stays. Content under a key that
    /// belongs to the document is never replaced: that there is other content is an error.
    /// </summary>
    /// <param name="source">The provider that holds the content.</param>
    /// <param name="blob">The blob; its key is looked for in <paramref name="source"/>.</param>
    /// <param name="target">The provider that is to hold it too.</param>
    /// <param name="owner">The document; needed by key strategies that name content after it.</param>
    /// <param name="progress">Receives the number of bytes copied so far.</param>
    /// <param name="cancellationToken">Cancels; at most a whole copy that nobody refers to is left.</param>
    /// <returns>The copy: its key with provider, its length and digest.</returns>
    /// <exception cref="BlobException">
    /// Any code; <see cref="BlobError.Damaged"/> when original or copy are not what the document knows;
    /// <see cref="BlobError.Conflict"/> when other content has the key.
    /// </exception>
    public static async Task<BlobInfo> MakeAsync(
        BlobProvider source, BlobInfo blob, BlobProvider target, BlobOwner owner, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(blob);
        ArgumentNullException.ThrowIfNull(target);
        await source.EnsureOpenAsync(cancellationToken);
        // What the key says of the content is more than what somebody stored beside it.
        var digest = source.Options.KeyStrategy.DigestOf(blob.Key.Key) ?? blob.KnownDigest;
        var copy = await FindAsync(target, digest, cancellationToken);
        if (copy is null)
        {
            var content = BlobSource.FromFactory(token => source.OpenAsync(blob.Key.Key, ByteRange.All, token), blob.Length)
                .With(blob.FileName, blob.MediaType, blob.Encoding, digest, new BlobKey(source.Id, blob.Key.Key));
            copy = await target.WriteNewAsync(content, owner, progress, cancellationToken);
            digest ??= new Digest(target.Options.KeyStrategy.Algorithm, copy.Digest!);
        }
        await VerifyAsync(target, copy, digest!, blob.Length ?? copy.Length, cancellationToken);
        return copy with { Digest = digest!.Hex };
    }

    private static async Task<BlobInfo?> FindAsync(BlobProvider target, Digest? digest, CancellationToken cancellationToken)
    {
        await target.EnsureOpenAsync(cancellationToken);
        var keys = target.Options.KeyStrategy;
        if (digest is null || !keys.Deduplicates || digest.Algorithm != keys.Algorithm || target.Ability<ITouch>() is not { } store)
            return null;
        return await store.TouchAsync(keys.KeyOf(digest), cancellationToken) is { } stat
            ? new BlobInfo { Key = new BlobKey(target.Id, stat.Key), Length = stat.Length }
            : null;
    }

    private static async Task VerifyAsync(BlobProvider target, BlobInfo copy, Digest expected, long? length, CancellationToken cancellationToken)
    {
        await using var content = await target.OpenAsync(copy.Key.Key, ByteRange.All, cancellationToken);
        var found = await ContentDigest.OfAsync(content, expected.Algorithm, cancellationToken: cancellationToken);
        if (found.Digest == expected && (length is null || length == found.Length))
            return;
        // Under the content's own digest there can only be that content; a document's key may have been given to other content.
        throw target.Options.KeyStrategy.Deduplicates
            ? new BlobException(BlobError.Damaged,
                $"The copy in '{target.Id}' has {found.Length} bytes and hashes to {found.Digest}, it should have {length} and hash to {expected}.",
                target.Store.Traits.Name, copy.Key.Key)
            : new BlobException(BlobError.Conflict,
                $"The key of this document in '{target.Id}' belongs to other content.",
                target.Store.Traits.Name, copy.Key.Key);
    }
}
