using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Encryption;

/// <summary>
/// Ability of encrypted stores: content that is kept in another way than new content would be, such as under an older key or in a previous format, is
/// written again, in place. <see cref="Reencryption"/> does it for a whole provider.
/// </summary>
public interface IReencrypts : IStoreUpkeep
{
    /// <summary>
    /// Writes a blob again as it would be written now; false when it is that way already. Its content is proven on the way, and every
    /// segment is decrypted again before it is passed on. Readers get the blob at every moment; what fails or is interrupted leaves it as it was.
    /// The blob becomes young.
    /// </summary>
    /// <param name="key">The blob.</param>
    /// <param name="expected">What its content must hash to; null where nothing says so.</param>
    /// <param name="progress">Hears of the bytes written so far.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Damaged"/>: the content is not what it should be; <see cref="BlobError.Conflict"/>: it was changed or deleted meanwhile;
    /// <see cref="BlobError.NotFound"/>.
    /// </exception>
    ValueTask<bool> ReencryptAsync(string key, Digest? expected, IProgress<long>? progress = null, CancellationToken cancellationToken = default);
}
