using Archivolt.Providers;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Encryption;

/// <summary>
/// Another form of encryption than Archivolt's own, chosen by <c>Encryption:Format</c> of a provider. Added with
/// <see cref="EncryptionRegistration.AddEncryptionFormat"/>.
/// </summary>
/// <param name="Name">The value of <c>Format</c>; letter case does not matter.</param>
/// <param name="Encrypt">
/// Wraps the store by the settings in the given section, which is <c>Encryption</c>, or <c>Encryption:Former</c> where the form is being left;
/// throws <see cref="Blobs.BlobException"/> with <see cref="Blobs.BlobError.Configuration"/>.
/// </param>
public sealed record EncryptionFormat(string Name, Func<IConfigurationSection, BlobStoreContext, ConfiguredStore, ConfiguredStore> Encrypt);
