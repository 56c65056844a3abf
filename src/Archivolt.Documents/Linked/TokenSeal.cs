using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Linked;

/// <summary>
/// Seals secrets that stand in the database: AES-256-GCM under a key in a file outside of it (<see cref="LinkedAccountOptions.KeyFile"/>), made when it is needed first. What a secret
/// belongs to is bound to it, so that one row's secret is none in another row.
/// </summary>
public sealed class TokenSeal(IOptions<LinkedAccountOptions> options, IOptions<ArchivoltOptions> archivolt)
{
    private const int KeyLength = 32;

    private readonly string _path = archivolt.Value.Resolve(options.Value.KeyFile);
    private readonly Lock _lock = new();
    private byte[]? _key;

    /// <summary>Seals a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="owner">What it belongs to.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the key file cannot be used.</exception>
    public string Seal(string secret, string owner)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var clear = Encoding.UTF8.GetBytes(secret);
        var stored = new byte[AesGcm.NonceByteSizes.MaxSize + clear.Length + AesGcm.TagByteSizes.MaxSize];
        var nonce = stored.AsSpan(0, AesGcm.NonceByteSizes.MaxSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(Key(), AesGcm.TagByteSizes.MaxSize);
        aes.Encrypt(nonce, clear, stored.AsSpan(nonce.Length, clear.Length), stored.AsSpan(nonce.Length + clear.Length), Encoding.UTF8.GetBytes(owner));
        return Convert.ToBase64String(stored);
    }

    /// <summary>Opens a sealed secret.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it was sealed with another key, or for something else.</exception>
    public string Open(string stored, string owner)
    {
        ArgumentNullException.ThrowIfNull(stored);
        try
        {
            var bytes = Convert.FromBase64String(stored);
            var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
            if (bytes.Length < nonce + tag)
                throw new CryptographicException();
            var clear = new byte[bytes.Length - nonce - tag];
            using var aes = new AesGcm(Key(), tag);
            aes.Decrypt(bytes.AsSpan(0, nonce), bytes.AsSpan(nonce, clear.Length), bytes.AsSpan(nonce + clear.Length), clear, Encoding.UTF8.GetBytes(owner));
            return Encoding.UTF8.GetString(clear);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            throw new BlobException(BlobError.Configuration,
                $"A token of a linked account was sealed with another key than that in '{_path}': bring the old key file back, give every server the same one, or let people connect their accounts again.",
                innerException: exception);
        }
    }

    private byte[] Key()
    {
        lock (_lock)
            return _key ??= ReadOrMake();
    }

    private byte[] ReadOrMake()
    {
        try
        {
            if (!File.Exists(_path))
                Make();
            var key = File.ReadAllBytes(_path);
            return key.Length == KeyLength
                ? key
                : throw new BlobException(BlobError.Configuration, $"The key file '{_path}' of linked accounts has {key.Length} bytes, not {KeyLength}: bring the old one back.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(BlobError.Configuration, $"The key file '{_path}' of linked accounts cannot be read or made: {exception.Message}", innerException: exception);
        }
    }

    // Whole or not at all, and of two who make one the first wins.
    private void Make()
    {
        if (Path.GetDirectoryName(_path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        var draft = $"{_path}.{Guid.NewGuid():N}";
        try
        {
            var terms = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                terms.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(draft, terms))
            {
                file.Write(RandomNumberGenerator.GetBytes(KeyLength));
                file.Flush(flushToDisk: true);
            }
            File.Move(draft, _path, overwrite: false);
        }
        catch (IOException) when (File.Exists(_path))
        {
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
