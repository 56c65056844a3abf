using System.Security.Cryptography;

namespace Archivolt.Encryption;

/// <summary>Keys encrypted by a key: a random nonce, the keys, and a tag that covers the context too (AES-256-GCM).</summary>
internal static class KeyWrap
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] Wrap(SecretKey wrapping, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> context)
    {
        var wrapped = new byte[NonceLength + keys.Length + TagLength];
        var nonce = wrapped.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(wrapping.Bytes, TagLength);
        aes.Encrypt(nonce, keys, wrapped.AsSpan(NonceLength, keys.Length), wrapped.AsSpan(^TagLength..), context);
        return wrapped;
    }

    public static byte[]? Unwrap(SecretKey wrapping, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context)
    {
        if (wrapped.Length < NonceLength + TagLength)
            return null;
        var keys = GC.AllocateUninitializedArray<byte>(wrapped.Length - NonceLength - TagLength, pinned: true);
        try
        {
            using var aes = new AesGcm(wrapping.Bytes, TagLength);
            aes.Decrypt(wrapped[..NonceLength], wrapped[NonceLength..^TagLength], wrapped[^TagLength..], keys, context);
            return keys;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
