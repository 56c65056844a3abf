using System.Globalization;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo;

/// <summary>Sizes as the platform writes them: <c>100 MB</c>, <c>10m</c>, <c>5242880</c>. Units are powers of 1024.</summary>
internal static class ByteSize
{
    private const string Units = "KMGT";

    /// <summary>The size that a property gives, in bytes.</summary>
    /// <exception cref="Blobs.BlobException"><see cref="Blobs.BlobError.Configuration"/>: it gives none.</exception>
    public static long Read(ContributedProvider provider, string property, string text) =>
        Parse(text) ?? throw StoreClasses.Wrong(provider, $"the property '{property}' is no size; use one such as 4 MB.");

    /// <summary>The size in bytes; null for anything else.</summary>
    public static long? Parse(string text)
    {
        var rest = text.AsSpan().Trim();
        if (rest.EndsWith("B", StringComparison.OrdinalIgnoreCase))
            rest = rest[..^1].TrimEnd();
        var unit = rest.Length == 0 ? -1 : Units.IndexOf(char.ToUpperInvariant(rest[^1]), StringComparison.Ordinal);
        if (unit >= 0)
            rest = rest[..^1].TrimEnd();
        var factor = 1L << (10 * (unit + 1));
        return long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue / factor ? number * factor : null;
    }
}
