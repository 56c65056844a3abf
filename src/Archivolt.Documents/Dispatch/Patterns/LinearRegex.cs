using System.Text.RegularExpressions;

namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>
/// An expression on .NET's linear engine, while the states that it keeps are few. With some ten thousand of them that engine (.NET 10.0) misses matches of nested repetitions, and it keeps what it made.
/// </summary>
internal sealed class LinearRegex(string expression)
{
    /// <summary>Bytes that the states may take, far below those of ten thousand states.</summary>
    public const long MostStates = 2 << 20;

    // How long one text waits for another one.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(40);

    // The engine looks at the clock between the characters of a text, each of which can ask for thousands of states.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(250);

    private readonly Regex _engine = new(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeLimit);
    private readonly Lock _gate = new();
    private long _states;

    /// <summary>True when the states are many, so that no answer counts any more.</summary>
    public bool IsFull => Interlocked.Read(ref _states) > MostStates;

    /// <summary>
    /// True when the text matches; null when the states are, or became, too many, or others take too long. One text at a time: the states of one that is not counted yet would spoil another's
    /// answer.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="states">Bytes of the states that were added for it, also after a time-out.</param>
    /// <exception cref="RegexMatchTimeoutException">It took too long.</exception>
    public bool? IsMatch(string text, ref long states)
    {
        if (!_gate.TryEnter(Patience))
            return null;
        try
        {
            return IsFull ? null : MatchAlone(text, ref states);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private bool? MatchAlone(string text, ref long states)
    {
        // A match that adds no states allocates nothing.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var matches = false;
        try
        {
            matches = _engine.IsMatch(text);
        }
        finally
        {
            states = GC.GetAllocatedBytesForCurrentThread() - before;
            if (states > 0)
                Interlocked.Add(ref _states, states);
        }
        return IsFull ? null : matches;
    }
}
