using Archivolt.Providers;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Encryption;

/// <summary>
/// A kind of master key for Archivolt's own encryption, named by its setting in the section <c>Encryption</c>. Added with
/// <c>AddMasterKey</c>.
/// </summary>
/// <param name="Setting">Name of the setting, or of the section, that asks for it; letter case does not matter.</param>
/// <param name="Create">
/// Makes the key from that setting; throws <see cref="Blobs.BlobException"/> with <see cref="Blobs.BlobError.Configuration"/>.
/// </param>
public sealed record MasterKeySource(string Setting, Func<IConfigurationSection, BlobStoreContext, CancellationToken, ValueTask<IMasterKey>> Create);
