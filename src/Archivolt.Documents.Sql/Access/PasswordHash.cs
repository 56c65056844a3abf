using System.Globalization;
using System.Security.Cryptography;

namespace Archivolt.Documents.Sql.Access;

/// <summary>
/// PBKDF2-HMAC-SHA256 as text, <c>pbkdf2-sha256$ROUNDS$SALT$HASH</c> (salt and hash in Base64): each hash says how it was made, so that the
/// cost can be raised without touching older ones.
/// </summary>
internal sealed class PasswordHash(int rounds)
{
    private const string Scheme = "pbkdf2-sha256";
    private const int SaltLength = 16;
    private const int HashLength = 32;

    // Verified against for unknown users, so that they take as long as known ones; no password has this hash.
    private readonly string _unknown = Format(rounds, new byte[SaltLength], new byte[HashLength]);

    public string Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return Format(rounds, salt, Derive(password, salt, rounds, HashLength));
    }

    /// <summary>True when the password has the hash; null stands for a user that does not exist.</summary>
    public bool Verify(string password, string? hash)
    {
        var parts = (hash ?? _unknown).Split('$');
        if (parts is not [Scheme, var count, var salt, var expected])
            throw new FormatException("A stored password hash is not of the form pbkdf2-sha256$ROUNDS$SALT$HASH.");
        var wanted = Convert.FromBase64String(expected);
        var actual = Derive(password, Convert.FromBase64String(salt), int.Parse(count, CultureInfo.InvariantCulture), wanted.Length);
        return CryptographicOperations.FixedTimeEquals(actual, wanted) && hash is not null;
    }

    private static byte[] Derive(string password, byte[] salt, int count, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, count, HashAlgorithmName.SHA256, length);

    private static string Format(int count, byte[] salt, byte[] hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{Scheme}${count}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
}
