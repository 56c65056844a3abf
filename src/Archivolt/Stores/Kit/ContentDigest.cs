using Archivolt.Blobs;

namespace Archivolt.Stores.Kit;

/// <summary>What content is, known by reading all of it.</summary>
/// <param name="Digest">What it hashes to.</param>
/// <param name="Length">Its length in bytes.</param>
public sealed record ContentDigest(Digest Digest, long Length)
{
    /// <summary>Reads a stream to its end, and hashes beside reading; the stream stays open.</summary>
    /// <param name="content">The content.</param>
    /// <param name="algorithm">How to hash; null for SHA-256, the fastest there is.</param>
    /// <param name="copyTo">Gets the content block by block; null for nobody.</param>
    /// <param name="progress">Receives the number of bytes read so far.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ContentDigest> OfAsync(
        Stream content, DigestAlgorithm? algorithm = null, Stream? copyTo = null, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var intake = new ContentIntake(content, algorithm ?? DigestAlgorithm.Sha256);
        await intake.ReadFirstBlockAsync(cancellationToken);
        await intake.CopyToAsync(copyTo ?? Stream.Null, progress, cancellationToken: cancellationToken);
        return new ContentDigest(intake.Digest, intake.Length);
    }

    /// <summary>Reads a blob to its end; null when it is not here.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The blob's key.</param>
    /// <param name="algorithm">How to hash; null for SHA-256.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">Those of <see cref="IBlobStore.OpenAsync"/> and of reading, except <see cref="BlobError.NotFound"/>.</exception>
    public static async Task<ContentDigest?> FindAsync(
        IBlobStore store, string key, DigestAlgorithm? algorithm = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        try
        {
            await using var content = await store.OpenAsync(key, ByteRange.All, cancellationToken);
            return await OfAsync(content.Body, algorithm, cancellationToken: cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            return null;
        }
    }
}
