using System.Globalization;
using System.Text;

namespace Archivolt.Documents.Dispatch;

/// <summary>
/// Translates one character class, or one escape that stands for characters, from Java's regular expressions to .NET's. A character is a code point in Java:
/// what lies beyond U+FFFF becomes pairs, and half a pair alone is none.
/// </summary>
internal ref struct JavaCharacterClass(string source, int position)
{
    // Half a pair alone is no character that a text can have.
    private const string Halves = @"\uD800-\uDFFF";

    // No character at all.
    private const string Nothing = @"[^\s\S]";

    // Each level takes a part of the stack.
    private const int MaxDepth = 50;

    private int _position = position;
    private int _depth;

    /// <summary>Reads behind the opening bracket up to the closing one.</summary>
    public string Read(out int end)
    {
        var set = Class();
        end = _position;
        return Expression(set);
    }

    /// <summary>A .NET expression for the members of a class.</summary>
    public static string Expression(string members, bool negated) => Expression(SetOf(members, negated));

    /// <summary>A .NET expression for a character.</summary>
    public static string Expression(int codePoint) => codePoint > char.MaxValue
        ? $"(?:{SupplementarySet.Of(codePoint, codePoint)})"
        : Escaped((char)codePoint);

    /// <summary>A character so that it stands for itself everywhere in a .NET expression.</summary>
    public static string Escaped(char character) =>
        char.IsAsciiLetterOrDigit(character) || character > 0x7F ? character.ToString() : $"\\x{(int)character:X2}";

    /// <summary>
    /// Reads an escape, backslash included, that stands for a character or a set, as members of a .NET class.
    /// </summary>
    /// <param name="source">The expression.</param>
    /// <param name="position">Where the escape begins; then behind it.</param>
    /// <param name="negated">True when it stands for everything else.</param>
    /// <param name="supplementary">The one character beyond U+FFFF that it stands for; −1 for any other.</param>
    public static string ReadEscape(string source, ref int position, out bool negated, out int supplementary)
    {
        negated = false;
        supplementary = -1;
        var character = position + 1 < source.Length ? source[position + 1] : throw Error(source, "it ends with a '\\'");
        position += 2;
        switch (character)
        {
            case 'd' or 'w' or 's' or 'h' or 'v' or 'D' or 'W' or 'S' or 'H' or 'V':
                negated = char.IsAsciiLetterUpper(character);
                return char.ToLowerInvariant(character) switch
                {
                    'd' => "0-9",
                    'w' => "a-zA-Z0-9_",
                    's' => @"\t-\r ",
                    'h' => @" \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000",
                    _ => @"\n-\r\u0085\u2028\u2029",
                };
            case 'p' or 'P':
                return Property(source, ref position, character == 'P', out negated);
            case 't' or 'n' or 'r' or 'f' or 'a' or 'e':
                return $"\\{character}";
            case 'u':
                var unit = Hex(source, ref position, 4);
                if (source.AsSpan(position) is ['\\', 'u', ..] && position + 6 <= source.Length
                    && TryHex(unit, out var high) && char.IsHighSurrogate((char)high)
                    && TryHex(source.AsSpan(position + 2, 4), out var low) && char.IsLowSurrogate((char)low))
                {
                    position += 6;
                    supplementary = char.ConvertToUtf32((char)high, (char)low);
                }
                return $"\\u{unit}";
            case 'x' when position < source.Length && source[position] == '{':
                var end = source.IndexOf('}', position);
                if (end < 0 || !TryHex(source.AsSpan(position + 1, end - position - 1), out var code) || code is < 0 or > 0x10FFFF)
                    throw Error(source, "'\\x{…}' needs a hexadecimal code up to 10FFFF");
                position = end + 1;
                if (code > char.MaxValue)
                {
                    supplementary = code;
                    return "";
                }
                return $"\\u{code:X4}";
            case 'x':
                return $"\\x{Hex(source, ref position, 2)}";
            case '0':
                return Octal(source, ref position);
            case 'c' when position < source.Length:
                return $"\\u{source[position++] ^ 64:X4}";
            case var letter when char.IsAsciiLetterOrDigit(letter):
                throw Error(source, $"'\\{letter}' means nothing here");
            default:
                return Escaped(character);
        }
    }

    // A class is a chain of intersections; each part is a union of members and nested classes.
    private Set Class()
    {
        if (++_depth > MaxDepth)
            throw Error(source, $"character classes are nested more than {MaxDepth} times");
        var negated = TryTake("^");
        var result = Union(first: true);
        while (TryTake("&&"))
            result = Intersect(result, Union(first: false));
        if (!TryTake("]"))
            throw Error(source, "a character class is not closed");
        _depth--;
        return negated ? Not(result) : result;
    }

    private Set Union(bool first)
    {
        var members = new Members();
        var nested = new List<Set>();
        for (; _position < source.Length; first = false)
        {
            var rest = source.AsSpan(_position);
            if ((rest[0] == ']' && !first) || rest.StartsWith("&&", StringComparison.Ordinal))
                break;
            if (rest[0] == '[')
            {
                _position++;
                nested.Add(Class());
            }
            else if (rest.StartsWith(@"\Q", StringComparison.Ordinal))
            {
                var end = source.IndexOf(@"\E", _position, StringComparison.Ordinal);
                foreach (var quoted in source[(_position + 2)..(end < 0 ? source.Length : end)].EnumerateRunes())
                    members.Add(quoted.Value);
                _position = end < 0 ? source.Length : end + 2;
            }
            else if (rest[0] == '\\')
            {
                var isSet = rest.Length > 1 && rest[1] is 'd' or 'w' or 's' or 'h' or 'v' or 'D' or 'W' or 'S' or 'H' or 'V' or 'p' or 'P';
                var set = ReadEscape(source, ref _position, out var negated, out var supplementary);
                if (negated)
                    nested.Add(SetOf(set, negated));
                else if (supplementary >= 0)
                    members.Add(supplementary);
                else
                    members.Add(set, isSet);
            }
            else if (rest[0] == '-' && members.TryBeginRange(rest[1..]))
            {
                _position++;
            }
            else
            {
                var isPair = rest.Length > 1 && char.IsSurrogatePair(rest[0], rest[1]);
                members.Add(isPair ? char.ConvertToUtf32(rest[0], rest[1]) : rest[0]);
                _position += isPair ? 2 : 1;
            }
        }
        // Positive classes are one class together.
        foreach (var simple in nested.Where(set => IsPositive(set.Plain)).ToList())
        {
            members.Add(simple);
            nested.Remove(simple);
        }
        if (members.Set is { } positive)
            nested.Insert(0, positive);
        return nested switch
        {
            [] => throw Error(source, "a character class is empty"),
            [var only] => only,
            _ => new Set($"(?:{string.Join('|', nested.Select(set => set.Plain))})", nested.Aggregate(SupplementarySet.None, (all, set) => all.Union(set.Beyond))),
        };
    }

    // 'a to z but not b' is a subtraction, which a linear engine can do; anything else needs to look ahead.
    private static Set Intersect(Set left, Set right) => new(
        IsPositive(left.Plain) && right.Plain.StartsWith("[^", StringComparison.Ordinal)
            ? $"[{left.Plain[1..^1]}-[{right.Plain[2..^1]}]]"
            : $"(?:(?={right.Plain}){left.Plain})",
        left.Beyond.Intersect(right.Beyond));

    private static Set Not(Set set) => new(
        IsPositive(set.Plain) ? $"[^{set.Plain[1..^1]}{Halves}]" : $"(?:(?!{set.Plain})[^{Halves}])",
        set.Beyond.Complement());

    private static Set SetOf(string members, bool negated)
    {
        var set = new Set($"[{members}]", SupplementarySet.OfMembers(members));
        return negated ? Not(set) : set;
    }

    private static string Expression(Set set) => set.Beyond.IsEmpty ? set.Plain : $"(?:{set.Plain}|{set.Beyond})";

    private static bool IsPositive(string expression) =>
        expression[0] == '[' && expression[1] != '^' && !expression.Contains("-[", StringComparison.Ordinal);

    private bool TryTake(string text)
    {
        if (!source.AsSpan(_position).StartsWith(text, StringComparison.Ordinal))
            return false;
        _position += text.Length;
        return true;
    }

    private static string Property(string source, ref int position, bool complement, out bool negated)
    {
        negated = complement;
        var name = position < source.Length ? source[position].ToString() : throw Error(source, "'\\p' names no property");
        if (source[position++] == '{')
        {
            var end = source.IndexOf('}', position);
            if (end < 0)
                throw Error(source, "'\\p{' is not closed");
            name = source[position..end];
            position = end + 1;
        }
        return name switch
        {
            "Lower" => "a-z",
            "Upper" => "A-Z",
            "ASCII" => @"\x00-\x7F",
            "Alpha" => "a-zA-Z",
            "Digit" => "0-9",
            "Alnum" => "a-zA-Z0-9",
            "Punct" => @"\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E",
            "Graph" => @"\x21-\x7E",
            "Print" => @"\x20-\x7E",
            "Blank" => @" \t",
            "Cntrl" => @"\x00-\x1F\x7F",
            "XDigit" => "0-9a-fA-F",
            "Space" => @"\t-\r ",
            "IsAlphabetic" => @"\p{L}\p{Nl}",
            "IsDigit" => @"\p{Nd}",
            "IsLetter" => @"\p{L}",
            "IsLowercase" or "javaLowerCase" => @"\p{Ll}",
            "IsUppercase" or "javaUpperCase" => @"\p{Lu}",
            "IsPunctuation" => @"\p{P}",
            "IsWhite_Space" => @"\s",
            _ when name.StartsWith("In", StringComparison.Ordinal) => $"\\p{{Is{name[2..]}}}",
            _ when name.Length is 3 or 4 && name.StartsWith("Is", StringComparison.Ordinal) => $"\\p{{{name[2..]}}}",
            _ => $"\\p{{{name}}}",
        };
    }

    private static bool TryHex(ReadOnlySpan<char> text, out int code) =>
        int.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out code);

    private static string Hex(string source, ref int position, int digits)
    {
        if (position + digits > source.Length || !source.Skip(position).Take(digits).All(char.IsAsciiHexDigit))
            throw Error(source, $"a hexadecimal escape needs {digits} digits");
        position += digits;
        return source[(position - digits)..position];
    }

    private static string Octal(string source, ref int position)
    {
        var start = position;
        var value = 0;
        var limit = Math.Min(source.Length, start + 3);
        while (position < limit && source[position] is >= '0' and <= '7' && value * 8 + source[position] - '0' <= 255)
            value = value * 8 + source[position++] - '0';
        return position > start ? $"\\x{value:X2}" : throw Error(source, "'\\0' needs an octal number");
    }

    private static FormatException Error(string source, string problem) => new($"'{source}' is no regular expression: {problem}.");

    /// <summary>Characters: up to U+FFFF as a .NET expression, and beyond.</summary>
    private readonly record struct Set(string Plain, SupplementarySet Beyond);

    /// <summary>The single characters, ranges and sets of a class so far.</summary>
    private struct Members()
    {
        private readonly StringBuilder _plain = new();
        private SupplementarySet _beyond = SupplementarySet.None;

        // The character that a '-' may follow; −1 when the last thing was a set or a range.
        private int _last = -1;
        private int _rangeFrom = -1;

        public readonly Set? Set => _plain.Length == 0 && _beyond.IsEmpty ? null : new Set(_plain.Length == 0 ? Nothing : $"[{_plain}]", _beyond);

        public bool TryBeginRange(ReadOnlySpan<char> rest)
        {
            if (_last < 0 || rest is [] or [']' or '[', ..])
                return false;
            (_rangeFrom, _last) = (_last, -1);
            return true;
        }

        public void Add(int codePoint)
        {
            if (codePoint <= char.MaxValue)
            {
                Add(Escaped((char)codePoint), isSet: false);
                return;
            }
            if (_rangeFrom is >= 0 and <= char.MaxValue)
                _plain.Append(@"-\uD7FF\uE000-\uFFFF");
            _beyond = _beyond.Union(SupplementarySet.Of(_rangeFrom < 0 ? codePoint : _rangeFrom, codePoint));
            (_last, _rangeFrom) = (_rangeFrom < 0 ? codePoint : -1, -1);
        }

        // A character of these is written as an escape, so that its own value does not matter here: it is not beyond.
        public void Add(string members, bool isSet)
        {
            if (_rangeFrom >= 0)
                _plain.Append('-');
            _plain.Append(members);
            if (isSet)
                _beyond = _beyond.Union(SupplementarySet.OfMembers(members));
            (_last, _rangeFrom) = (isSet || _rangeFrom >= 0 ? -1 : 0, -1);
        }

        public void Add(Set positive)
        {
            _plain.Append(positive.Plain[1..^1]);
            _beyond = _beyond.Union(positive.Beyond);
        }
    }
}
