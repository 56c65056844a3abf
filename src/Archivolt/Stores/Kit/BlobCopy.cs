using Archivolt.Blobs;

namespace Archivolt.Stores.Kit;

/// <summary>What became of a copy.</summary>
public enum CopyOutcome
{
    /// <summary>It was made and read back.</summary>
    Copied,

    /// <summary>The content was there already, and was read.</summary>
    AlreadyThere,

    /// <summary>There is nothing to copy any more.</summary>
    Gone,
}

/// <summary>Copies blobs between stores. Nobody sees a copy before all of it was checked, and it counts only once it was read back.</summary>
public static class BlobCopy
{
    /// <summary>Brings a blob to another store, under its own key, and reads it there to its end in any case.</summary>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it is to be.</param>
    /// <param name="key">Its key in both.</param>
    /// <param name="expected">What the content must hash to; null when it is unknown: it is then copied even if the other store has the key already.</param>
    /// <param name="replace">True to take the place of other content under the key.</param>
    /// <param name="progress">Receives the number of bytes copied so far.</param>
    /// <param name="cancellationToken">Cancels; at most a whole copy is left.</param>
    /// <exception cref="BlobException">Any code; <see cref="BlobError.Damaged"/> when original or copy are not what they should be.</exception>
    public static async Task<CopyOutcome> MakeAsync(
        IBlobStore from, IBlobStore to, string key, Digest? expected = null, bool replace = false, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var isThere = await to.StatAsync(key, cancellationToken) is not null;
        if (isThere && expected is not null && (await FindWholeAsync(to, key, expected.Algorithm, cancellationToken))?.Digest == expected)
            return CopyOutcome.AlreadyThere;
        ContentDigest copied;
        try
        {
            await using var content = await from.OpenAsync(key, ByteRange.All, cancellationToken);
            var options = new WriteOptions { Key = key, ExpectedLength = content.Length, IsLengthAnnounced = true, Replace = replace && isThere };
            await using var draft = await to.BeginWriteAsync(options, cancellationToken);
            copied = await WriteAsync(from, content, draft, expected, progress, cancellationToken);
            await draft.CommitAsync(key, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound && exception.Key == key)
        {
            return CopyOutcome.Gone;
        }
        if (await ContentDigest.FindAsync(to, key, copied.Digest.Algorithm, cancellationToken) is not { } found)
            return CopyOutcome.Gone;
        Check(to, key, found, copied.Digest, copied.Length);
        return CopyOutcome.Copied;
    }

    /// <summary>Writes all of a content into a draft and checks it on the way; whether the draft is committed is up to the caller.</summary>
    /// <param name="from">The store that gave the content; named in errors.</param>
    /// <param name="content">A whole content, from its beginning.</param>
    /// <param name="draft">Where it goes.</param>
    /// <param name="expected">What it must hash to; null where nobody knows.</param>
    /// <param name="progress">Receives the number of bytes written so far.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">Any code; <see cref="BlobError.Damaged"/> when length or digest are not what they should be: do not commit.</exception>
    public static async Task<ContentDigest> WriteAsync(
        IBlobStore from, BlobContent content, BlobDraft draft, Digest? expected, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(draft);
        var written = await ContentDigest.OfAsync(content.Body, expected?.Algorithm, draft.Body, progress, cancellationToken);
        Check(from, content.Stat.Key, written, expected, content.Length);
        return written;
    }

    /// <summary>Reads a blob to its end; null when it is not here, or damaged so that it cannot be read.</summary>
    internal static async Task<ContentDigest?> FindWholeAsync(IBlobStore store, string key, DigestAlgorithm? algorithm, CancellationToken cancellationToken)
    {
        try
        {
            return await ContentDigest.FindAsync(store, key, algorithm, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Damaged)
        {
            return null;
        }
    }

    private static void Check(IBlobStore store, string key, ContentDigest actual, Digest? expected, long length)
    {
        if (actual.Length != length)
            throw new BlobException(BlobError.Damaged, $"The content has {actual.Length} bytes and should have {length}.", store.Traits.Name, key);
        if (expected is not null && actual.Digest != expected)
            throw new BlobException(BlobError.Damaged, $"The content hashes to {actual.Digest} and should hash to {expected}.", store.Traits.Name, key);
    }
}
