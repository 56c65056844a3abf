namespace Archivolt.Documents.Dispatch;

/// <summary>How a clause compares.</summary>
public enum ClauseOperator
{
    /// <summary><c>=</c>.</summary>
    Equal,

    /// <summary><c>!=</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary><c>~</c>: a glob for the whole text.</summary>
    Glob,

    /// <summary><c>^</c>: a regular expression for the whole text.</summary>
    Regex,
}
