using System.Buffers;
using System.Text;

namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>
/// What a text needs so that a pattern can match it at all: length, first and last character, literal parts, characters somewhere inside. Reported
/// from the pattern alone and looked at before its engine is started, which costs far more.
/// </summary>
internal sealed class PatternOutline
{
    /// <summary>The outline that lets every text through.</summary>
    public static readonly PatternOutline Unknown = new([]);

    private const int LongestRepeat = 64;
    private const int AsciiCount = 128;
    private const int MostSets = 3;

    private readonly long _minLength;
    private readonly UInt128? _first;
    private readonly UInt128? _last;
    private readonly string _prefix;
    private readonly string _suffix;
    private readonly string _inside;
    private readonly SearchValues<char>[] _somewhere;

    /// <summary>Reports the outline of a pattern.</summary>
    /// <param name="parts">The parts that follow one another, at its top level.</param>
    public PatternOutline(IReadOnlyList<PatternPart> parts)
    {
        parts = [.. parts.Where(part => part != PatternPart.Nothing)];
        _minLength = parts.Sum(part => (long)part.Least);
        _first = AsciiOf(parts.Count > 0 ? parts[0] : null);
        _last = AsciiOf(parts.Count > 0 ? parts[^1] : null);
        _somewhere = RarestSets(parts);
        var runs = LiteralRuns(parts);
        _prefix = runs[0];
        _suffix = runs[^1];
        _inside = runs.Skip(1).SkipLast(1).MaxBy(run => run.Length) ?? "";
    }

    /// <summary>False where the pattern does not match.</summary>
    public bool MayMatch(string text) =>
        text.Length >= _minLength
        && (_first is not { } first || IsIn(first, text[0]))
        && (_last is not { } last || IsIn(last, text[^1]))
        && text.EndsWith(_suffix, StringComparison.Ordinal)
        && text.StartsWith(_prefix, StringComparison.Ordinal)
        && (_inside.Length == 0 || text.Contains(_inside, StringComparison.Ordinal))
        && HasAllSets(text);

    // Literal texts between the parts that are something else, as every matching text has them. The first one is its beginning and the last
    // one its end; both may be empty.
    private static List<string> LiteralRuns(IReadOnlyList<PatternPart> parts)
    {
        List<string> runs = [""];
        foreach (var part in parts)
        {
            var text = part.Literal is { } character ? new string(character, Math.Min(part.Least, LongestRepeat)) : "";
            runs[^1] += text;
            // Where more may follow, the next run begins with what stands there at least.
            if (part.Literal is null || !part.IsExact || part.Least > LongestRepeat)
                runs.Add(text);
        }
        return runs;
    }

    private bool HasAllSets(string text)
    {
        foreach (var set in _somewhere)
        {
            // Of other characters nobody knows here whether they are in the set.
            if (!text.AsSpan().ContainsAny(set) && Ascii.IsValid(text))
                return false;
        }
        return true;
    }

    // The smallest sets between the ends; each has to have one of its characters in the text.
    private static SearchValues<char>[] RarestSets(IReadOnlyList<PatternPart> parts) =>
        [.. parts.Skip(1).SkipLast(1).Select(AsciiOf).OfType<UInt128>().Distinct().OrderBy(UInt128.PopCount).Take(MostSets).Select(set =>
            SearchValues.Create([.. Enumerable.Range(0, AsciiCount).Select(code => (char)code).Where(character => IsIn(set, character))]))];

    private static UInt128? AsciiOf(PatternPart? part) => part is { Least: > 0 } ? part.Set : null;

    private static bool IsIn(UInt128 set, char character) => character >= AsciiCount || (set >> character & UInt128.One) != UInt128.Zero;
}
