using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Archivolt.Blobs;

/// <summary>A message digest that can name content. Names are the Java spellings that <c>config.xml</c> uses, such as <c>SHA-256</c>.</summary>
public sealed class DigestAlgorithm
{
    /// <summary>MD5, the default of stores created by the Nuxeo platform. For compatibility, not for security.</summary>
    public static readonly DigestAlgorithm Md5 = new("MD5", HashAlgorithmName.MD5, 16);

    /// <summary>SHA-1. For compatibility, not for security.</summary>
    public static readonly DigestAlgorithm Sha1 = new("SHA-1", HashAlgorithmName.SHA1, 20);

    /// <summary>SHA-256, the default of stores created here.</summary>
    public static readonly DigestAlgorithm Sha256 = new("SHA-256", HashAlgorithmName.SHA256, 32);

    /// <summary>SHA-384.</summary>
    public static readonly DigestAlgorithm Sha384 = new("SHA-384", HashAlgorithmName.SHA384, 48);

    /// <summary>SHA-512.</summary>
    public static readonly DigestAlgorithm Sha512 = new("SHA-512", HashAlgorithmName.SHA512, 64);

    private static readonly SearchValues<char> HexCharacters = SearchValues.Create("0123456789abcdef");

    private readonly HashAlgorithmName _hash;

    private DigestAlgorithm(string name, HashAlgorithmName hash, int size)
    {
        Name = name;
        _hash = hash;
        Size = size;
    }

    /// <summary>All algorithms, shortest first.</summary>
    public static IReadOnlyList<DigestAlgorithm> All { get; } = [Md5, Sha1, Sha256, Sha384, Sha512];

    /// <summary>The canonical name, such as <c>SHA-256</c>.</summary>
    public string Name { get; }

    /// <summary>Length of a digest in bytes.</summary>
    public int Size { get; }

    /// <summary>Length of a digest in hexadecimal characters.</summary>
    public int HexLength => Size * 2;

    /// <summary>Finds an algorithm by name: any letter case, with or without the hyphen (<c>SHA256</c>, <c>sha-256</c>, <c>SHA</c> for SHA-1).</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, [NotNullWhen(true)] out DigestAlgorithm? algorithm)
    {
        var plain = name?.Trim().Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        algorithm = plain switch
        {
            "MD5" => Md5,
            "SHA" or "SHA1" => Sha1,
            "SHA256" => Sha256,
            "SHA384" => Sha384,
            "SHA512" => Sha512,
            _ => null,
        };
        return algorithm is not null;
    }

    /// <summary>Finds an algorithm by name.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/> when the name is unknown.</exception>
    public static DigestAlgorithm Parse(string name) => TryParse(name, out var algorithm)
        ? algorithm
        : throw new BlobException(BlobError.Configuration,
            $"'{name}' is not a known digest algorithm; use one of {string.Join(", ", All.Select(a => a.Name))}.");

    /// <summary>The algorithm whose digests look like <paramref name="key"/> (lower-case hexadecimal of its exact length), or null.</summary>
    public static DigestAlgorithm? OfKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        foreach (var algorithm in All)
        {
            if (algorithm.IsDigest(key))
                return algorithm;
        }
        return null;
    }

    /// <summary>True when the text is lower-case hexadecimal of this algorithm's exact length.</summary>
    public bool IsDigest(string? text) => text is not null && text.Length == HexLength && !text.AsSpan().ContainsAnyExcept(HexCharacters);

    /// <summary>Starts an incremental hash; dispose it.</summary>
    public IncrementalHash CreateHash() => IncrementalHash.CreateHash(_hash);

    /// <summary>Hashes bytes already in memory.</summary>
    public Digest Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        CryptographicOperations.HashData(_hash, content, hash);
        return new Digest(this, Convert.ToHexStringLower(hash));
    }

    /// <summary>The canonical name.</summary>
    public override string ToString() => Name;
}
