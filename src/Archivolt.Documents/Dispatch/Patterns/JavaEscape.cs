namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>Reads what follows a backslash and stands for a character or a set of them, inside and outside of character classes.</summary>
internal static class JavaEscape
{
    /// <summary>Reads behind the backslash.</summary>
    /// <param name="source">The expression.</param>
    /// <param name="set">The set it stands for; null when it is one character.</param>
    /// <returns>The character; −1 for a set.</returns>
    public static int Read(JavaSource source, out CodePointSet? set)
    {
        set = null;
        var letter = source.ReadRaw();
        switch (letter)
        {
            case 'd' or 'w' or 's' or 'h' or 'v':
                set = JavaProperty.Of((char)letter, source.Flags);
                return -1;
            case 'D' or 'W' or 'S' or 'H' or 'V':
                set = JavaProperty.Of(char.ToLowerInvariant((char)letter), source.Flags).Complement();
                return -1;
            case 'p' or 'P':
                set = Property(source);
                if (letter == 'P')
                    set = set.Complement();
                return -1;
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'a':
                return '\a';
            case 'e':
                return '\e';
            case 'u':
                return Unicode(source);
            case 'x':
                return Hexadecimal(source);
            case '0':
                return Octal(source);
            case 'c':
                return source.Read() is var control and not JavaSource.End ? control ^ 64 : throw source.Error(@"'\c' needs a character");
            case JavaSource.End:
                throw source.Error("it ends with a '\\'");
            case < 128 when char.IsAsciiLetterOrDigit((char)letter):
                throw source.Error($"'\\{(char)letter}' means nothing here");
            default:
                return letter;
        }
    }

    private static CodePointSet Property(JavaSource source)
    {
        var name = "";
        if (source.TryRead('{'))
        {
            for (var next = source.ReadRaw(); next != '}'; next = source.ReadRaw())
                name += next != JavaSource.End ? char.ConvertFromUtf32(next) : throw source.Error(@"'\p{' is not closed");
        }
        else if (source.Read() is var letter and not JavaSource.End)
        {
            name = char.ConvertFromUtf32(letter);
        }
        return JavaProperty.Of(name, source.Flags) ?? throw source.Error($"'\\p{{{name}}}' is no property of characters that is known here");
    }

    private static int Unicode(JavaSource source)
    {
        var unit = Digits(source);
        var low = 0;
        return char.IsHighSurrogate((char)unit)
            && source.TryRead(() => source.TryRead('\\') && source.TryRead('u') && char.IsLowSurrogate((char)(low = Digits(source))))
            ? char.ConvertToUtf32((char)unit, (char)low)
            : unit;
    }

    private static int Digits(JavaSource source)
    {
        var code = 0;
        for (var digit = 0; digit < 4; digit++)
            code = code * 16 + Digit(source.Read()) ?? throw source.Error("'\\u' needs 4 hexadecimal digits");
        return code;
    }

    private static int Hexadecimal(JavaSource source)
    {
        if (!source.TryRead('{'))
            return Digit(source.Read()) * 16 + Digit(source.Read()) ?? throw source.Error("'\\x' needs 2 hexadecimal digits");
        var code = Digit(source.Read());
        while (code <= 0x10FFFF && !source.TryRead('}'))
            code = code * 16 + Digit(source.Read());
        return code <= 0x10FFFF ? code.Value : throw source.Error("'\\x{…}' needs a hexadecimal code up to 10FFFF");
    }

    private static int Octal(JavaSource source)
    {
        var code = -1;
        for (var digits = 0; digits < 3 && code < 32 && source.Peek() is >= '0' and <= '7'; digits++)
            code = Math.Max(code, 0) * 8 + source.Read() - '0';
        return code >= 0 ? code : throw source.Error("'\\0' needs an octal number");
    }

    private static int? Digit(int character) =>
        character is >= 0 and < 128 && char.IsAsciiHexDigit((char)character) ? Convert.ToInt32(((char)character).ToString(), 16) : null;
}
