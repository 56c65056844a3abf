using System.Security.Cryptography;

namespace Archivolt.Encryption.Tests;

/// <summary>The sample of <c>docs/encryption.md</c>: content encrypted by ChaCha20-Poly1305 under one key that the application has anyway.</summary>
internal sealed class ChaCha(byte[] masterKey) : IContentCipher
{
    public byte Scheme => 200;

    public int HeaderLength => 32;

    public bool IsCurrent(ReadOnlySpan<byte> header) => true;

    public ValueTask<ISegmentCipher> BeginAsync(Memory<byte> header, CancellationToken cancellationToken = default)
    {
        RandomNumberGenerator.Fill(header.Span);
        return OpenAsync(header, cancellationToken);
    }

    public ValueTask<ISegmentCipher> OpenAsync(ReadOnlyMemory<byte> header, CancellationToken cancellationToken = default) => new(Open(header.Span));

    public void Dispose() => CryptographicOperations.ZeroMemory(masterKey);

    private Segments Open(ReadOnlySpan<byte> salt)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, key, salt, "sample"u8);
        return new Segments(new ChaCha20Poly1305(key));
    }

    private sealed class Segments(ChaCha20Poly1305 aead) : ISegmentCipher
    {
        public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> clear, Span<byte> stored, ReadOnlySpan<byte> bound) =>
            aead.Encrypt(nonce, clear, stored[..clear.Length], stored.Slice(clear.Length, 16), bound);

        public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> stored, Span<byte> clear, ReadOnlySpan<byte> bound)
        {
            try
            {
                aead.Decrypt(nonce, stored[..^16], stored[^16..], clear, bound);
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }
        }

        public void Dispose() => aead.Dispose();
    }
}
