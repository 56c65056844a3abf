using System.Security.Cryptography;

namespace Archivolt.Nuxeo.Encryption.Keys;

/// <summary>Where the keys of contents come from: a password and each content's salt, or a keystore.</summary>
internal abstract class ContentKeys : IDisposable
{
    /// <summary>True where each content has a salt.</summary>
    public bool FromPassword => Salt is not null;

    /// <summary>The salt of new content; null where there is none.</summary>
    public abstract byte[]? Salt { get; }

    /// <summary>A cipher with the key of the content that has this header.</summary>
    public Aes CreateAes(CryptHeader header)
    {
        var aes = Aes.Create();
        SetKey(aes, header);
        return aes;
    }

    public abstract void Dispose();

    protected abstract void SetKey(Aes aes, CryptHeader header);
}
