using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Archivolt.Blobs;

/// <summary>
/// Which bytes of a content are wanted: all (<c>default</c>), from an offset, an offset and a count, or the last n.
/// An end behind the content is cut; a start behind it is an error. (As HTTP ranges, RFC 9110 §14.1.2.)
/// </summary>
public readonly record struct ByteRange
{
    private ByteRange(long offset, long? count, bool suffix)
    {
        Offset = offset;
        Count = count;
        IsSuffix = suffix;
    }

    /// <summary>The whole content.</summary>
    public static ByteRange All => default;

    /// <summary>First byte wanted; 0 for a suffix.</summary>
    public long Offset { get; }

    /// <summary>How many bytes are wanted at most; null means up to the end.</summary>
    public long? Count { get; }

    /// <summary>True when <see cref="Count"/> counts from the end.</summary>
    public bool IsSuffix { get; }

    /// <summary>True for the whole content.</summary>
    public bool IsAll => Offset == 0 && Count is null;

    /// <summary>From <paramref name="offset"/> to the end, or <paramref name="count"/> bytes.</summary>
    public static ByteRange From(long offset, long? count = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (count is { } wanted)
            ArgumentOutOfRangeException.ThrowIfNegative(wanted, nameof(count));
        return new ByteRange(offset, count, suffix: false);
    }

    /// <summary>Both ends inclusive, as HTTP and the platform's ranged keys write it.</summary>
    public static ByteRange Inclusive(long first, long last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        return From(first, last == long.MaxValue ? null : last - first + 1);
    }

    /// <summary>The last <paramref name="count"/> bytes, or all where there are fewer.</summary>
    public static ByteRange Last(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new ByteRange(0, count, suffix: true);
    }

    /// <summary>Reads <c>first-last</c>, <c>first-</c> or <c>-count</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ByteRange range)
    {
        range = default;
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (text is null || dash < 0)
            return false;
        var left = text.AsSpan(0, dash);
        var right = text.AsSpan(dash + 1);
        if (left.IsEmpty)
        {
            if (!TryNumber(right, out var count))
                return false;
            range = Last(count);
            return true;
        }
        if (!TryNumber(left, out var first))
            return false;
        if (right.IsEmpty)
        {
            range = From(first);
            return true;
        }
        if (!TryNumber(right, out var last) || last < first)
            return false;
        range = Inclusive(first, last);
        return true;
    }

    /// <summary>Offset and count inside a content of <paramref name="length"/> bytes; false when no wanted byte exists there.</summary>
    public bool TryResolve(long length, out long offset, out long count)
    {
        if (IsSuffix)
        {
            count = Math.Min(Count ?? 0, length);
            offset = length - count;
            return count > 0;
        }
        offset = Offset;
        if (IsAll)
        {
            count = length;
            return true;
        }
        count = offset < length ? Math.Min(Count ?? long.MaxValue, length - offset) : 0;
        return count > 0;
    }

    /// <summary>Offset and count inside a content of <paramref name="length"/> bytes.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.RangeNotSatisfiable"/>.</exception>
    public (long Offset, long Count) Resolve(long length, string? store = null, string? key = null) => TryResolve(length, out var offset, out var count)
        ? (offset, count)
        : throw new BlobException(BlobError.RangeNotSatisfiable, $"The range {this} has no byte of a content of {length} bytes.", store, key);

    /// <summary>The inclusive text form, such as <c>0-99</c>, <c>100-</c>, <c>-5</c>.</summary>
    public override string ToString() => (IsSuffix, Count) switch
    {
        (false, 0) => string.Create(CultureInfo.InvariantCulture, $"of no bytes at {Offset}"),
        (true, _) => string.Create(CultureInfo.InvariantCulture, $"-{Count}"),
        // An end behind the largest number is the end of the content.
        (_, { } count) when count - 1 <= long.MaxValue - Offset => string.Create(CultureInfo.InvariantCulture, $"{Offset}-{Offset + count - 1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Offset}-"),
    };

    private static bool TryNumber(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
            return false;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            number = long.MaxValue;
        return true;
    }
}
