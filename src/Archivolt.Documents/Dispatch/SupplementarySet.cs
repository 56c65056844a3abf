using System.Globalization;
using System.Text.RegularExpressions;

namespace Archivolt.Documents.Dispatch;

/// <summary>Code points beyond U+FFFF, as ranges in order; .NET's expressions see each as two characters.</summary>
internal sealed partial class SupplementarySet
{
    private const int First = 0x10000;
    private const int Last = 0x10FFFF;
    private const int LowFirst = 0xDC00;
    private const int LowLast = 0xDFFF;

    // The names of the categories in expressions, in the order of the enumeration.
    private static readonly string[] Categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private readonly IReadOnlyList<(int From, int To)> _ranges;

    private SupplementarySet(IReadOnlyList<(int From, int To)> ranges) => _ranges = ranges;

    public static readonly SupplementarySet None = new([]);

    public static readonly SupplementarySet All = new([(First, Last)]);

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>The code points of a range that lie beyond U+FFFF.</summary>
    public static SupplementarySet Of(int from, int to) => to < First ? None : new([(Math.Max(from, First), to)]);

    /// <summary>What the members of a .NET class take beyond U+FFFF, by the categories among them.</summary>
    public static SupplementarySet OfMembers(string members)
    {
        var names = Category().Matches(members).Select(match => match.Groups["name"].Value).ToList();
        if (names.Count == 0)
            return None;
        var isIn = Categories.Select(category => names.Exists(name => category.StartsWith(name, StringComparison.Ordinal))).ToArray();
        var ranges = new List<(int From, int To)>();
        for (var point = First; point <= Last; point++)
        {
            if (!isIn[(int)CharUnicodeInfo.GetUnicodeCategory(point)])
                continue;
            if (ranges is [.., var last] && last.To == point - 1)
                ranges[^1] = (last.From, point);
            else
                ranges.Add((point, point));
        }
        return new(ranges);
    }

    public SupplementarySet Union(SupplementarySet other)
    {
        if (IsEmpty || other.IsEmpty)
            return IsEmpty ? other : this;
        var ranges = new List<(int From, int To)>();
        foreach (var range in _ranges.Concat(other._ranges).Order())
        {
            if (ranges is [.., var last] && range.From <= last.To + 1)
                ranges[^1] = (last.From, Math.Max(last.To, range.To));
            else
                ranges.Add(range);
        }
        return new(ranges);
    }

    public SupplementarySet Complement()
    {
        var ranges = new List<(int From, int To)>();
        var from = First;
        foreach (var range in _ranges)
        {
            if (range.From > from)
                ranges.Add((from, range.From - 1));
            from = range.To + 1;
        }
        if (from <= Last)
            ranges.Add((from, Last));
        return new(ranges);
    }

    public SupplementarySet Intersect(SupplementarySet other) => Complement().Union(other.Complement()).Complement();

    /// <summary>As alternatives of pairs in a .NET expression.</summary>
    public override string ToString()
    {
        var pairs = new List<string>();
        foreach (var (from, to) in _ranges)
        {
            // One alternative for each part of a range whose pairs are all combinations: its beginning, its middle, its end.
            for (var at = from; at <= to;)
            {
                var (high, low) = Pair(at);
                var (lastHigh, lastLow) = Pair(to);
                if (high == lastHigh || low > LowFirst)
                {
                    var end = high == lastHigh ? lastLow : LowLast;
                    pairs.Add(Range(high, high) + Range(low, end));
                    at += end - low + 1;
                }
                else
                {
                    var whole = lastLow == LowLast ? lastHigh : lastHigh - 1;
                    pairs.Add(Range(high, whole) + Range(LowFirst, LowLast));
                    at += (whole - high + 1) << 10;
                }
            }
        }
        return string.Join('|', pairs);
    }

    private static (int High, int Low) Pair(int point) => (0xD800 + ((point - First) >> 10), LowFirst + ((point - First) & 0x3FF));

    private static string Range(int from, int to) => from == to ? $"\\u{from:X4}" : $"[\\u{from:X4}-\\u{to:X4}]";

    [GeneratedRegex(@"\\p\{(?<name>[A-Z][a-z]?)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: -1)]
    private static partial Regex Category();
}
