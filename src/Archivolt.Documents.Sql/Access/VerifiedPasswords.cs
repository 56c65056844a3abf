using System.Security.Cryptography;
using System.Text;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Databases;

namespace Archivolt.Documents.Sql.Access;

/// <summary>
/// Name and password pairs that were verified lately, so that a client that sends them with every request pays the slow hash once. Only an
/// HMAC of the pair under a key of this process is kept, for a short time, and every change of a user forgets all.
/// </summary>
internal sealed class VerifiedPasswords(TimeSpan lifetime, TimeProvider clock) : IInvalidatable
{
    private const int Capacity = 1024;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Cache<string, (Principal Principal, DateTimeOffset Until)> _verified = new(Capacity);

    public long Stamp => _verified.Stamp;

    /// <summary>What a pair is remembered as.</summary>
    public string Fingerprint(string name, string password)
    {
        // A user name has no NUL: no other pair gives the same text.
        var bytes = Encoding.UTF8.GetBytes($"{name}\0{password}");
        var fingerprint = Convert.ToBase64String(HMACSHA256.HashData(_key, bytes));
        CryptographicOperations.ZeroMemory(bytes);
        return fingerprint;
    }

    public bool TryGet(string fingerprint, out Principal? principal)
    {
        var known = _verified.TryGet(fingerprint, out var entry) && clock.GetUtcNow() < entry.Until;
        principal = known ? entry.Principal : null;
        return known;
    }

    public void Put(string fingerprint, Principal principal, long stamp) =>
        _verified.Put(fingerprint, (principal, clock.GetUtcNow() + lifetime), stamp);

    public void Clear() => _verified.Clear();
}
