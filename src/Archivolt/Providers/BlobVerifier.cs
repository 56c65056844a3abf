using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Providers;

/// <summary>Reads blobs again and compares them with the digest that their key spells.</summary>
internal static class BlobVerifier
{
    /// <summary>Reads one blob to its end.</summary>
    /// <param name="store">Where it is; of a provider with copies, one of them.</param>
    /// <param name="key">The key.</param>
    /// <param name="strategy">Says what the key promises.</param>
    /// <param name="passage">Gets the content block by block, as a budget that lets reading wait.</param>
    /// <param name="progress">Receives the number of bytes read so far.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">What says nothing about the blob: a store out of reach, a refused access.</exception>
    public static async Task<BlobVerification> VerifyAsync(
        IBlobStore store, string key, KeyStrategy strategy, Stream passage, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        UncachedReads.Begin();
        var expected = strategy.DigestOf(key);
        var length = 0L;
        try
        {
            await using var content = await store.OpenAsync(key, ByteRange.All, cancellationToken);
            using var intake = new ContentIntake(content.Body, expected?.Algorithm ?? strategy.Algorithm);
            try
            {
                await intake.ReadFirstBlockAsync(cancellationToken);
                await intake.CopyToAsync(passage, progress, cancellationToken: cancellationToken);
            }
            finally
            {
                length = intake.Length;
            }
            if (expected is not null && intake.Digest != expected)
                return Damaged(BlobDamage.WrongDigest, $"The content hashes to {intake.Digest}, its key says {expected}.");
            if (length != content.Length)
                return Damaged(BlobDamage.WrongLength, $"The content ends after {length} of {content.Length} bytes.");
            return new BlobVerification(key, expected is null ? BlobHealth.Readable : BlobHealth.Sound, length) { Digest = intake.Digest };
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            return new BlobVerification(key, BlobHealth.Missing, length, exception.Message);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Archived)
        {
            return new BlobVerification(key, BlobHealth.Archived, length, exception.Message);
        }
        catch (BlobException exception) when (exception.Error is BlobError.Damaged or BlobError.IO)
        {
            return Damaged(exception.Error == BlobError.IO ? BlobDamage.Unreadable : BlobDamage.NotAuthentic, exception.Message);
        }

        BlobVerification Damaged(BlobDamage damage, string detail) => new(key, BlobHealth.Damaged, length, detail, damage);
    }
}
