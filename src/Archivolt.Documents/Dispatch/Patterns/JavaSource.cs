namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>
/// The code points of an expression in Java's dialect, read one after the other. What stands between <c>\Q</c> and <c>\E</c> is read as escapes, and white space and comments are
/// skipped where the flags say so.
/// </summary>
internal sealed class JavaSource
{
    /// <summary>What is read behind the end.</summary>
    public const int End = -1;

    private readonly string _text;
    private readonly List<(int CodePoint, int At)> _points = [];
    private int _position;

    public JavaSource(string text)
    {
        _text = text;
        var isQuoted = false;
        for (var at = 0; at < text.Length;)
        {
            if (text.AsSpan(at).StartsWith(isQuoted ? @"\E" : @"\Q", StringComparison.Ordinal))
            {
                (isQuoted, at) = (!isQuoted, at + 2);
                // Else a digit would go on with an escape before the quotation.
                if (isQuoted && at < text.Length && char.IsAsciiDigit(text[at]))
                {
                    foreach (var escaped in $@"\x{(int)text[at]:X2}")
                        _points.Add((escaped, at));
                    at++;
                }
                continue;
            }
            if (isQuoted && char.IsAscii(text[at]) && !char.IsAsciiLetterOrDigit(text[at]))
                _points.Add(('\\', at));
            else if (!isQuoted && text[at] == '\\')
                _points.Add((text[at], at++));
            if (at == text.Length)
                break;
            var point = char.IsSurrogatePair(text, at) ? char.ConvertToUtf32(text, at) : text[at];
            _points.Add((point, at));
            at += point > char.MaxValue ? 2 : 1;
        }
    }

    /// <summary>The flags in force.</summary>
    public JavaFlags Flags { get; set; }

    public bool Has(JavaFlags flag) => Flags.HasFlag(flag);

    /// <summary>The next code point, which stays the next.</summary>
    public int Peek()
    {
        if (Has(JavaFlags.Comments))
            SkipComments();
        return PeekRaw();
    }

    /// <summary>The next code point.</summary>
    public int Read()
    {
        Peek();
        return ReadRaw();
    }

    /// <summary>The next code point, be it white space.</summary>
    public int ReadRaw() => _position < _points.Count ? _points[_position++].CodePoint : End;

    /// <summary>A code point from the next one on, be it white space.</summary>
    public int PeekRaw(int offset = 0) => _position + offset < _points.Count && _position + offset >= 0 ? _points[_position + offset].CodePoint : End;

    /// <summary>Reads the next code point where it is the given one.</summary>
    public bool TryRead(char expected)
    {
        if (Peek() != expected)
            return false;
        _position++;
        return true;
    }

    /// <summary>Reads on while a try succeeds, and goes back where it does not.</summary>
    public bool TryRead(Func<bool> attempt)
    {
        var before = _position;
        var succeeded = attempt();
        if (!succeeded)
            _position = before;
        return succeeded;
    }

    /// <summary>What a fault where the source is read is called.</summary>
    public FormatException Error(string problem) =>
        new($"'{_text}' is no regular expression (character {(_position == 0 ? 1 : _points[_position - 1].At + 1)}): {problem}.");

    private void SkipComments()
    {
        for (; PeekRaw() is '#' or ' ' or >= '\t' and <= '\r'; _position++)
        {
            if (PeekRaw() != '#')
                continue;
            while (PeekRaw(1) != End && !IsLineEnd(PeekRaw(1)))
                _position++;
        }
    }

    private bool IsLineEnd(int point) => point == '\n' || (!Has(JavaFlags.UnixLines) && point is '\r' or '\u0085' or '\u2028' or '\u2029');
}
