using System.Globalization;

namespace Archivolt.Renditions.Converters;

/// <summary>The parameter <c>size</c> of thumbnails: <c>WIDTHxHEIGHT</c>, by default 1000x1000 as on the platform.</summary>
internal static class ThumbnailSize
{
    private const int Default = 1000;
    private const int Most = 4000;

    /// <summary>Width and height in pixels.</summary>
    public static IReadOnlyList<int> Read(Conversion conversion) => !conversion.Parameters.TryGetValue("size", out var text) || text.Length == 0
        ? [Default, Default]
        : text.Split('x') is [var width, var height] && Side(width) is { } across && Side(height) is { } down
            ? [across, down]
            : throw new ConversionException(ConversionError.InvalidParameter, $"'size' must be WIDTHxHEIGHT with at most {Most} pixels each; it is '{text}'.");

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is > 0 and <= Most ? side : null;
}
