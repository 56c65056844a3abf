namespace Archivolt.Documents.Dispatch;

/// <summary>A part of a pattern.</summary>
/// <param name="Literal">The character it is; null when it is not one character.</param>
/// <param name="Set">The characters it may be, as a .NET expression; null when it is a literal or nothing is known.</param>
/// <param name="Least">How many times it is there at least; 0 when nothing is known.</param>
/// <param name="IsExact">True when it is there that many times and no more.</param>
internal sealed record PatternPart(char? Literal, string? Set, int Least = 1, bool IsExact = true)
{
    /// <summary>A part that nothing is known of, not even that it takes a character.</summary>
    public static readonly PatternPart Anything = new(Literal: null, Set: null, Least: 0, IsExact: false);

    /// <summary>One character, whatever it is.</summary>
    public static readonly PatternPart AnyOne = new(Literal: null, Set: null);

    /// <summary>The part repeated.</summary>
    public PatternPart Repeated(int least, bool isExact) => this == Anything ? this : this with { Least = least, IsExact = isExact };
}
