using System.Globalization;
using System.Runtime.InteropServices;
using Archivolt.Blobs;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>A run of bytes inside a content, at least one.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentPart(long Offset, long Count)
{
    /// <summary>The first byte behind it.</summary>
    public long End => Offset + Count;

    /// <summary>It, as stores are asked for it.</summary>
    public ByteRange ToRange() => ByteRange.From(Offset, Count);

    /// <summary>The value of <c>Content-Range</c> within a content of <paramref name="length"/> bytes.</summary>
    public string ToContentRange(long length) => string.Create(CultureInfo.InvariantCulture, $"bytes {Offset}-{End - 1}/{length}");
}
