using System.Buffers;
using System.Text;
using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>
/// The Nuxeo platform's file names for keys: printable ASCII without <c>% / : \</c> stands for itself, anything else becomes <c>%</c>
/// followed by the UTF-8 bytes with unsafe ones as <c>%xx</c>.
/// </summary>
internal static class SafeName
{
    /// <summary>Longest file name of common file systems, in bytes; names here are ASCII.</summary>
    public const int MaxLength = 255;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly SearchValues<char> SafeCharacters =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Except("%/:\\")]);

    /// <summary>The name of a key.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>: not well-formed text, or too long a name.</exception>
    public static string Of(string key, string? store = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        var name = IsSafe(key) ? key : Escape(key, store);
        return name.Length <= MaxLength
            ? name
            : throw new BlobException(BlobError.InvalidKey, $"The key needs a file name of {name.Length} bytes; at most {MaxLength} are possible.", store, key);
    }

    /// <summary>The key of a name; null when no key has this name.</summary>
    public static string? ToKey(string name)
    {
        if (!name.StartsWith('%'))
            return IsSafe(name) && name.Length > 0 ? name : null;
        var bytes = new byte[name.Length];
        var count = 0;
        for (var i = 1; i < name.Length; i++)
        {
            if (name[i] != '%')
                bytes[count++] = (byte)name[i];
            else if (i + 2 < name.Length && byte.TryParse(name.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
                (bytes[count++], i) = (code, i + 2);
            else
                return null;
        }
        try
        {
            var key = Utf8.GetString(bytes, 0, count);
            return string.Equals(Escape(key, store: null), name, StringComparison.Ordinal) && !IsSafe(key) ? key : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsSafe(string key) => key.Length > 0 && key is not ("." or "..") && !key.AsSpan().ContainsAnyExcept(SafeCharacters);

    private static string Escape(string key, string? store)
    {
        var name = new StringBuilder("%", key.Length + 16);
        foreach (var code in BytesOf(key, store))
        {
            if (SafeCharacters.Contains((char)code))
                name.Append((char)code);
            else
                name.Append('%').Append(Convert.ToHexStringLower([code]));
        }
        return name.ToString();
    }

    /// <summary>UTF-8 of a key.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>: not well-formed text.</exception>
    public static byte[] BytesOf(string key, string? store)
    {
        try
        {
            return Utf8.GetBytes(key);
        }
        catch (EncoderFallbackException exception)
        {
            throw new BlobException(BlobError.InvalidKey, "The key is not well-formed text: it has half of a surrogate pair.", store, key, exception);
        }
    }
}
