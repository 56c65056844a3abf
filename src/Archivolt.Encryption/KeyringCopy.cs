using Archivolt.Stores;

namespace Archivolt.Encryption;

/// <summary>A copy of a keyring as it was read.</summary>
/// <param name="Key">Its key in the store.</param>
/// <param name="File">Its bytes; null where it is missing or too damaged to be read.</param>
/// <param name="Stat">The blob that it was; null where that is not known.</param>
internal sealed record KeyringCopy(string Key, byte[]? File, BlobStat? Stat)
{
    /// <summary>True where there was none.</summary>
    public bool IsMissing { get; init; }

    /// <summary>True where it holds exactly these bytes.</summary>
    public bool Holds(byte[] file) => File is not null && File.AsSpan().SequenceEqual(file);
}
