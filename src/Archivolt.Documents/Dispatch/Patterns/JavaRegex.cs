using System.Globalization;
using System.Text;

namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>
/// Translates regular expressions from Java's dialect, in which the platform's rules are written, to .NET's. Each construct is translated by the flags in force where it stands, so that .NET gets none;
/// each character becomes a set of code points. What Java refuses stays refused, and so is what .NET cannot do alike.
/// </summary>
internal sealed class JavaRegex
{
    private const string Nothing = "(?:)";

    // An engine takes a second to read a million; only sets like '\p{L}', which have hundreds of ranges each, get there.
    private const int LongestTranslation = 1 << 18;

    private static readonly CodePointSet NoLineEnd = CodePointSet.Of("\n\n\r\r\u0085\u0085\u2028\u2029").Complement();
    private static readonly CodePointSet NoUnixLineEnd = CodePointSet.Of('\n').Complement();

    private readonly JavaSource _source;
    private readonly JavaCaptures _captures;
    private readonly StringBuilder _output = new();

    // The outermost stands for the expression itself.
    private readonly Stack<JavaGroup> _groups = new([new JavaGroup(JavaGroupKind.Plain, 0, JavaFlags.None, 0)]);

    // What stands outside of groups; null where there are alternatives.
    private List<PatternPart>? _parts = [];

    // The last thing that can be repeated.
    private Atom? _atom;

    private JavaRegex(string source)
    {
        _source = new JavaSource(source);
        _captures = new JavaCaptures(_source);
    }

    /// <summary>The same expression for .NET, and what every text that matches it must have.</summary>
    /// <exception cref="FormatException">A Java construct that is wrong or has no counterpart.</exception>
    public static (string Expression, PatternOutline Outline) Translate(string source)
    {
        var translation = new JavaRegex(source);
        translation.Run();
        return (translation._output.ToString(), translation._parts is { } parts ? new PatternOutline(parts) : PatternOutline.Unknown);
    }

    private bool IsOutside => _groups.Count == 1;

    private bool IsBehind => _groups.Any(group => group.Kind == JavaGroupKind.Behind);

    private void Run()
    {
        while (_source.Peek() != JavaSource.End)
        {
            Step();
            if (_output.Length > LongestTranslation)
                throw _source.Error("it has too many large sets of characters");
        }
        if (!IsOutside)
            throw _source.Error("a group is not closed");
        _captures.Complete(_output);
    }

    private void Step()
    {
        var character = _source.Read();
        switch (character)
        {
            case '\\':
                Escape();
                break;
            case '.':
                Add(!_source.Has(JavaFlags.DotTakesAll) ? _source.Has(JavaFlags.UnixLines) ? NoUnixLineEnd : NoLineEnd : CodePointSet.All, PatternPart.AnyOne);
                break;
            case '[':
                Add(JavaCharacterClass.Read(_source));
                break;
            case '(':
                OpenGroup();
                break;
            case ')':
                CloseGroup();
                break;
            case '*' or '+' or '?' or '{':
                Quantifier((char)character);
                break;
            case '|':
                if (IsOutside)
                    _parts = null;
                _groups.Peek().IsDeterministic = false;
                _output.Append('|');
                _atom = null;
                break;
            case '^':
                Add(LineStart(), PatternPart.Nothing);
                break;
            case '$':
                Add(LineEnd(_source.Has(JavaFlags.EveryLine)), PatternPart.Nothing);
                break;
            default:
                AddLiteral(character);
                break;
        }
    }

    private void Escape()
    {
        var character = _source.PeekRaw();
        if (character is not ('b' or 'B' or 'A' or 'G' or 'Z' or 'z' or 'R' or 'X' or 'N' or 'k' or (>= '1' and <= '9')))
        {
            var literal = JavaEscape.Read(_source, out var set);
            if (set is not null)
                Add(set);
            else
                AddLiteral(literal);
            return;
        }
        switch (_source.ReadRaw())
        {
            case 'b' when _source.Peek() == '{' && _source.PeekRaw(1) == 'g':
            case 'X' or 'N':
                throw _source.Error($"'\\{(char)character}' is not known here");
            case 'b' or 'B':
                Add($"\\{(char)character}", PatternPart.Nothing);
                break;
            case 'A' or 'G':
                Add(@"\A", PatternPart.Nothing);
                break;
            case 'z':
                Add(@"\z", PatternPart.Nothing);
                break;
            case 'Z':
                Add(LineEnd(everyLine: false), PatternPart.Nothing);
                break;
            case 'R':
                _groups.Peek().HasLineEnding = true;
                Add(@"(?:\r\n|[\n\x0B\f\r\u0085\u2028\u2029])", PatternPart.Anything);
                _atom = _atom! with { HasLineEnding = true };
                break;
            case 'k':
                AddReference(_captures.ReadNamedReference());
                break;
            default:
                AddReference(_captures.ReadReference(character));
                break;
        }
    }

    private void OpenGroup()
    {
        var (kind, outside, before) = (JavaGroupKind.Plain, _source.Flags, _captures.Count);
        var introduction = "(";
        if (!_source.TryRead('?'))
        {
            Capture(name: null);
        }
        else if (_source.PeekRaw() is ':' or '=' or '!' or '>')
        {
            var character = _source.ReadRaw();
            kind = character switch { ':' => JavaGroupKind.Plain, '>' => JavaGroupKind.Atomic, _ => JavaGroupKind.Ahead };
            introduction = $"(?{(char)character}";
        }
        else if (_source.PeekRaw() == '<')
        {
            _source.ReadRaw();
            if (_source.Peek() is '=' or '!')
            {
                kind = JavaGroupKind.Behind;
                introduction = $"(?<{(char)_source.Read()}";
            }
            else
            {
                Capture(_captures.ReadName());
            }
        }
        else
        {
            ReadFlags();
            introduction = "(?:";
            if (_source.TryRead(')'))
            {
                _atom = null;
                return;
            }
            if (!_source.TryRead(':'))
                throw _source.Error("a '(?' is followed by nothing that is known here");
        }
        if (kind == JavaGroupKind.Atomic && IsBehind)
            throw UnknownBehind();
        _groups.Push(new JavaGroup(kind, _output.Length, outside, before));
        _output.Append(introduction);
        _atom = null;
    }

    // .NET looks behind from right to left, and forgets what was captured where the way on fails.
    private void Capture(string? name) => _captures.Add(_groups.Any(group => group.Kind != JavaGroupKind.Plain), name);

    private void ReadFlags()
    {
        for (var isOn = true; ; _source.Read())
        {
            var letter = _source.Peek();
            if (letter == 'c')
                throw _source.Error("the flag 'c' is not known here");
            var flag = letter switch
            {
                'i' => JavaFlags.IgnoreCase,
                'm' => JavaFlags.EveryLine,
                's' => JavaFlags.DotTakesAll,
                'x' => JavaFlags.Comments,
                'd' => JavaFlags.UnixLines,
                'u' => JavaFlags.UnicodeCase,
                'U' => JavaFlags.UnicodeClasses | JavaFlags.UnicodeCase,
                _ => JavaFlags.None,
            };
            if (flag == JavaFlags.None && (letter != '-' || !isOn))
                return;
            isOn &= letter != '-';
            _source.Flags = isOn ? _source.Flags | flag : _source.Flags & ~flag;
        }
    }

    private void CloseGroup()
    {
        if (IsOutside)
            throw _source.Error("a ')' has no '('");
        var group = _groups.Pop();
        _source.Flags = group.Outside;
        _output.Append(')');
        var isAround = group.Kind is JavaGroupKind.Ahead or JavaGroupKind.Behind;
        var outer = _groups.Peek();
        outer.IsDeterministic &= isAround || group.IsDeterministic;
        outer.HasLineEnding |= group is { Kind: JavaGroupKind.Plain, HasLineEnding: true };
        _atom = new Atom(group.Start, IsGroup: true, isAround || group.IsDeterministic, group.Kind == JavaGroupKind.Plain && group.HasLineEnding, group.Before);
        AddPart(PatternPart.Anything);
    }

    private void Quantifier(char character)
    {
        if (_atom is null && character == '{')
            Add(Nothing, PatternPart.Nothing);
        if (_atom is not { } atom)
            throw _source.Error($"'{character}' repeats nothing");
        var (least, most) = character switch
        {
            '{' => Counts(),
            '?' => (0, 1),
            _ => (character == '+' ? 1 : 0, int.MaxValue),
        };
        var isOptional = (least, most) == (0, 1);
        var isLazy = _source.TryRead('?');
        var isPossessive = !isLazy && _source.TryRead('+');
        if (IsBehind && (most == int.MaxValue || isPossessive || atom.HasLineEnding || (atom is { IsGroup: true, IsDeterministic: false } && !isOptional)))
            throw UnknownBehind();
        if (isPossessive && atom.IsGroup)
            _captures.MakeUnstable(atom.Before);
        // So Java repeats what matches in one way only by its reckoning: once chosen, a repetition stays as it is.
        if (isPossessive ? atom.IsGroup || atom.HasLineEnding : atom.HasLineEnding && atom.IsDeterministic && !(atom.IsGroup && isOptional))
            MakeAtomic(atom);
        _output.Append((least, most) switch
        {
            (0, 1) => "?",
            (0, int.MaxValue) => "*",
            (1, int.MaxValue) => "+",
            (_, int.MaxValue) => string.Create(CultureInfo.InvariantCulture, $"{{{least},}}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{{least},{most}}}"),
        });
        if (isLazy)
            _output.Append('?');
        if (isPossessive)
            MakeAtomic(atom);
        _groups.Peek().IsDeterministic &= atom.IsDeterministic && least == most;
        _atom = null;
        if (IsOutside && _parts is not null)
            _parts[^1] = _parts[^1].Repeated(least, least == most);
    }

    private void MakeAtomic(Atom atom) => _output.Insert(atom.Start, "(?>").Append(')');

    private (int Least, int Most) Counts()
    {
        if (_source.PeekRaw() is < '0' or > '9')
            throw UnknownCount();
        var least = Count();
        var most = least;
        if (_source.TryRead(','))
            most = _source.Peek() == '}' ? int.MaxValue : Count();
        return _source.TryRead('}') && least <= most ? (least, most) : throw UnknownCount();
    }

    private int Count()
    {
        var count = 0L;
        while (_source.Peek() is >= '0' and <= '9' && count <= int.MaxValue)
            count = count * 10 + _source.Read() - '0';
        return count <= int.MaxValue ? (int)count : throw UnknownCount();
    }

    private string LineStart() => (_source.Has(JavaFlags.EveryLine), _source.Has(JavaFlags.UnixLines)) switch
    {
        (false, _) => @"\A",
        (true, false) => @"(?:(?!\z)(?<=\A|[\n\u0085\u2028\u2029]|\r(?!\n)))",
        (true, true) => @"(?:(?!\z)(?<=\A|\n))",
    };

    private string LineEnd(bool everyLine) => (IsLast(), everyLine, _source.Has(JavaFlags.UnixLines)) switch
    {
        (true, _, _) => Nothing,
        (_, false, false) => @"(?=(?:\r\n|(?<!\r)\n|[\r\u0085\u2028\u2029])?\z)",
        (_, false, true) => @"(?=\n?\z)",
        (_, true, false) => @"(?=\z|[\r\u0085\u2028\u2029]|(?<!\r)\n)",
        (_, true, true) => @"(?=\z|\n)",
    };

    // The end of the text has to follow where nothing else does, so that no engine needs to look for it.
    private bool IsLast()
    {
        var offset = 0;
        foreach (var group in _groups)
        {
            while (_source.PeekRaw(offset) == '$')
                offset++;
            var next = _source.PeekRaw(offset++);
            if (next == JavaSource.End || (next == '|' && ReferenceEquals(group, _groups.Last())))
                return true;
            if (next != ')' || group.Kind != JavaGroupKind.Plain)
                return false;
        }
        return false;
    }

    private void AddLiteral(int point)
    {
        var set = JavaCase.Of(point, _source.Flags);
        Add(set, set.Contains(point) && point <= char.MaxValue && set.ToString().Length is 1 or 6 ? new PatternPart((char)point, Set: null) : new PatternPart(Literal: null, set.Ascii));
    }

    private void Add(CodePointSet set) => Add(set, new PatternPart(Literal: null, set.Ascii));

    private void Add(CodePointSet set, PatternPart part) => Add(set.ToString(), part);

    private void Add(string text, PatternPart part)
    {
        _atom = new Atom(_output.Length, IsGroup: false);
        _output.Append(text);
        AddPart(part);
    }

    private void AddReference(string reference)
    {
        if (_source.Has(JavaFlags.IgnoreCase))
            throw _source.Error("a back reference that ignores case is not known here");
        if (IsBehind)
            throw UnknownBehind();
        Add(reference, PatternPart.Anything);
    }

    private void AddPart(PatternPart part)
    {
        if (IsOutside)
            _parts?.Add(part);
    }

    private FormatException UnknownBehind() => _source.Error(
        "what looks behind may have no back reference, no '(?>', and no repetition without end, of alternatives, of '\\R' or with a '+' behind");

    private FormatException UnknownCount() => _source.Error("a '{' is not followed by a count like '{2}', '{2,}' or '{2,5}' (a comma would end the clause)");

    /// <summary>Something that can be repeated.</summary>
    private sealed record Atom(int Start, bool IsGroup, bool IsDeterministic = true, bool HasLineEnding = false, int Before = 0);
}
