using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>
/// What stands before the encrypted bytes of a NUXEOCRYPT file, version 1: <c>NUXEOCRYPT</c>, version, key source, with a password the salt,
/// then the initialization vector; both are preceded by their length, 32 bits big-endian. Nothing of it is authenticated by itself.
/// </summary>
/// <param name="Salt">Of the key derivation; null where the key comes from a keystore.</param>
/// <param name="InitializationVector">The initialization vector.</param>
internal sealed record CryptHeader(byte[]? Salt, byte[] InitializationVector)
{
    /// <summary>The initialization vector of CBC is one block, that of GCM 12 bytes where the platform wrote it.</summary>
    public const int CbcVectorLength = 16;

    public const int GcmVectorLength = 12;

    public const int SaltLength = 16;

    private const int FixedLength = 12;
    private const int MaxFieldLength = 1024;
    private const byte Version = 1;
    private const byte KeystoreSource = 1;
    private const byte PasswordSource = 2;

    /// <summary>Longest header there can be.</summary>
    public const int MaxLength = FixedLength + (2 * (sizeof(int) + MaxFieldLength));

    private static ReadOnlySpan<byte> Magic => "NUXEOCRYPT"u8;

    /// <summary>Length of the whole header.</summary>
    public int Length => FixedLength + (Salt is null ? 0 : sizeof(int) + Salt.Length) + sizeof(int) + InitializationVector.Length;

    /// <summary>A header for new content.</summary>
    public static CryptHeader Create(byte[]? salt, bool cbc) => new(salt, RandomNumberGenerator.GetBytes(cbc ? CbcVectorLength : GcmVectorLength));

    /// <summary>Reads a header from where the stream is.</summary>
    /// <exception cref="InvalidDataException">It is none, or is not for a store with this kind of key.</exception>
    public static async ValueTask<CryptHeader> ReadAsync(Stream stored, bool withPassword, CancellationToken cancellationToken)
    {
        var start = await ReadBytesAsync(stored, FixedLength, cancellationToken);
        if (!start.AsSpan().StartsWith(Magic))
            throw new InvalidDataException("Invalid file (bad magic): it does not begin as encrypted content does.");
        if (start[10] != Version)
            throw new InvalidDataException($"Invalid file (bad version): its version is {start[10]}, and only {Version} is known.");
        switch (start[11])
        {
            case PasswordSource when !withPassword:
                throw new InvalidDataException("File requires PBKDF2 password: this store is configured with a keystore.");
            case KeystoreSource when withPassword:
                throw new InvalidDataException("File requires keystore: this store is configured with a password.");
            case not (PasswordSource or KeystoreSource):
                throw new InvalidDataException($"Invalid file (bad use): its key source is {start[11]}, and only 1 and 2 are known.");
        }
        var salt = withPassword ? await ReadFieldAsync(stored, "salt", cancellationToken) : null;
        return new CryptHeader(salt, await ReadFieldAsync(stored, "IV", cancellationToken));
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        bytes[10] = Version;
        bytes[11] = Salt is null ? KeystoreSource : PasswordSource;
        var rest = bytes.AsSpan(FixedLength);
        if (Salt is not null)
            rest = WriteField(rest, Salt);
        WriteField(rest, InitializationVector);
        return bytes;
    }

    private static Span<byte> WriteField(Span<byte> target, byte[] field)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, field.Length);
        field.CopyTo(target[sizeof(int)..]);
        return target[(sizeof(int) + field.Length)..];
    }

    private static async ValueTask<byte[]> ReadFieldAsync(Stream stored, string name, CancellationToken cancellationToken)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(await ReadBytesAsync(stored, sizeof(int), cancellationToken));
        return length is > 0 and <= MaxFieldLength
            ? await ReadBytesAsync(stored, length, cancellationToken)
            : throw new InvalidDataException($"Invalid {name} length: {length}");
    }

    private static async ValueTask<byte[]> ReadBytesAsync(Stream stored, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        return await stored.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellationToken) == length
            ? bytes
            : throw new InvalidDataException("Invalid file: it ends inside its header.");
    }
}
