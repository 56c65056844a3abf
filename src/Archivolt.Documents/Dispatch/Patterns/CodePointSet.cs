using System.Globalization;

namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>Code points, as ranges in order. Half a surrogate pair alone is none, and .NET's expressions see a whole pair as two characters.</summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;
    private const int FirstPair = 0x10000;
    private const int HalfFirst = 0xD800;
    private const int HalfLast = 0xDFFF;
    private const int LowFirst = 0xDC00;
    private const int ManyRanges = 16;

    // Of the categories in expressions, in the order of the enumeration.
    private static readonly string[] Names =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Cn",
    ];

    // Those of all characters at once, since one pass over them takes as long for one category as for all.
    private static readonly Lazy<CodePointSet[]> Categories = new(ReadCategories);

    private readonly List<(int From, int To)> _ranges;
    private string? _expression;

    private CodePointSet(List<(int From, int To)> ranges) => _ranges = ranges;

    public static readonly CodePointSet None = new([]);

    public static readonly CodePointSet All = Of(0, Last);

    /// <summary>The characters below 128 as bits.</summary>
    public UInt128 Ascii
    {
        get
        {
            var bits = UInt128.Zero;
            foreach (var (from, to) in _ranges.TakeWhile(range => range.From < 128))
            {
                for (var point = from; point <= Math.Min(to, 127); point++)
                    bits |= UInt128.One << point;
            }
            return bits;
        }
    }

    public static CodePointSet Of(int point) => Of(point, point);

    public static CodePointSet Of(int from, int to) => Of([(from, to)]);

    /// <summary>Ranges in order.</summary>
    public static CodePointSet Of(IEnumerable<(int From, int To)> ranges)
    {
        var result = new List<(int From, int To)>();
        foreach (var (from, to) in ranges)
            Append(result, from, to);
        return new(result);
    }

    /// <summary>Ranges by their ends: <c>"azAZ"</c> are the letters of ASCII, in any order.</summary>
    public static CodePointSet Of(string ends) => Of(ends.Chunk(2).Select(range => ((int)range[0], (int)range[1])).Order());

    /// <summary>What a category has whose name is one like <c>Lu</c>, or the first letter of such names; null when there is none.</summary>
    public static CodePointSet? OfCategory(string name)
    {
        var isAny = false;
        var result = None;
        foreach (var (index, category) in Names.Index())
        {
            if (name.Length is not (1 or 2) || !category.StartsWith(name, StringComparison.Ordinal))
                continue;
            isAny = true;
            result = result.Union(Categories.Value[index]);
        }
        return isAny ? result : null;
    }

    public bool Contains(int point) => Covers((point, point));

    public CodePointSet Union(CodePointSet other) =>
        other._ranges.Count == 0 ? this : _ranges.Count == 0 ? other : Of(_ranges.Concat(other._ranges).Order());

    public CodePointSet Complement() => Of(Gaps(_ranges, Last));

    public CodePointSet Intersect(CodePointSet other) => Complement().Union(other.Complement()).Complement();

    public CodePointSet Except(CodePointSet other) => Complement().Union(other).Complement();

    /// <summary>As a .NET expression.</summary>
    public override string ToString() => _expression ??= (Plain(), string.Join('|', Pairs())) switch
    {
        ("", "") => @"[^\s\S]",
        (var plain, "") => plain,
        ("", var pairs) => $"(?:{pairs})",
        var (plain, pairs) => $"(?:{plain}|{pairs})",
    };

    private static CodePointSet[] ReadCategories()
    {
        var ranges = Enum.GetValues<UnicodeCategory>().Select(_ => new List<(int From, int To)>()).ToArray();
        for (var point = 0; point <= Last; point++)
            Append(ranges[(int)CharUnicodeInfo.GetUnicodeCategory(point)], point, point);
        return [.. ranges.Select(category => new CodePointSet(category))];
    }

    private static void Append(List<(int From, int To)> ranges, int from, int to)
    {
        if (from < HalfFirst)
            AppendWhole(ranges, from, Math.Min(to, HalfFirst - 1));
        if (to > HalfLast)
            AppendWhole(ranges, Math.Max(from, HalfLast + 1), to);
    }

    private static void AppendWhole(List<(int From, int To)> ranges, int from, int to)
    {
        if (ranges is [.., var last] && from <= last.To + 1)
            ranges[^1] = (last.From, Math.Max(last.To, to));
        else
            ranges.Add((from, to));
    }

    private static IEnumerable<(int From, int To)> Gaps(IEnumerable<(int From, int To)> ranges, int end)
    {
        var from = 0;
        foreach (var range in ranges)
        {
            if (range.From > from)
                yield return (from, range.From - 1);
            from = range.To + 1;
        }
        if (from <= end)
            yield return (from, end);
    }

    // Up to U+FFFF; the shorter of what is in and what is not, which the engines are quicker with.
    private string Plain()
    {
        var ranges = _ranges.TakeWhile(range => range.From < FirstPair).Select(range => (range.From, To: Math.Min(range.To, FirstPair - 1))).ToList();
        var gaps = Gaps(ranges, FirstPair - 1).ToList();
        if (ranges.Count == 0)
            return "";
        if (ranges is [var (from, to)] && from == to)
            return Escaped(from);
        var (members, others) = (Members(ranges), Members(gaps));
        return members.Length <= others.Length ? $"[{members}]" : $"[^{others}]";
    }

    // Categories by their names where they shorten it: an engine takes long to read hundreds of ranges.
    private static string Members(List<(int From, int To)> ranges)
    {
        if (ranges.Count <= ManyRanges)
            return string.Concat(ranges.Select(Range));
        var set = new CodePointSet(ranges);
        var whole = Categories.Value.Index().Select(category => (Name: Names[category.Index], Set: new CodePointSet([.. category.Item._ranges.TakeWhile(range => range.From < FirstPair)])))
            .Where(category => category.Set._ranges.Count > 0 && category.Set._ranges.TrueForAll(set.Covers)).ToList();
        var named = Of(whole.SelectMany(category => category.Set._ranges).Order());
        // What is not in has halves of pairs too, which no set has.
        var halves = set.Covers((HalfFirst, HalfLast)) ? Range((HalfFirst, HalfLast)) : "";
        return string.Concat(whole.Select(category => $"\\p{{{category.Name}}}")) + halves + string.Concat(set.Except(named)._ranges.Select(Range));
    }

    private bool Covers((int From, int To) other)
    {
        var index = _ranges.BinarySearch((other.From, int.MaxValue));
        return index >= 0 || (~index > 0 && _ranges[~index - 1].To >= other.To);
    }

    // One alternative for all first halves that have the same second halves.
    private IEnumerable<string> Pairs() => Combinations()
        .GroupBy(pairs => pairs.Highs, pairs => Range(pairs.Lows), (highs, lows) => (Highs: Range(highs), Lows: string.Concat(lows)))
        .GroupBy(pairs => pairs.Lows, pairs => pairs.Highs, (lows, highs) => $"[{string.Concat(highs)}][{lows}]");

    // The parts of a range whose pairs are all combinations: its beginning, its middle, its end.
    private IEnumerable<((int From, int To) Highs, (int From, int To) Lows)> Combinations()
    {
        foreach (var (start, to) in _ranges.SkipWhile(range => range.To < FirstPair))
        {
            for (var at = Math.Max(start, FirstPair); at <= to;)
            {
                var (high, low) = Pair(at);
                var (lastHigh, lastLow) = Pair(to);
                if (high == lastHigh || low > LowFirst)
                {
                    var end = high == lastHigh ? lastLow : HalfLast;
                    yield return ((high, high), (low, end));
                    at += end - low + 1;
                }
                else
                {
                    var whole = lastLow == HalfLast ? lastHigh : lastHigh - 1;
                    yield return ((high, whole), (LowFirst, HalfLast));
                    at += (whole - high + 1) << 10;
                }
            }
        }
    }

    private static (int High, int Low) Pair(int point) => (HalfFirst + ((point - FirstPair) >> 10), LowFirst + ((point - FirstPair) & 0x3FF));

    private static string Range((int From, int To) range) =>
        range.From == range.To ? Escaped(range.From) : $"{Escaped(range.From)}-{Escaped(range.To)}";

    // So that it stands for itself everywhere in a .NET expression.
    private static string Escaped(int character) => char.IsAsciiLetterOrDigit((char)character) ? ((char)character).ToString() : $"\\u{character:X4}";
}
