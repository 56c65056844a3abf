using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>The characters that a name in <c>\p{…}</c> stands for in Java, and those of <c>\d \w \s \h \v</c>.</summary>
internal static class JavaProperty
{
    // One set for each name, however often expressions use it; there are no more names than those known here.
    private static readonly ConcurrentDictionary<(string Name, JavaFlags Flags), CodePointSet> Known = new();

    /// <summary>What <c>\d</c> and the like stand for, by their small letter.</summary>
    public static CodePointSet Of(char letter, JavaFlags flags) => (letter, flags.HasFlag(JavaFlags.UnicodeClasses)) switch
    {
        ('d', false) => Ascii("Digit"),
        ('d', true) => Unicode("DIGIT", ignoresCase: false)!,
        ('s', false) => Ascii("Space"),
        ('s', true) => Unicode("SPACE", ignoresCase: false)!,
        ('w', false) => CodePointSet.Of("azAZ09__"),
        ('w', true) => Unicode("WORD", ignoresCase: false)!,
        ('h', _) => CodePointSet.Of("\t\t  \u00A0\u00A0\u1680\u1680\u180E\u180E\u2000\u200A\u202F\u202F\u205F\u205F\u3000\u3000"),
        _ => CodePointSet.Of("\n\r\u0085\u0085\u2028\u2029"),
    };

    /// <summary>What a name stands for; null when it is none that is known here.</summary>
    public static CodePointSet? Of(string name, JavaFlags flags)
    {
        flags &= JavaFlags.IgnoreCase | JavaFlags.UnicodeClasses;
        if (Known.TryGetValue((name, flags), out var known))
            return known;
        return Find(name, flags.HasFlag(JavaFlags.IgnoreCase), flags.HasFlag(JavaFlags.UnicodeClasses)) is { } set ? Known.GetOrAdd((name, flags), set) : null;
    }

    private static CodePointSet? Find(string name, bool ignoresCase, bool isUnicode)
    {
        if (name.Split('=', 2) is [var kind, var value])
        {
            return kind.ToLowerInvariant() switch
            {
                "gc" or "general_category" => General(value, ignoresCase),
                "blk" or "block" => Block(value),
                _ => null,
            };
        }
        if (name.StartsWith("In", StringComparison.Ordinal))
            return Block(name[2..]);
        if (name.StartsWith("Is", StringComparison.Ordinal))
            return Unicode(name[2..].ToUpperInvariant(), ignoresCase) ?? General(name[2..], ignoresCase);
        return (isUnicode ? Posix(name.ToUpperInvariant(), ignoresCase) : null) ?? General(name, ignoresCase);
    }

    private static CodePointSet? General(string name, bool ignoresCase) => name switch
    {
        "Lu" or "Ll" or "Lt" when ignoresCase => Category("Lu", "Ll", "Lt"),
        "LC" => Category("Lu", "Ll", "Lt"),
        "LD" or "javaLetterOrDigit" => Category("L", "Nd"),
        "L1" => CodePointSet.Of(0, 0xFF),
        "all" => CodePointSet.All,
        "Lower" or "Upper" when ignoresCase => Ascii("Alpha"),
        "ASCII" or "Alnum" or "Alpha" or "Blank" or "Cntrl" or "Digit" or "Graph" or "Lower" or "Print" or "Punct" or "Space" or "Upper" or "XDigit" => Ascii(name),
        "javaLowerCase" => Posix("LOWER", ignoresCase),
        "javaUpperCase" => Posix("UPPER", ignoresCase),
        "javaTitleCase" => Unicode("TITLECASE", ignoresCase),
        "javaAlphabetic" => Posix("ALPHA", ignoresCase),
        "javaIdeographic" => OtherCharacters.Ideographic,
        "javaDigit" => Category("Nd"),
        "javaLetter" => Category("L"),
        "javaDefined" => Category("Cn").Complement(),
        "javaSpaceChar" => Category("Z"),
        "javaWhitespace" => Category("Z").Except(CodePointSet.Of("\u00A0\u00A0\u2007\u2007\u202F\u202F")).Union(CodePointSet.Of("\t\r\x1C\x1F")),
        "javaISOControl" => Category("Cc"),
        _ => CodePointSet.OfCategory(name),
    };

    private static CodePointSet Ascii(string name) => name switch
    {
        "ASCII" => CodePointSet.Of("\0\x7F"),
        "Alnum" => CodePointSet.Of("azAZ09"),
        "Alpha" => CodePointSet.Of("azAZ"),
        "Blank" => CodePointSet.Of("\t\t  "),
        "Cntrl" => CodePointSet.Of("\0\x1F\x7F\x7F"),
        "Digit" => CodePointSet.Of("09"),
        "Graph" => CodePointSet.Of("!~"),
        "Lower" => CodePointSet.Of("az"),
        "Print" => CodePointSet.Of(" ~"),
        "Punct" => CodePointSet.Of("!/:@[`{~"),
        "Space" => CodePointSet.Of("\t\r  "),
        "Upper" => CodePointSet.Of("AZ"),
        _ => CodePointSet.Of("09afAF"),
    };

    private static CodePointSet? Unicode(string name, bool ignoresCase) => name switch
    {
        "LOWERCASE" => Posix("LOWER", ignoresCase),
        "UPPERCASE" => Posix("UPPER", ignoresCase),
        "TITLECASE" => ignoresCase ? BothCases() : Category("Lt"),
        "ALPHABETIC" => Posix("ALPHA", ignoresCase),
        "ASSIGNED" => Category("Cn").Complement(),
        "CONTROL" => Category("Cc"),
        "HEXDIGIT" or "HEX_DIGIT" => Posix("XDIGIT", ignoresCase),
        "IDEOGRAPHIC" => OtherCharacters.Ideographic,
        "JOINCONTROL" or "JOIN_CONTROL" => CodePointSet.Of("\u200C\u200D"),
        "LETTER" => Category("L"),
        "NONCHARACTERCODEPOINT" or "NONCHARACTER_CODE_POINT" =>
            CodePointSet.Of(Enumerable.Range(0, 17).Select(plane => ((plane << 16) + 0xFFFE, (plane << 16) + 0xFFFF)).Append((0xFDD0, 0xFDEF)).Order()),
        "PUNCTUATION" => Posix("PUNCT", ignoresCase),
        "WHITESPACE" or "WHITE_SPACE" => Posix("SPACE", ignoresCase),
        "WORD" => Posix("ALPHA", ignoresCase)!.Union(Category("M", "Nd", "Pc")).Union(CodePointSet.Of("\u200C\u200D")),
        _ => Posix(name, ignoresCase),
    };

    private static CodePointSet? Posix(string name, bool ignoresCase) => name switch
    {
        "ALPHA" => Category("L", "Nl").Union(OtherCharacters.Alphabetic),
        "LOWER" or "UPPER" when ignoresCase => BothCases(),
        "LOWER" => Category("Ll").Union(OtherCharacters.Lowercase),
        "UPPER" => Category("Lu").Union(OtherCharacters.Uppercase),
        "SPACE" => Category("Z").Union(CodePointSet.Of("\t\r\u0085\u0085")),
        "PUNCT" => General("P", ignoresCase),
        "XDIGIT" => Category("Nd").Union(CodePointSet.Of("afAF\uFF21\uFF26\uFF41\uFF46")),
        "ALNUM" => Posix("ALPHA", ignoresCase)!.Union(Category("Nd")),
        "CNTRL" => Category("Cc"),
        "DIGIT" => Category("Nd"),
        "BLANK" => Category("Zs").Union(CodePointSet.Of('\t')),
        "GRAPH" => Category("Z", "Cc", "Cn").Complement(),
        "PRINT" => Category("Zl", "Zp", "Cc", "Cn").Complement(),
        _ => null,
    };

    private static CodePointSet BothCases() => Category("Lu", "Ll", "Lt").Union(OtherCharacters.Lowercase).Union(OtherCharacters.Uppercase);

    private static CodePointSet Category(params string[] names) =>
        names.Aggregate(CodePointSet.None, (all, name) => all.Union(CodePointSet.OfCategory(name)!));

    // .NET knows the blocks up to U+FFFF, and spells them in one way only.
    private static CodePointSet? Block(string name)
    {
        try
        {
            var block = new Regex($@"\p{{Is{name}}}", RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
            return CodePointSet.Of(Enumerable.Range(0, 0x10000).Where(point => block.IsMatch(((char)point).ToString())).Select(point => (point, point)));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
