using Archivolt.Blobs;

namespace Archivolt.Stores;

/// <summary>Copies content between stores under its own key, and trusts a copy only after reading it back.</summary>
internal static class StoreCopy
{
    // Where no key says otherwise: the fastest there is.
    private static readonly DigestAlgorithm Usual = DigestAlgorithm.Sha256;

    /// <summary>Copies a blob and reads the copy back; false when it is not in the first store any more.</summary>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it is to be.</param>
    /// <param name="key">Its key in both.</param>
    /// <param name="expected">What the key says of the content; null where it says nothing.</param>
    /// <param name="replace">True to take the place of other content under the key.</param>
    /// <param name="progress">Receives the number of bytes copied.</param>
    /// <param name="cancellationToken">Cancels; at most a whole copy is left.</param>
    /// <exception cref="BlobException">Any code; <see cref="BlobError.Damaged"/> when original or copy are not what they should be.</exception>
    public static async Task<bool> MakeAsync(
        IBlobStore from, IBlobStore to, string key, Digest? expected, bool replace = false, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Digest digest;
        long length;
        try
        {
            await using var content = await from.OpenAsync(key, ByteRange.All, cancellationToken);
            using var intake = new ContentIntake(content.Body, expected?.Algorithm ?? Usual);
            await intake.ReadFirstBlockAsync(cancellationToken);
            var options = new WriteOptions { Key = key, ExpectedLength = content.Length, Replace = replace };
            await using var draft = await to.BeginWriteAsync(options, cancellationToken);
            await intake.CopyToAsync(draft.Body, limit: null, () => new InvalidOperationException(), progress, cancellationToken);
            (digest, length) = (intake.Digest, intake.Length);
            Check(from, key, digest, expected, length, content.Length);
            await draft.CommitAsync(key, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound && exception.Key == key)
        {
            return false;
        }
        if (await ReadAsync(to, key, digest.Algorithm, cancellationToken) is not var (copied, copiedLength))
            return false;
        Check(to, key, copied, digest, copiedLength, length);
        return true;
    }

    /// <summary>Reads a blob to its end and tells digest and length; null when it is not there.</summary>
    public static async Task<(Digest Digest, long Length)?> ReadAsync(
        IBlobStore store, string key, DigestAlgorithm? algorithm, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await store.OpenAsync(key, ByteRange.All, cancellationToken);
            using var intake = new ContentIntake(content.Body, algorithm ?? Usual);
            await intake.ReadFirstBlockAsync(cancellationToken);
            await intake.CopyToAsync(Stream.Null, limit: null, () => new InvalidOperationException(), progress: null, cancellationToken);
            return (intake.Digest, intake.Length);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            return null;
        }
    }

    private static void Check(IBlobStore store, string key, Digest actual, Digest? expected, long length, long expectedLength)
    {
        if (expected is not null && actual != expected)
            throw new BlobException(BlobError.Damaged, $"The content hashes to {actual} and should hash to {expected}.", store.Traits.Name, key);
        if (length != expectedLength)
            throw new BlobException(BlobError.Damaged, $"The content has {length} bytes and should have {expectedLength}.", store.Traits.Name, key);
    }
}
