using System.Buffers;
using System.Text.RegularExpressions;
using Archivolt.Blobs;

namespace Archivolt.Dispatch;

/// <summary>A regular expression in Java's dialect, matched in linear time where it allows that and in bounded time where not.</summary>
internal sealed class RegexPattern : TextPattern
{
    /// <summary>Longest time one match may take on the engine for expressions that cannot be matched in linear time.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(40);

    private static readonly SearchValues<char> Meta = SearchValues.Create(@"\[](){}.*+?^$");

    private readonly Regex _regex;
    private readonly string _source;
    private readonly string _prefix;

    /// <summary>Prepares an expression.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public RegexPattern(string source)
    {
        _source = source;
        _prefix = LiteralPrefix(source);
        var anchored = $@"\A(?:{JavaRegex.Translate(source)})\z";
        try
        {
            _regex = new Regex(anchored, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            // The engine prepares itself at its first match, which should not be a user's upload.
            _ = _regex.IsMatch(source);
        }
        catch (NotSupportedException)
        {
            IsTimeBounded = true;
            _regex = new Regex(anchored, RegexOptions.CultureInvariant, TimeLimit);
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"'{source}' is no regular expression: {exception.Message}", exception);
        }
    }

    public override bool IsTimeBounded { get; }

    public override bool IsMatch(string text)
    {
        // Most rules fail at their first characters, and comparing those is much cheaper than starting the engine.
        if (!text.StartsWith(_prefix, StringComparison.Ordinal))
            return false;
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new BlobException(BlobError.Configuration,
                $"The regular expression '{_source}' took longer than {TimeLimit.TotalMilliseconds} ms, so no place could be chosen; "
                + "write it without look-around, back references and nested repetitions.",
                innerException: exception);
        }
    }

    private static string LiteralPrefix(string source)
    {
        if (source.Contains('|', StringComparison.Ordinal))
            return "";
        var length = source.AsSpan().IndexOfAny(Meta);
        if (length < 0)
            return source;
        return source[length] is '*' or '?' or '{' ? source[..Math.Max(0, length - 1)] : source[..length];
    }
}
