namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>Reads a character class of Java's regular expressions: unions, nested classes, intersections.</summary>
internal sealed class JavaCharacterClass
{
    // Each level takes a part of the stack.
    private const int MaxDepth = 50;

    private readonly JavaSource _source;
    private int _depth;

    private JavaCharacterClass(JavaSource source) => _source = source;

    /// <summary>Reads behind the opening bracket up to the closing one.</summary>
    public static CodePointSet Read(JavaSource source) => new JavaCharacterClass(source).Nested();

    private CodePointSet Nested()
    {
        var isNegated = _source.Peek() == '^' && _source.PeekRaw(-1) == '[';
        if (isNegated)
            _source.Read();
        var set = Members();
        _source.Read();
        return isNegated ? set.Complement() : set;
    }

    // Up to the bracket that closes; what follows '&&' has brackets that nobody wrote. Java keeps the characters up to U+00FF apart until the end or the next '&&', after which they count again.
    private CodePointSet Members()
    {
        if (++_depth > MaxDepth)
            throw _source.Error($"character classes are nested more than {MaxDepth} times");
        CodePointSet? all = null, last = null;
        var (latin, hasLatin) = (CodePointSet.None, false);
        while (true)
        {
            var next = _source.Peek();
            if (next == JavaSource.End)
                throw _source.Error("a character class is not closed");
            if (next == ']' && (all is not null || hasLatin))
            {
                _depth--;
                return hasLatin ? latin.Union(all ?? CodePointSet.None) : all!;
            }
            if (next == '[')
            {
                _source.Read();
                last = Nested();
                all = last.Union(all ?? CodePointSet.None);
            }
            else if (_source.TryRead(() => _source.TryRead('&') && _source.TryRead('&')))
            {
                var right = Right();
                if (hasLatin)
                {
                    last = all is null ? latin : last;
                    all = latin.Union(all ?? CodePointSet.None);
                    hasLatin = false;
                }
                last = right ?? last;
                if (last is null)
                    throw _source.Error("'&&' has nothing on one side");
                all = all?.Intersect(last) ?? last;
            }
            else if (Member(out var isLatin) is var member && isLatin)
            {
                (last, latin, hasLatin) = (null, latin.Union(member), true);
            }
            else
            {
                last = member;
                all = last.Union(all ?? CodePointSet.None);
            }
        }
    }

    private CodePointSet? Right()
    {
        CodePointSet? right = null;
        while (_source.Peek() is not (']' or '&' or JavaSource.End))
            right = (_source.TryRead('[') ? Nested() : Members()).Union(right ?? CodePointSet.None);
        return right;
    }

    // A character, a range, or a set.
    private CodePointSet Member(out bool isLatin)
    {
        isLatin = false;
        int from;
        if (_source.TryRead('\\'))
        {
            if (_source.PeekRaw() == 'v' && _source.PeekRaw(1) == '-')
            {
                _source.ReadRaw();
                from = '\v';
            }
            else
            {
                from = JavaEscape.Read(_source, out var set);
                if (set is not null)
                    return set;
            }
        }
        else
        {
            from = _source.Read();
        }
        if (_source.Peek() != '-' || _source.PeekRaw(1) is '[' or ']')
        {
            isLatin = from <= 0xFF;
            return JavaCase.Of(from, _source.Flags);
        }
        _source.Read();
        var to = RangeEnd();
        return to >= from ? JavaCase.Of(from, to, _source.Flags) : throw _source.Error("a range in a character class ends before it begins");
    }

    private int RangeEnd()
    {
        if (!_source.TryRead('\\'))
            return _source.Read();
        if (_source.PeekRaw() != 'v')
            return JavaEscape.Read(_source, out _);
        _source.ReadRaw();
        return '\v';
    }
}
