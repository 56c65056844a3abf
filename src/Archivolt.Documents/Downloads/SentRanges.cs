using System.Globalization;

namespace Archivolt.Documents.Downloads;

/// <summary>Which bytes of a content went out, as ranges that neither touch nor overlap.</summary>
internal sealed class SentRanges
{
    /// <summary>So many are kept apart; bytes beyond them are counted only.</summary>
    public const int Capacity = 100;

    // Ends are those of RFC 9110: the last byte itself.
    private readonly List<(long First, long Last)> _ranges = [];
    private bool _isCut;

    /// <summary>Adds a run of bytes.</summary>
    public void Add(long offset, long count)
    {
        if (count == 0)
            return;
        var (first, last) = (offset, offset + count - 1);
        var start = _ranges.FindIndex(range => range.Last >= first - 1);
        if (start < 0)
            start = _ranges.Count;
        var end = start;
        for (; end < _ranges.Count && _ranges[end].First <= last + 1; end++)
            (first, last) = (Math.Min(first, _ranges[end].First), Math.Max(last, _ranges[end].Last));
        if (end == start && _ranges.Count == Capacity)
        {
            _isCut = true;
            return;
        }
        _ranges.RemoveRange(start, end - start);
        _ranges.Insert(start, (first, last));
    }

    /// <summary>Others that begin as these.</summary>
    public SentRanges Copy()
    {
        var copy = new SentRanges { _isCut = _isCut };
        copy._ranges.AddRange(_ranges);
        return copy;
    }

    /// <summary>Them as <c>0-99,200-299</c>; with <c>…</c> at the end where there were more.</summary>
    public override string ToString() =>
        string.Join(',', _ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}"))) + (_isCut ? ",…" : "");
}
