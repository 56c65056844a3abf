using System.Globalization;
using System.Text;

namespace Archivolt.Documents.Dispatch;

/// <summary>Translates one character class, or one escape that stands for characters, from Java's regular expressions to .NET's.</summary>
internal ref struct JavaCharacterClass(string source, int position)
{
    private int _position = position;

    /// <summary>Reads behind the opening bracket up to the closing one.</summary>
    public string Read(out int end)
    {
        var expression = Class();
        end = _position;
        return expression;
    }

    /// <summary>A character so that it stands for itself everywhere in a .NET expression.</summary>
    public static string Escaped(char character) =>
        char.IsAsciiLetterOrDigit(character) || character > 0x7F ? character.ToString() : $"\\x{(int)character:X2}";

    /// <summary>
    /// Reads an escape, backslash included, that stands for a character or a set, as members of a .NET class.
    /// </summary>
    public static string ReadEscape(string source, ref int position, out bool negated)
    {
        negated = false;
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
                return $"\\u{Hex(source, ref position, 4)}";
            case 'x' when position < source.Length && source[position] == '{':
                var end = source.IndexOf('}', position);
                if (end < 0 || !TryHex(source.AsSpan(position + 1, end - position - 1), out var code) || code > 0xFFFF)
                    throw Error(source, "'\\x{…}' needs a hexadecimal code up to FFFF");
                position = end + 1;
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
    private string Class()
    {
        var negated = TryTake("^");
        var result = Union(first: true);
        while (TryTake("&&"))
            result = Intersect(result, Union(first: false));
        if (!TryTake("]"))
            throw Error(source, "a character class is not closed");
        return negated ? Not(result) : result;
    }

    private string Union(bool first)
    {
        var members = new StringBuilder();
        var nested = new List<string>();
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
            else if (rest[0] == '\\' && rest.Length > 1 && rest[1] == 'Q')
            {
                var end = source.IndexOf(@"\E", _position, StringComparison.Ordinal);
                foreach (var quoted in source.AsSpan(_position + 2, (end < 0 ? source.Length : end) - _position - 2))
                    members.Append(Escaped(quoted));
                _position = end < 0 ? source.Length : end + 2;
            }
            else if (rest[0] == '\\')
            {
                var set = ReadEscape(source, ref _position, out var negated);
                if (negated)
                    nested.Add($"[^{set}]");
                else
                    members.Append(set);
            }
            else
            {
                _position++;
                var isRange = rest[0] == '-' && members.Length > 0 && rest.Length > 1 && rest[1] is not (']' or '[');
                members.Append(isRange ? "-" : Escaped(rest[0]));
            }
        }
        // Positive classes are one class together.
        foreach (var simple in nested.Where(IsPositive).ToList())
        {
            members.Append(simple[1..^1]);
            nested.Remove(simple);
        }
        if (members.Length > 0)
            nested.Insert(0, $"[{members}]");
        return nested switch
        {
            [] => throw Error(source, "a character class is empty"),
            [var only] => only,
            _ => $"(?:{string.Join('|', nested)})",
        };
    }

    // 'a to z but not b' is a subtraction, which a linear engine can do; anything else needs to look ahead.
    private static string Intersect(string left, string right) =>
        IsPositive(left) && right.StartsWith("[^", StringComparison.Ordinal)
            ? $"[{left[1..^1]}-[{right[2..^1]}]]"
            : $"(?:(?={right}){left})";

    private static string Not(string expression) => IsPositive(expression) ? $"[^{expression[1..]}" : $@"(?:(?!{expression})[\s\S])";

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
}
