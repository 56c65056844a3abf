using System.Security.Cryptography;

namespace Archivolt.Encryption;

/// <summary>Secret bytes that never move in memory, never print themselves, and are zeroed when they are no longer needed.</summary>
internal sealed class SecretKey : IDisposable
{
    /// <summary>256 bits.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;
    private bool _disposed;

    public SecretKey(ReadOnlySpan<byte> bytes)
    {
        // Pinned: a collector that moves an array leaves a copy behind.
        _bytes = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(_bytes);
    }

    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    public static SecretKey Random()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        return TakeFrom(bytes);
    }

    /// <summary>Moves the bytes: the source is zeroed.</summary>
    public static SecretKey TakeFrom(Span<byte> bytes)
    {
        var key = new SecretKey(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <summary>A key for one purpose, by HKDF-SHA-256.</summary>
    public SecretKey Derive(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> purpose)
    {
        Span<byte> derived = stackalloc byte[Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Bytes, derived, salt, purpose);
        return TakeFrom(derived);
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }
}
