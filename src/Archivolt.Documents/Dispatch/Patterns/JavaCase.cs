using System.Text;

namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>The characters that a character, or a range of them, stands for where Java ignores case: of ASCII, or with the flag <c>u</c> of all scripts.</summary>
internal static class JavaCase
{
    private static readonly CodePointSet AsciiLetters = CodePointSet.Of("azAZ");

    // Java folds a character by its capital and the small letter of that.
    private static readonly Lazy<List<(int Point, int Upper, int Folded)>> Letters = new(() =>
        [.. Enumerable.Range(0, 0x20000).Where(Rune.IsValid).Select(point => (point, ToUpper(point), ToLower(ToUpper(point)))).Where(letter => letter.Item2 != letter.point || letter.Item3 != letter.point)]);

    private static readonly Lazy<ILookup<int, int>> ByFolded = new(() => Letters.Value.ToLookup(letter => letter.Folded, letter => letter.Point));

    /// <summary>What one character stands for.</summary>
    public static CodePointSet Of(int point, JavaFlags flags)
    {
        var exact = CodePointSet.Of(point);
        if (!flags.HasFlag(JavaFlags.IgnoreCase) || !Rune.IsValid(point))
            return exact;
        if (!flags.HasFlag(JavaFlags.UnicodeCase))
            return WithOtherCase(exact);
        var upper = ToUpper(point);
        var folded = ToLower(upper);
        return upper == folded ? exact : CodePointSet.Of(ByFolded.Value[folded].Append(folded).Order().Select(letter => (letter, letter)));
    }

    /// <summary>What a range in a class stands for.</summary>
    public static CodePointSet Of(int from, int to, JavaFlags flags)
    {
        var exact = CodePointSet.Of(from, to);
        if (!flags.HasFlag(JavaFlags.IgnoreCase))
            return exact;
        return !flags.HasFlag(JavaFlags.UnicodeCase)
            ? WithOtherCase(exact)
            : exact.Union(CodePointSet.Of(Letters.Value.Where(letter => IsIn(letter.Upper) || IsIn(letter.Folded)).Select(letter => (letter.Point, letter.Point))));

        bool IsIn(int point) => from <= point && point <= to;
    }

    private static CodePointSet WithOtherCase(CodePointSet set)
    {
        var letters = set.Intersect(AsciiLetters).Ascii;
        return set.Union(CodePointSet.Of(Enumerable.Range(0, 128).Where(point => (letters >> (point ^ 0x20) & 1) != 0).Select(point => (point, point))));
    }

    private static int ToUpper(int point) => point switch
    {
        'ı' => 'I',
        'ſ' => 'S',
        _ => Rune.ToUpperInvariant(new Rune(point)).Value,
    };

    private static int ToLower(int point) => point switch
    {
        'İ' => 'i',
        _ => Rune.ToLowerInvariant(new Rune(point)).Value,
    };
}
