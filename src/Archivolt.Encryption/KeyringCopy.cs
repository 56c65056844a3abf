using Archivolt.Stores;

namespace Archivolt.Encryption;

/// <summary>A copy of a keyring as it was read.</summary>
/// <param name="Key">Its key in the store.</param>
/// <param name="File">Its bytes; null where there are none, or where they cannot be read.</param>
/// <param name="Stat">The blob that it was; null where there was none, or where that is not known.</param>
internal sealed record KeyringCopy(string Key, byte[]? File, BlobStat? Stat)
{
    /// <summary>True where there was none.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Why it cannot be read at present; null where it can. It may be whole, so it is never replaced.</summary>
    public string? Unread { get; init; }

    /// <summary>What it says; null where that is no keyring of this version.</summary>
    public KeyringDocument? Document { get; } = KeyringDocument.Read(File, out _);

    /// <summary>True where it holds exactly these bytes.</summary>
    public bool Holds(byte[] file) => File is not null && File.AsSpan().SequenceEqual(file);
}
