using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Archivolt.Nuxeo.Encryption.Keys;

/// <summary>
/// Secret keys in JCEKS files: entries under one SHA-1, each secret key a serialized <c>SealedObject</c> whose content is encrypted by Java's own
/// variant of PBEWithMD5AndTripleDES and holds a serialized <c>SecretKeySpec</c>.
/// </summary>
internal static class JceksKeystore
{
    private const uint Magic = 0xCECECECE;
    private const int PrivateKey = 1;
    private const int Certificate = 2;
    private const int SecretKeyEntry = 3;

    /// <summary>The bytes of a secret key.</summary>
    /// <exception cref="InvalidDataException">There is no such key, or a password does not fit; the message is part of a sentence.</exception>
    public static byte[] ReadKey(byte[] content, string storePassword, string alias, string keyPassword)
    {
        var input = new JavaInput(content);
        if (content.Length < SHA1.HashSizeInBytes + 12 || input.ReadUInt32() != Magic)
            throw new InvalidDataException("it is no JCEKS keystore");
        CheckIntegrity(content, storePassword);
        var version = input.ReadInt32();
        if (version is not (1 or 2))
            throw new InvalidDataException($"it is of version {version}, and only 1 and 2 are known");
        for (var count = input.ReadInt32(); count > 0; count--)
        {
            var tag = input.ReadInt32();
            var name = input.ReadText();
            input.Skip(sizeof(long));
            var isWanted = alias.Equals(name, StringComparison.OrdinalIgnoreCase);
            switch (tag)
            {
                case PrivateKey:
                    input.Skip(input.ReadInt32());
                    for (var certificates = input.ReadInt32(); certificates > 0; certificates--)
                        SkipCertificate(input, version);
                    break;
                case Certificate:
                    SkipCertificate(input, version);
                    break;
                case SecretKeyEntry:
                    var sealedKey = new JavaObjectReader(input).ReadFields();
                    if (isWanted)
                        return Unseal(sealedKey, keyPassword);
                    break;
                default:
                    throw new InvalidDataException("it has an entry of an unknown kind");
            }
            if (isWanted)
                throw new InvalidDataException($"its entry '{alias}' is no secret key");
        }
        throw new InvalidDataException($"it has no secret key '{alias}'");
    }

    private static void CheckIntegrity(byte[] content, string storePassword)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.BigEndianUnicode.GetBytes(storePassword));
        hash.AppendData("Mighty Aphrodite"u8);
        hash.AppendData(content.AsSpan(..^SHA1.HashSizeInBytes));
        if (!CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), content.AsSpan(^SHA1.HashSizeInBytes..)))
            throw new InvalidDataException("the keyStorePassword does not fit, or the file is damaged");
    }

    private static void SkipCertificate(JavaInput input, int version)
    {
        if (version == 2)
            input.ReadText();
        input.Skip(input.ReadInt32());
    }

    private static byte[] Unseal(IReadOnlyDictionary<string, object?> sealedKey, string keyPassword)
    {
        if (sealedKey.GetValueOrDefault("encodedParams") is not byte[] parameters
            || sealedKey.GetValueOrDefault("encryptedContent") is not byte[] encrypted
            || sealedKey.GetValueOrDefault("sealAlg") is not "PBEWithMD5AndTripleDES")
        {
            throw new InvalidDataException("its key is sealed in an unknown way");
        }
        byte[] serialized;
        try
        {
            serialized = Decrypt(parameters, encrypted, keyPassword);
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            throw new InvalidDataException("the keyPassword does not fit", exception);
        }
        return new JavaObjectReader(new JavaInput(serialized)).ReadFields().GetValueOrDefault("key") as byte[]
            ?? throw new InvalidDataException("the keyPassword does not fit, or the key is of an unknown kind");
    }

    private static byte[] Decrypt(byte[] parameters, byte[] encrypted, string password)
    {
        var sequence = new AsnReader(parameters, AsnEncodingRules.DER).ReadSequence();
        var salt = sequence.ReadOctetString();
        if (!sequence.TryReadInt32(out var rounds) || rounds is <= 0 or > 10_000_000 || salt.Length != 8)
            throw new CryptographicException("The parameters of the key's encryption are not usable.");
        var derived = Derive(Encoding.ASCII.GetBytes(password), salt, rounds);
        using var cipher = TripleDES.Create();
        cipher.Key = derived[..24];
        var clear = cipher.DecryptCbc(encrypted, derived.AsSpan(24));
        CryptographicOperations.ZeroMemory(derived);
        return clear;
    }

    // The two halves of the salt are hashed apart, each with the password in every round, and give 16 bytes each.
    private static byte[] Derive(byte[] password, byte[] salt, int rounds)
    {
        if (salt.AsSpan(0, 4).SequenceEqual(salt.AsSpan(4)))
            ScrambleAsJava(salt);
        var derived = new byte[2 * MD5.HashSizeInBytes];
        for (var half = 0; half < 2; half++)
        {
            var hash = salt.AsSpan(half * 4, 4).ToArray();
            for (var round = 0; round < rounds; round++)
                hash = MD5.HashData([.. hash, .. password]);
            hash.CopyTo(derived, half * MD5.HashSizeInBytes);
        }
        return derived;
    }

    // Meant to reverse the first half; Java has a slip here, which every reader has to share.
    private static void ScrambleAsJava(byte[] salt)
    {
        for (var i = 0; i < 2; i++)
        {
            var kept = salt[i];
            salt[i] = salt[3 - i];
            salt[3 - 1] = kept;
        }
    }
}
