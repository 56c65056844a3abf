namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>What an expression in Java's dialect says about how it is read, by the letters in <c>(?…)</c>.</summary>
[Flags]
internal enum JavaFlags
{
    None = 0,

    /// <summary><c>i</c>: letters stand for both cases, those of ASCII unless <see cref="UnicodeCase"/> is set.</summary>
    IgnoreCase = 1,

    /// <summary><c>m</c>: <c>^</c> and <c>$</c> hold at every line.</summary>
    EveryLine = 2,

    /// <summary><c>s</c>: <c>.</c> takes line terminators.</summary>
    DotTakesAll = 4,

    /// <summary><c>x</c>: white space and comments say nothing.</summary>
    Comments = 8,

    /// <summary><c>d</c>: only <c>\n</c> ends a line.</summary>
    UnixLines = 16,

    /// <summary><c>u</c>: <see cref="IgnoreCase"/> is about all letters.</summary>
    UnicodeCase = 32,

    /// <summary><c>U</c>: <c>\d \w \s</c> and POSIX classes are about all characters.</summary>
    UnicodeClasses = 64,
}
