namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>A group that is open.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the translation.</param>
/// <param name="Outside">The flags that are in force again behind it.</param>
/// <param name="Before">How many capturing groups are before it.</param>
internal sealed record JavaGroup(JavaGroupKind Kind, int Start, JavaFlags Outside, int Before)
{
    /// <summary>True while it can match in one way only, as Java sees it: that decides how the group is repeated.</summary>
    public bool IsDeterministic { get; set; } = true;

    /// <summary>True when a <c>\R</c> in it may take one character or two.</summary>
    public bool HasLineEnding { get; set; }
}

/// <summary>What a group is.</summary>
internal enum JavaGroupKind
{
    /// <summary>It only holds together, and may capture.</summary>
    Plain,

    /// <summary><c>(?&gt;…)</c>.</summary>
    Atomic,

    /// <summary><c>(?=…)</c> and <c>(?!…)</c>.</summary>
    Ahead,

    /// <summary><c>(?&lt;=…)</c> and <c>(?&lt;!…)</c>.</summary>
    Behind,
}
