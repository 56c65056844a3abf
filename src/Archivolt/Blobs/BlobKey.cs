using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Archivolt.Blobs;

/// <summary>
/// Where a blob is: a provider id and the key inside that provider. Its text form is <c>provider:key</c>; a text without a colon has no
/// provider, and whoever resolves it asks the dispatcher. Only the first colon separates, so a key may contain colons and a provider id
/// may not. (Compatible with the stored keys of the Nuxeo platform.) In JSON it is its text form.
/// </summary>
[JsonConverter(typeof(BlobKeyConverter))]
public readonly record struct BlobKey
{
    /// <summary>Longest accepted text form, in characters.</summary>
    public const int MaxLength = 4096;

    /// <summary>Creates a key.</summary>
    /// <param name="provider">The provider id, without colon; null when the dispatcher is to be asked.</param>
    /// <param name="key">The key inside the provider; not empty.</param>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>.</exception>
    public BlobKey(string? provider, string key)
    {
        if (Check(provider, key) is { } problem)
            throw new BlobException(BlobError.InvalidKey, problem, key: key);
        Provider = provider;
        Key = key;
    }

    /// <summary>The provider id, or null when the text form has no prefix.</summary>
    public string? Provider { get; }

    /// <summary>The key inside the provider.</summary>
    public string Key { get; }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/> with a sentence that says what is wrong.</exception>
    public static BlobKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new BlobKey(null, text) : new BlobKey(text[..colon], text[(colon + 1)..]);
    }

    /// <summary>Reads the text form without throwing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BlobKey key)
    {
        key = default;
        if (text is null)
            return false;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (provider, rest) = colon < 0 ? ((string?)null, text) : (text[..colon], text[(colon + 1)..]);
        if (Check(provider, rest) is not null)
            return false;
        key = new BlobKey(provider, rest);
        return true;
    }

    /// <summary>The text form, <c>provider:key</c> or <c>key</c>.</summary>
    public override string ToString() => Provider is null ? Key ?? "" : $"{Provider}:{Key}";

    private static string? Check(string? provider, string key)
    {
        if (provider is not null && provider.Length == 0)
            return "A blob key has an empty provider id; write 'provider:key'.";
        if (provider is not null && provider.Contains(':', StringComparison.Ordinal))
            return "A provider id cannot contain a colon.";
        if (string.IsNullOrEmpty(key))
            return "A blob key is empty; write 'provider:key'.";
        if (key.Length + (provider?.Length ?? 0) > MaxLength)
            return $"A blob key is longer than {MaxLength} characters.";
        return null;
    }
}
