using Archivolt.Blobs;

namespace Archivolt.Stores;

/// <summary>Ability of stores that keep every blob several times: each copy can be looked at, and a bad one made good from another.</summary>
public interface IMirrors
{
    /// <summary>The copies, the primary one first.</summary>
    IReadOnlyList<IBlobStore> Copies { get; }

    /// <summary>
    /// Reads every copy of a blob and replaces those that are damaged, missing or older than another by a sound one, whose digest is checked
    /// again on the way. Damaged bytes are set aside where the copy's store can do that. Copies that cannot be reached are left as they are.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="verify">Reads the blob in one of <see cref="Copies"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">No copy is sound, and one could not be looked at.</exception>
    Task<MirrorHealing> HealAsync(
        string key, Func<IBlobStore, CancellationToken, Task<BlobVerification>> verify, CancellationToken cancellationToken = default);
}

/// <summary>What looking at all copies of a blob found.</summary>
/// <param name="Result">The sound copy; where there is none, what is wrong with the first.</param>
/// <param name="Healed">The copies that were bad and are good now.</param>
/// <param name="Unchecked">Why copies could not be looked at or not be made good, as sentences.</param>
public sealed record MirrorHealing(BlobVerification Result, IReadOnlyList<HealedCopy> Healed, IReadOnlyList<string> Unchecked);

/// <summary>A copy that was made good.</summary>
/// <param name="Store">The store of the copy, as it prints itself.</param>
/// <param name="Was">What was wrong with it; <see cref="BlobHealth.Missing"/> when it was not there.</param>
/// <param name="Place">Where its damaged bytes are now; null when none were kept.</param>
public sealed record HealedCopy(string Store, BlobVerification Was, string? Place);
