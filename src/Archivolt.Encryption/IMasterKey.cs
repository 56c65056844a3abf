using Archivolt.Blobs;

namespace Archivolt.Encryption;

/// <summary>
/// A key that opens a <see cref="Keyring"/>: a password, a key file, or a key that never leaves a key management service. It encrypts the data keys
/// only, never content. All members may be called from any thread; implementations never print the key.
/// </summary>
public interface IMasterKey : IDisposable
{
    /// <summary>What the keyring calls this key, such as <c>password</c> or <c>kms:alias/archive</c>; one line, unique in a keyring, no secret.</summary>
    string Id { get; }

    /// <summary>Encrypts the data keys.</summary>
    /// <param name="keys">32 bytes for each data key.</param>
    /// <param name="context">Text, in UTF-8, that must be the same at <see cref="UnwrapAsync"/>: authenticate it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Everything that <see cref="UnwrapAsync"/> needs beside the key itself, such as a salt; kept in the keyring.</returns>
    ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default);

    /// <summary>Decrypts what <see cref="WrapAsync"/> made; null when this key did not make it, or it was changed.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Unavailable"/> when a service does not answer.</exception>
    ValueTask<byte[]?> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default);
}
