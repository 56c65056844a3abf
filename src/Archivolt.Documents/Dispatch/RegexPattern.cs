using System.Text.RegularExpressions;
using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>A regular expression in Java's dialect, matched in linear time where it allows that, and in bounded time always.</summary>
internal sealed class RegexPattern : TextPattern
{
    /// <summary>Longest time one match may take on the engine for expressions that cannot be matched in linear time.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(40);

    // The linear engine looks at the clock between the characters of a text, each of which can ask for thousands of states.
    private static readonly TimeSpan LinearTimeLimit = TimeSpan.FromMilliseconds(250);

    // Bytes of states that the linear engine may keep, far from the ten thousand states beyond which it misses matches of nested repetitions (.NET 10.0).
    private const long MostStates = 2 << 20;

    // What a match allocates beside new states.
    private const long Beside = 16 << 10;

    // To prepare one may take the square of its length.
    private const int LongestSource = 4096;

    // Literal text is translated to codes, so that these stand for nothing else.
    private static readonly string[] NotLinear = ["(?=", "(?!", "(?<=", "(?<!", "(?>", @"\k<", @"\G",
        @"\1", @"\2", @"\3", @"\4", @"\5", @"\6", @"\7", @"\8", @"\9"];

    private readonly string _source;
    private readonly PatternOutline _outline;
    private readonly Lazy<Regex> _bounded;
    private volatile Lazy<Regex> _engine;
    private long _states;

    /// <summary>Prepares an expression.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public RegexPattern(string source)
    {
        _source = source;
        if (source.Length > LongestSource)
            throw new FormatException($"A regular expression has at most {LongestSource} characters; this one has {source.Length}.");
        try
        {
            (var expression, _outline) = JavaRegex.Translate(source);
            var anchored = $@"\A(?:{expression})\z";
            var bounded = new Regex(anchored, RegexOptions.CultureInvariant, TimeLimit);
            _bounded = new Lazy<Regex>(bounded);
            IsTimeBounded = Array.Exists(NotLinear, construct => expression.Contains(construct, StringComparison.Ordinal));
            // The linear engine takes most of a millisecond and 170 KB to make, and most texts never get past the outline.
            _engine = IsTimeBounded ? _bounded : new Lazy<Regex>(() => Linear(anchored));
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"'{source}' is no regular expression: {exception.Message}", exception);
        }
    }

    public override bool IsTimeBounded { get; }

    public override bool IsMatch(string text)
    {
        if (!_outline.MayMatch(text))
            return false;
        try
        {
            return Try(text) ?? Match(text);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new BlobException(BlobError.Configuration,
                $"The regular expression '{_source}' took longer than {exception.MatchTimeout.TotalMilliseconds} ms, so no place could be chosen; "
                + "write it without look-around, back references, nested repetitions and large counts.",
                innerException: exception);
        }
    }

    // Where large counts make more states than the linear engine takes, the time is bounded instead.
    private static Regex Linear(string anchored)
    {
        try
        {
            return new Regex(anchored, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, LinearTimeLimit);
        }
        catch (NotSupportedException)
        {
            return new Regex(anchored, RegexOptions.CultureInvariant, TimeLimit);
        }
    }

    // A machine that stood still for a moment looks like an expression that explodes, once.
    private bool? Try(string text)
    {
        try
        {
            return Match(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private bool Match(string text)
    {
        var engine = _engine;
        return (engine == _bounded ? null : MatchLinear(engine.Value, text)) ?? _bounded.Value.IsMatch(text);
    }

    // Null when the text asks for too many states; the expression is left to the other engine from then on.
    private bool? MatchLinear(Regex engine, string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var matches = false;
        try
        {
            matches = engine.IsMatch(text);
        }
        finally
        {
            var states = GC.GetAllocatedBytesForCurrentThread() - before;
            if (states > Beside && Interlocked.Add(ref _states, states) > MostStates)
                _engine = _bounded;
        }
        return _engine == _bounded ? null : matches;
    }
}
