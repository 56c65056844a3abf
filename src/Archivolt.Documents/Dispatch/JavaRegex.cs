using System.Globalization;
using System.Text;

namespace Archivolt.Documents.Dispatch;

/// <summary>
/// Translates regular expressions from Java's dialect, in which the platform's rules are written, to .NET's: <c>\Q…\E</c>, possessive
/// quantifiers, ASCII meaning of <c>\d \w \s</c>, <c>.</c> stopping at every line terminator, POSIX classes, unions and intersections of
/// classes.
/// Errors that Java reports and .NET would read as literal text stay errors.
/// </summary>
internal ref struct JavaRegex
{
    /// <summary>What <c>.</c> means: anything but a line terminator.</summary>
    public const string AnyCharacter = $@"(?:[^\n\r\u0085\u2028\u2029\uD800-\uDFFF]|{Pair})";

    private const string AnyCharacterOrLineEnd = $@"(?:[^\uD800-\uDFFF]|{Pair})";

    // A character beyond U+FFFF; half of one alone is none.
    private const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private readonly string _source;
    private readonly StringBuilder _output = new();
    private readonly Stack<int> _groups = new();

    // What stands outside of groups; null where a flag changes what the rest means, or there are alternatives.
    private List<PatternPart>? _parts = [];
    private int _position;
    private bool _dotMatchesAll;

    // Where the last thing that can be repeated begins in the output; −1 when there is none.
    private int _atom = -1;

    private JavaRegex(string source) => _source = source;

    /// <summary>The same expression for .NET, and what every text that matches it must have.</summary>
    /// <exception cref="FormatException">A Java construct that is wrong or has no counterpart.</exception>
    public static (string Expression, PatternOutline Outline) Translate(string source)
    {
        var translation = new JavaRegex(source);
        while (translation._position < source.Length)
            translation.Step();
        return translation._groups.Count == 0
            ? (translation._output.ToString(), translation._parts is { } parts ? new PatternOutline(parts) : PatternOutline.Unknown)
            : throw translation.Error("a group is not closed");
    }

    private void Step()
    {
        var character = _source[_position++];
        switch (character)
        {
            case '\\':
                Escape();
                break;
            case '.':
                Atom(_dotMatchesAll ? AnyCharacterOrLineEnd : AnyCharacter, PatternPart.AnyOne);
                break;
            case '[':
                var set = new JavaCharacterClass(_source, _position).Read(out _position);
                Atom(set, new PatternPart(Literal: null, set));
                break;
            case '(':
                OpenGroup();
                break;
            case ')':
                if (!_groups.TryPop(out var start))
                    throw Error("a ')' has no '('");
                _output.Append(')');
                _atom = start;
                Add(PatternPart.Anything);
                break;
            case '*' or '+' or '?' or '{':
                Quantifier(character);
                break;
            case '|' or '^' or '$':
                if (character == '|' && _groups.Count == 0)
                    _parts = null;
                _output.Append(character);
                _atom = -1;
                break;
            default:
                var isPair = _position < _source.Length && char.IsSurrogatePair(character, _source[_position]);
                Literal(isPair ? char.ConvertToUtf32(character, _source[_position++]) : character);
                break;
        }
    }

    private void Escape()
    {
        var character = _position < _source.Length ? _source[_position++] : throw Error("it ends with a '\\'");
        switch (character)
        {
            case 'Q':
                var end = _source.IndexOf(@"\E", _position, StringComparison.Ordinal);
                foreach (var quoted in _source[_position..(end < 0 ? _source.Length : end)].EnumerateRunes())
                    Literal(quoted.Value);
                _position = end < 0 ? _source.Length : end + 2;
                break;
            case 'b' or 'B' or 'A' or 'Z' or 'z' or 'G':
                _output.Append('\\').Append(character);
                _atom = -1;
                break;
            case 'R':
                Atom(@"(?:\r\n|[\n\x0B\f\r\u0085\u2028\u2029])", PatternPart.Anything);
                break;
            case 'k':
                var close = _source.IndexOf('>', _position);
                if (close < 0)
                    throw Error("a '\\k' names no group");
                Atom(@"\k" + _source[_position..(close + 1)], PatternPart.Anything);
                _position = close + 1;
                break;
            case >= '1' and <= '9':
                Atom($"\\{character}", PatternPart.Anything);
                break;
            default:
                _position -= 2;
                var members = JavaCharacterClass.ReadEscape(_source, ref _position, out var negated, out var supplementary);
                if (supplementary >= 0)
                {
                    Literal(supplementary);
                    break;
                }
                var set = JavaCharacterClass.Expression(members, negated);
                Atom(set, !char.IsAsciiLetterOrDigit(character) ? new PatternPart(character, Set: null) : new PatternPart(Literal: null, set));
                break;
        }
    }

    private void OpenGroup()
    {
        var start = _output.Length;
        _output.Append('(');
        _atom = -1;
        if (_position < _source.Length && _source[_position] == '?')
        {
            var end = _position + 1;
            while (end < _source.Length && (char.IsAsciiLetter(_source[end]) || _source[end] == '-'))
                end++;
            var flags = _source[(_position + 1)..end];
            if (flags.Any(flag => flag is not ('i' or 'm' or 's' or 'x' or '-')))
                throw Error($"the flags '(?{flags}' are not known here");
            _dotMatchesAll |= flags.Split('-')[0].Contains('s', StringComparison.Ordinal);
            _output.Append('?').Append(flags);
            _position = end;
            if (flags.Length > 0 && end < _source.Length && _source[end] == ')')
            {
                _output.Append(')');
                _position++;
                if (_groups.Count == 0)
                    _parts = null;
                return;
            }
            if (end >= _source.Length || (flags.Length > 0 ? _source[end] != ':' : _source[end] is not (':' or '=' or '!' or '>' or '<')))
                throw Error("a '(?' is followed by nothing that is known here");
            // The rest of what introduces a group: ':', '=', '!', '>', '<=', '<!', '<name>'.
            while (_position < _source.Length && _source[_position] is ':' or '=' or '!' or '>' or '<')
            {
                var introduced = _source[_position++];
                _output.Append(introduced);
                if (introduced != '<')
                    break;
                if (_position < _source.Length && _source[_position] is not ('=' or '!'))
                {
                    var close = _source.IndexOf('>', _position);
                    if (close < 0)
                        throw Error("a group's name is not closed");
                    _output.Append(_source, _position, close + 1 - _position);
                    _position = close + 1;
                    break;
                }
            }
        }
        _groups.Push(start);
    }

    private void Quantifier(char character)
    {
        if (_atom < 0)
            throw Error($"'{character}' repeats nothing");
        var (least, isExact) = (character == '+' ? 1 : 0, false);
        if (character == '{')
        {
            var end = _source.IndexOf('}', _position);
            var counts = end < 0 ? [] : _source[_position..end].Split(',');
            if (counts is not ([_] or [_, _]) || !IsNumber(counts[0]) || (counts is [_, { Length: > 0 } most] && !IsNumber(most)))
                throw Error("a '{' is not followed by a count like '{2}', '{2,}' or '{2,5}' (a comma would end the clause)");
            (least, isExact) = (int.Parse(counts[0], CultureInfo.InvariantCulture), counts.Length == 1);
            _output.Append(_source, _position - 1, end + 2 - _position);
            _position = end + 1;
        }
        else
        {
            _output.Append(character);
        }
        if (_position < _source.Length && _source[_position] is var mode and ('?' or '+'))
        {
            _position++;
            if (mode == '?')
                _output.Append('?');
            else
                _output.Insert(_atom, "(?>").Append(')');
        }
        _atom = -1;
        if (_groups.Count == 0 && _parts is not null)
            _parts[^1] = _parts[^1].Repeated(least, isExact);
    }

    private void Literal(int codePoint) => Atom(
        JavaCharacterClass.Expression(codePoint), codePoint > char.MaxValue ? PatternPart.Anything : new PatternPart((char)codePoint, Set: null));

    private void Atom(string text, PatternPart part)
    {
        _atom = _output.Length;
        _output.Append(text);
        Add(part);
    }

    private readonly void Add(PatternPart part)
    {
        if (_groups.Count == 0)
            _parts?.Add(part);
    }

    private readonly FormatException Error(string problem) => new($"'{_source}' is no regular expression: {problem}.");

    private static bool IsNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
