using System.Globalization;
using System.Security.Cryptography;

namespace Archivolt.Documents.Sql.Passwords;

/// <summary>
/// PBKDF2-HMAC-SHA256 as text, <c>pbkdf2-sha256$ROUNDS$SALT$HASH</c> (salt and hash in Base64): each hash says how it was made, so that the
/// cost can be raised without touching older ones.
/// </summary>
internal static class PasswordHash
{
    private const string Scheme = "pbkdf2-sha256";
    private const int Rounds = 600_000;
    private const int SaltLength = 16;
    private const int HashLength = 32;

    // Verified against for unknown users, so that they take as long as known ones; no password has this hash.
    private static readonly string Unknown = Format(Rounds, new byte[SaltLength], new byte[HashLength]);

    public static string Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return Format(Rounds, salt, Derive(password, salt, Rounds, HashLength));
    }

    /// <summary>True when the password has the hash; null stands for a user that does not exist.</summary>
    public static bool Verify(string password, string? hash)
    {
        var parts = (hash ?? Unknown).Split('$');
        if (parts is not [Scheme, var rounds, var salt, var expected])
            throw new FormatException("A stored password hash is not of the form pbkdf2-sha256$ROUNDS$SALT$HASH.");
        var wanted = Convert.FromBase64String(expected);
        var actual = Derive(password, Convert.FromBase64String(salt), int.Parse(rounds, CultureInfo.InvariantCulture), wanted.Length);
        return CryptographicOperations.FixedTimeEquals(actual, wanted) && hash is not null;
    }

    private static byte[] Derive(string password, byte[] salt, int rounds, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA256, length);

    private static string Format(int rounds, byte[] salt, byte[] hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{Scheme}${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
}
