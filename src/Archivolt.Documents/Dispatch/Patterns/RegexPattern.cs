using System.Diagnostics;
using System.Text.RegularExpressions;
using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>A regular expression in Java's dialect, matched in linear time where it allows that, and in bounded time always.</summary>
internal sealed class RegexPattern : TextPattern
{
    /// <summary>Longest time one match may take on the engine for expressions that cannot be matched in linear time.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(40);

    // A text that asks for too much costs seconds and hundreds of megabytes, and so is met once a minute and not once for each upload.
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(1);

    // To prepare one may take the square of its length.
    private const int LongestSource = 4096;

    // Literal text is translated to codes, so that these stand for nothing else.
    private static readonly string[] NotLinear = ["(?=", "(?!", "(?<=", "(?<!", "(?>", @"\k<"];

    // An expression that is not longer has no 255 kinds of characters, with which the linear engine (.NET 10.0) misreads a '\n'.
    private const int FewKinds = 1000;

    private readonly string _source;
    private readonly PatternOutline _outline;
    private readonly string _anchored;
    private readonly Regex _bounded;
    // Null where the other engine matches.
    private Lazy<LinearRegex?>? _linear;
    private Overflow? _overflow;

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
            _anchored = $@"\A(?:{expression})\z";
            _bounded = new Regex(_anchored, RegexOptions.CultureInvariant, TimeLimit);
            IsTimeBounded = Array.Exists(NotLinear, construct => expression.Contains(construct, StringComparison.Ordinal));
            _linear = IsTimeBounded ? null : NewLinear();
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

    // It takes most of a millisecond and 170 KB to make, and most texts never get past the outline.
    private Lazy<LinearRegex?> NewLinear() => new(() =>
    {
        try
        {
            return new LinearRegex(_anchored);
        }
        catch (NotSupportedException)
        {
            // Large counts make more states than that engine takes.
            return null;
        }
    }, LazyThreadSafetyMode.PublicationOnly);

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

    private bool Match(string text) =>
        (_anchored.Length > FewKinds && text.Contains('\n') ? null : MatchLinear(text)) ?? _bounded.IsMatch(text);

    // Null where the other engine is to match. An engine that is full is made anew.
    private bool? MatchLinear(string text)
    {
        var linear = Volatile.Read(ref _linear);
        if (Volatile.Read(ref _overflow)?.Concerns(text) == true || linear?.Value is not { } engine)
            return null;
        var states = 0L;
        try
        {
            return engine.IsMatch(text, ref states);
        }
        finally
        {
            if (states > LinearRegex.MostStates / 2)
                Volatile.Write(ref _overflow, new Overflow(text.Length / 2, Stopwatch.GetTimestamp()));
            if (engine.IsFull)
                Interlocked.CompareExchange(ref _linear, NewLinear(), linear);
        }
    }

    // A text alone asked for too many states: for a while, others of half its length and more go to the other engine. Shorter ones are no worse off for it.
    private sealed record Overflow(int Length, long Since)
    {
        public bool Concerns(string text) => text.Length >= Length && Stopwatch.GetElapsedTime(Since) < Recovery;
    }
}
