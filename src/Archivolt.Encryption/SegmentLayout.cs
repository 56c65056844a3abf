namespace Archivolt.Encryption;

/// <summary>The arithmetic of encrypted content: segments of 64 KiB with a tag each, then a seal of fixed length.</summary>
internal readonly record struct SegmentLayout(int SealLength)
{
    /// <summary>Clear bytes in every segment but the last: 64 KiB, where AES-GCM reaches its full speed.</summary>
    public const int SegmentSize = 1 << SegmentSizeLog2;

    public const byte SegmentSizeLog2 = 16;

    /// <summary>A segment as it is stored.</summary>
    public const int StoredSegmentSize = SegmentSize + ISegmentCipher.TagLength;

    /// <summary>The counter has 32 bits and its last value belongs to the seal.</summary>
    public const long MaxClearLength = uint.MaxValue * (long)SegmentSize;

    public static long SegmentCount(long clearLength) => (clearLength + SegmentSize - 1) / SegmentSize;

    public static int SegmentLength(long index, long clearLength) => (int)Math.Min(SegmentSize, clearLength - (index * SegmentSize));

    /// <summary>Where the segment with the last byte of a range ends among the stored bytes.</summary>
    public static long StoredEnd(long clearEnd, long clearLength)
    {
        var segments = SegmentCount(clearEnd);
        return Math.Min(segments * SegmentSize, clearLength) + (segments * ISegmentCipher.TagLength);
    }

    public long StoredLength(long clearLength) => clearLength + (SegmentCount(clearLength) * ISegmentCipher.TagLength) + SealLength;

    /// <summary>The clear length behind a stored one; for a length that no content has, that of the whole segments in it.</summary>
    public long ClearLength(long storedLength)
    {
        var (whole, rest) = Math.DivRem(Math.Max(0, storedLength - SealLength), StoredSegmentSize);
        return (whole * SegmentSize) + Math.Max(0, rest - ISegmentCipher.TagLength);
    }
}
