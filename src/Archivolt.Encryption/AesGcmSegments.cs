using System.Security.Cryptography;

namespace Archivolt.Encryption;

/// <summary>AES-256-GCM under a key of one content.</summary>
internal sealed class AesGcmSegments : ISegmentCipher
{
    private readonly AesGcm _aes;

    public AesGcmSegments(ReadOnlySpan<byte> key) => _aes = new AesGcm(key, ISegmentCipher.TagLength);

    public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> clear, Span<byte> stored, ReadOnlySpan<byte> bound) =>
        _aes.Encrypt(nonce, clear, stored[..clear.Length], stored.Slice(clear.Length, ISegmentCipher.TagLength), bound);

    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> stored, Span<byte> clear, ReadOnlySpan<byte> bound)
    {
        try
        {
            _aes.Decrypt(nonce, stored[..^ISegmentCipher.TagLength], stored[^ISegmentCipher.TagLength..], clear, bound);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _aes.Dispose();
}
