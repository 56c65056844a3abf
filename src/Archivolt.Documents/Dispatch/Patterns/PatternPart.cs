namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>A part of a pattern.</summary>
/// <param name="Literal">The character it is; null when it is not one character.</param>
/// <param name="Set">The characters below 128 that it may be, as bits, besides any others; null when it is a literal or nothing is known.</param>
/// <param name="Least">How many times it is there at least; 0 when nothing is known.</param>
/// <param name="IsExact">True when it is there that many times and no more.</param>
internal sealed record PatternPart(char? Literal, UInt128? Set, int Least = 1, bool IsExact = true)
{
    /// <summary>A part that nothing is known of, not even that it takes a character.</summary>
    public static readonly PatternPart Anything = new(Literal: null, Set: null, Least: 0, IsExact: false);

    /// <summary>A part that takes no character.</summary>
    public static readonly PatternPart Nothing = new(Literal: null, Set: null, Least: 0);

    /// <summary>One character, whatever it is.</summary>
    public static readonly PatternPart AnyOne = new(Literal: null, Set: null);

    /// <summary>The part repeated.</summary>
    public PatternPart Repeated(int least, bool isExact) => this == Anything || this == Nothing ? this : this with { Least = least, IsExact = isExact };
}
