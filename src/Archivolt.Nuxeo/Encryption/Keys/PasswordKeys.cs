using System.Security.Cryptography;
using System.Text;
using Archivolt.Encryption;

namespace Archivolt.Nuxeo.Encryption.Keys;

/// <summary>
/// Keys by PBKDF2-HMAC-SHA-1, 10,000 rounds, 256 bits, as the platform derives them. Each content of the platform has its own salt; the keys of
/// those used last are kept.
/// </summary>
internal sealed class PasswordKeys : ContentKeys
{
    private const int Rounds = 10_000;
    private const int MostKept = 1024;

    private readonly SecretKey _password;
    private readonly Dictionary<string, SecretKey> _derived = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = [];
    private readonly Lock _lock = new();

    public PasswordKeys(string password)
    {
        _password = SecretKey.TakeFrom(Encoding.UTF8.GetBytes(password));
    }

    /// <summary>
    /// One for all that this store writes, so that a key is derived once and not per content, which the initialization vectors keep apart.
    /// </summary>
    public override byte[]? Salt { get; } = RandomNumberGenerator.GetBytes(CryptHeader.SaltLength);

    /// <summary>The platform's derivation.</summary>
    public static byte[] Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int rounds = Rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA1, SecretKey.Length);

    public override void Dispose()
    {
        lock (_lock)
        {
            _password.Dispose();
            foreach (var key in _derived.Values)
                key.Dispose();
        }
    }

    protected override void SetKey(Aes aes, CryptHeader header)
    {
        var salt = Convert.ToHexString(header.Salt!);
        lock (_lock)
        {
            if (_derived.TryGetValue(salt, out var known))
            {
                aes.SetKey(known.Bytes);
                return;
            }
        }
        var derived = SecretKey.TakeFrom(Derive(_password.Bytes, header.Salt));
        aes.SetKey(derived.Bytes);
        lock (_lock)
        {
            if (!_derived.TryAdd(salt, derived))
            {
                derived.Dispose();
                return;
            }
            _oldestFirst.Enqueue(salt);
            if (_oldestFirst.Count > MostKept && _derived.Remove(_oldestFirst.Dequeue(), out var oldest))
                oldest.Dispose();
        }
    }
}
