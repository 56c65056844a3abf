using Archivolt.Blobs;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>The <c>Range</c> header of a request (RFC 9110 §14.2).</summary>
internal static class RangeHeader
{
    /// <summary>More ranges than this are an attack or a mistake, and the header is ignored.</summary>
    public const int MaxRanges = 64;

    /// <summary>The ranges that are asked for; null when the header is absent, malformed or excessive and therefore ignored.</summary>
    public static IReadOnlyList<ByteRange>? Parse(string? header)
    {
        const string unit = "bytes=";
        if (header is null || !header.StartsWith(unit, StringComparison.OrdinalIgnoreCase))
            return null;
        var specs = header[unit.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (specs.Length is 0 or > MaxRanges)
            return null;
        var ranges = new ByteRange[specs.Length];
        for (var i = 0; i < specs.Length; i++)
        {
            if (!ByteRange.TryParse(specs[i], out ranges[i]))
                return null;
        }
        return ranges;
    }

    /// <summary>
    /// The parts to send of a content: null when everything is to be sent, empty when no wanted byte exists. Parts that overlap or touch are joined,
    /// so that no byte goes out twice; otherwise the asked order is kept.
    /// </summary>
    public static IReadOnlyList<ContentPart>? Resolve(IReadOnlyList<ByteRange>? ranges, long length)
    {
        // The last bytes of nothing are all of it, which Content-Range cannot say.
        if (ranges is null || (length == 0 && ranges.Any(range => range is { IsSuffix: true, Count: > 0 })))
            return null;
        var parts = new List<ContentPart>(ranges.Count);
        foreach (var range in ranges)
        {
            if (range.TryResolve(length, out var offset, out var count) && count > 0)
                parts.Add(new ContentPart(offset, count));
        }
        return Join(parts);
    }

    private static List<ContentPart> Join(List<ContentPart> parts)
    {
        if (parts.Count < 2)
            return parts;
        var joined = new List<ContentPart>(parts.Count);
        foreach (var part in parts.OrderBy(part => part.Offset))
        {
            if (joined.Count > 0 && joined[^1] is var last && part.Offset <= last.End)
                joined[^1] = last with { Count = Math.Max(last.End, part.End) - last.Offset };
            else
                joined.Add(part);
        }
        return joined.Count == parts.Count ? parts : joined;
    }
}
