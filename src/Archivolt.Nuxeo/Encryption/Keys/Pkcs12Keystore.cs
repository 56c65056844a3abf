using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace Archivolt.Nuxeo.Encryption.Keys;

/// <summary>Secret keys in PKCS #12 files as <c>keytool</c> writes them (RFC 7292, with the key as a shrouded bag inside a secret bag).</summary>
internal static class Pkcs12Keystore
{
    private const string FriendlyName = "1.2.840.113549.1.9.20";

    /// <summary>The bytes of a secret key.</summary>
    /// <exception cref="InvalidDataException">There is no such key, or a password does not fit; the message is part of a sentence.</exception>
    /// <exception cref="CryptographicException">The file is none of this kind.</exception>
    public static byte[] ReadKey(byte[] content, string storePassword, string alias, string keyPassword)
    {
        var store = Pkcs12Info.Decode(content, out _, skipCopy: true);
        if (store.IntegrityMode == Pkcs12IntegrityMode.Password && !store.VerifyMac(storePassword))
            throw new InvalidDataException("the keyStorePassword does not fit, or the file is damaged");
        foreach (var contents in store.AuthenticatedSafe)
        {
            if (contents.ConfidentialityMode == Pkcs12ConfidentialityMode.Password)
                contents.Decrypt(storePassword);
            foreach (var bag in contents.GetBags().OfType<Pkcs12SecretBag>())
            {
                if (alias.Equals(NameOf(bag), StringComparison.OrdinalIgnoreCase))
                    return Open(bag, keyPassword);
            }
        }
        throw new InvalidDataException($"it has no secret key '{alias}'");
    }

    private static byte[] Open(Pkcs12SecretBag bag, string keyPassword)
    {
        try
        {
            var shrouded = new AsnReader(bag.SecretValue, AsnEncodingRules.BER).ReadOctetString();
            var key = Pkcs8PrivateKeyInfo.DecryptAndDecode(keyPassword, shrouded, out _).PrivateKeyBytes;
            return key.ToArray();
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            throw new InvalidDataException("the keyPassword does not fit", exception);
        }
    }

    private static string? NameOf(Pkcs12SecretBag bag)
    {
        foreach (var attribute in bag.Attributes)
        {
            if (attribute.Oid.Value == FriendlyName && attribute.Values.Count > 0)
                return new AsnReader(attribute.Values[0].RawData, AsnEncodingRules.BER).ReadCharacterString(UniversalTagNumber.BMPString);
        }
        return null;
    }
}
