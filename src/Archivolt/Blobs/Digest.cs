using System.Security.Cryptography;

namespace Archivolt.Blobs;

/// <summary>A digest that knows its algorithm, so that a store may change algorithm and still verify what it holds.</summary>
public sealed record Digest
{
    /// <summary>Creates a digest.</summary>
    /// <exception cref="FormatException">The text is not lower-case hexadecimal of the algorithm's length.</exception>
    public Digest(DigestAlgorithm algorithm, string hex)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        if (!algorithm.IsDigest(hex))
            throw new FormatException($"A {algorithm} digest is {algorithm.HexLength} lower-case hexadecimal characters.");
        Algorithm = algorithm;
        Hex = hex;
    }

    /// <summary>The algorithm.</summary>
    public DigestAlgorithm Algorithm { get; }

    /// <summary>Lower-case hexadecimal.</summary>
    public string Hex { get; }

    /// <summary>Base64 of the digest bytes, as HTTP's <c>Digest</c> header wants it (RFC 3230).</summary>
    public string ToBase64() => Convert.ToBase64String(Convert.FromHexString(Hex));

    /// <summary>Reads the self-describing form <c>sha-256:2c26…</c>.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static Digest Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && DigestAlgorithm.TryParse(text[..colon], out var algorithm)
            ? new Digest(algorithm, text[(colon + 1)..])
            : throw new FormatException("A digest is written 'algorithm:hexadecimal', such as 'sha-256:2c26…'.");
    }

    /// <summary>The digest that a content-addressed key spells, recognised by its length; null for any other key.</summary>
    public static Digest? OfKey(string key) => DigestAlgorithm.OfKey(key) is { } algorithm ? new Digest(algorithm, key) : null;

    /// <summary>Takes the digest out of a finished hash and resets it.</summary>
    public static Digest Take(DigestAlgorithm algorithm, IncrementalHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return new Digest(algorithm, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The self-describing form, such as <c>sha-256:2c26…</c>.</summary>
    public override string ToString() => $"{Algorithm.Name.ToLowerInvariant()}:{Hex}";
}
