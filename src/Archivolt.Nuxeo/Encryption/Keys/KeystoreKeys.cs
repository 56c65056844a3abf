using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Encryption;

namespace Archivolt.Nuxeo.Encryption.Keys;

/// <summary>One AES key for all contents, out of a Java keystore; read once.</summary>
internal sealed class KeystoreKeys(SecretKey key) : ContentKeys
{
    public override byte[]? Salt => null;

    /// <summary>Reads the key.</summary>
    /// <param name="options">Which keystore and alias.</param>
    /// <param name="file">The keystore's file.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: there is no such key, or a password does not fit.</exception>
    public static KeystoreKeys Read(NuxeoKeyOptions options, string file) => new(ReadKey(options, file));

    /// <summary>Reads the bytes of the key; the caller owns them.</summary>
    /// <inheritdoc cref="Read"/>
    public static SecretKey ReadKey(NuxeoKeyOptions options, string file)
    {
        var storePassword = options.KeyStorePassword ?? "";
        var keyPassword = options.KeyPassword ?? storePassword;
        byte[] content;
        try
        {
            content = File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(file, "it cannot be read", exception);
        }
        try
        {
            var key = "JCEKS".Equals(options.KeyStoreType, StringComparison.OrdinalIgnoreCase)
                ? JceksKeystore.ReadKey(content, storePassword, options.KeyAlias!, keyPassword)
                : Pkcs12Keystore.ReadKey(content, storePassword, options.KeyAlias!, keyPassword);
            return key.Length is 16 or 24 or 32
                ? SecretKey.TakeFrom(key)
                : throw new InvalidDataException($"the key '{options.KeyAlias}' has {key.Length * 8} bits, and an AES key has 128, 192 or 256");
        }
        catch (Exception exception) when (exception is InvalidDataException or CryptographicException or EndOfStreamException)
        {
            throw Unusable(file, exception is InvalidDataException ? exception.Message : $"it is no {options.KeyStoreType} keystore, or is damaged", exception);
        }
    }

    public override void Dispose() => key.Dispose();

    protected override void SetKey(Aes aes, CryptHeader header) => aes.SetKey(key.Bytes);

    private static BlobException Unusable(string file, string problem, Exception exception) =>
        new(BlobError.Configuration, $"The keystore '{file}' cannot be used: {problem}.", innerException: exception);
}
