using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;

namespace Archivolt.Encryption;

/// <summary>256 random bits as master key, from a file or a variable.</summary>
public sealed class RawMasterKey : IMasterKey
{
    private readonly SecretKey _wrapping;

    /// <summary>Takes a key.</summary>
    /// <param name="key">32 bytes, which stay the caller's.</param>
    /// <param name="id">What the keyring calls it; null for <c>key-</c> and a fingerprint that tells nothing of the key.</param>
    public RawMasterKey(ReadOnlySpan<byte> key, string? id = null)
    {
        if (key.Length != SecretKey.Length)
            throw new ArgumentException($"A master key has {SecretKey.Length} bytes.", nameof(key));
        using var own = new SecretKey(key);
        using var fingerprint = own.Derive([], "archivolt master key id"u8);
        _wrapping = own.Derive([], "archivolt master key 1"u8);
        Id = id ?? $"key-{Convert.ToHexStringLower(fingerprint.Bytes[..4])}";
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <summary>Reads a key in text: 64 hexadecimal digits or 44 characters of base64.</summary>
    /// <param name="content">What a file or variable held; white space around text does not matter.</param>
    /// <param name="where">Where it came from, for the error.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>; the message says where, and never what was there.</exception>
    public static RawMasterKey Parse(ReadOnlySpan<byte> content, string where)
    {
        Span<byte> key = stackalloc byte[SecretKey.Length];
        try
        {
            var text = content.Trim(" \t\r\n"u8);
            var isKey = text.Length == 2 * SecretKey.Length
                ? Convert.FromHexString(text, key, out _, out var written) == System.Buffers.OperationStatus.Done && written == key.Length
                : Convert.TryFromBase64String(Encoding.Latin1.GetString(text), key, out var decoded) && decoded == key.Length;
            return isKey
                ? new RawMasterKey(key)
                : throw new BlobException(BlobError.Configuration,
                    $"{where} holds no master key; write 256 random bits as 64 hexadecimal digits or in base64, such as 'openssl rand -hex 32' prints.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(KeyWrap.Wrap(_wrapping, keys.Span, context.Span));

    /// <inheritdoc/>
    public ValueTask<byte[]?> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(KeyWrap.Unwrap(_wrapping, wrapped.Span, context.Span));

    /// <inheritdoc/>
    public void Dispose() => _wrapping.Dispose();

    /// <summary>The id, never the key.</summary>
    public override string ToString() => $"master key '{Id}'";
}
