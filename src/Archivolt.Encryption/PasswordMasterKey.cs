using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Archivolt.Encryption;

/// <summary>
/// A password as master key, stretched by PBKDF2-HMAC-SHA-256. Salt and rounds are kept with what it wrapped; each stretched key is kept in memory
/// until disposal, so that it is computed once.
/// </summary>
public sealed class PasswordMasterKey : IMasterKey
{
    /// <summary>Fewest rounds used and accepted.</summary>
    public const int MinRounds = 600_000;

    /// <summary>What the keyring calls a password unless it is told otherwise.</summary>
    public const string DefaultId = "password";

    // Rounds are read before they are proven: a forged number must not keep the machine busy for hours.
    private const int MaxRounds = 50_000_000;
    private const int SaltLength = 16;
    private const int ParametersLength = sizeof(uint) + SaltLength;

    private readonly SecretKey _password;
    private readonly int _rounds;
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(SaltLength);
    private readonly ConcurrentDictionary<string, SecretKey> _stretched = new(StringComparer.Ordinal);

    /// <summary>Takes a password.</summary>
    /// <param name="password">The password; its UTF-8 bytes count.</param>
    /// <param name="id">What the keyring calls it.</param>
    /// <param name="rounds">Rounds for what is wrapped from now on; at least <see cref="MinRounds"/>.</param>
    public PasswordMasterKey(ReadOnlySpan<char> password, string id = DefaultId, int rounds = MinRounds)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, MinRounds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rounds, MaxRounds);
        if (password.IsEmpty)
            throw new ArgumentException("A password cannot be empty.", nameof(password));
        var bytes = new byte[Encoding.UTF8.GetByteCount(password)];
        Encoding.UTF8.GetBytes(password, bytes);
        _password = SecretKey.TakeFrom(bytes);
        _rounds = rounds;
        Id = id;
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        var parameters = new byte[ParametersLength];
        BinaryPrimitives.WriteUInt32BigEndian(parameters, (uint)_rounds);
        _salt.CopyTo(parameters, sizeof(uint));
        return ValueTask.FromResult<byte[]>([.. parameters, .. KeyWrap.Wrap(Stretch(parameters), keys.Span, context.Span)]);
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        if (wrapped.Length < ParametersLength || BinaryPrimitives.ReadUInt32BigEndian(wrapped.Span) is < MinRounds or > MaxRounds)
            return ValueTask.FromResult<byte[]?>(null);
        var stretched = Stretch(wrapped.Span[..ParametersLength]);
        return ValueTask.FromResult(KeyWrap.Unwrap(stretched, wrapped.Span[ParametersLength..], context.Span));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _password.Dispose();
        foreach (var key in _stretched.Values)
            key.Dispose();
    }

    /// <summary>The id, never the password.</summary>
    public override string ToString() => $"password '{Id}'";

    private SecretKey Stretch(ReadOnlySpan<byte> parameters)
    {
        var name = Convert.ToHexString(parameters);
        if (_stretched.TryGetValue(name, out var known))
            return known;
        Span<byte> stretched = stackalloc byte[SecretKey.Length];
        var rounds = (int)BinaryPrimitives.ReadUInt32BigEndian(parameters);
        Rfc2898DeriveBytes.Pbkdf2(_password.Bytes, parameters[sizeof(uint)..], stretched, rounds, HashAlgorithmName.SHA256);
        return _stretched.GetOrAdd(name, SecretKey.TakeFrom(stretched));
    }
}
