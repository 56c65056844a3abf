namespace Archivolt.Configuration;

/// <summary>
/// Another form of encryption than Archivolt's own, chosen by <c>Encryption:Format</c> of a provider. Added with
/// <see cref="ArchivoltBuilder.AddEncryptionFormat"/>.
/// </summary>
/// <param name="Name">The value of <c>Format</c>; letter case does not matter.</param>
/// <param name="Encrypt">
/// Wraps the store by the settings in the section <c>Encryption</c>; throws <see cref="Blobs.BlobException"/> with
/// <see cref="Blobs.BlobError.Configuration"/>.
/// </param>
public sealed record EncryptionFormat(string Name, Func<BlobStoreContext, ConfiguredStore, ConfiguredStore> Encrypt);
