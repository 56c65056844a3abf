using System.Text;
using System.Text.RegularExpressions;
using Archivolt.Blobs;

namespace Archivolt.Dispatch;

/// <summary>A glob or regular expression that a whole text must match, in linear time where the expression allows it.</summary>
internal sealed class TextPattern
{
    /// <summary>Longest time one match may take on the engine for expressions that cannot be matched in linear time.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(40);

    private readonly Regex _regex;
    private readonly string _source;

    private TextPattern(string source, string expression)
    {
        _source = source;
        var anchored = $@"\A(?:{expression})\z";
        try
        {
            _regex = new Regex(anchored, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
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
        // The engine prepares itself at the first match, which should not be a user's upload.
        _ = _regex.IsMatch("");
    }

    /// <summary>True when the expression looks around or back, which no linear engine does.</summary>
    public bool IsTimeBounded { get; }

    /// <summary><c>?</c> is one character, <c>*</c> any number of them; neither matches a line break.</summary>
    public static TextPattern OfGlob(string glob)
    {
        var expression = new StringBuilder();
        foreach (var character in glob)
        {
            expression.Append(character switch
            {
                '?' => JavaRegex.AnyCharacter,
                '*' => JavaRegex.AnyCharacter + "*",
                _ => Regex.Escape(character.ToString()),
            });
        }
        return new TextPattern(glob, expression.ToString());
    }

    /// <summary>A regular expression in Java's dialect.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static TextPattern OfRegex(string expression) => new(expression, JavaRegex.Translate(expression));

    /// <summary>True when the whole text matches.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the expression took too long for this text.</exception>
    public bool IsMatch(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new BlobException(BlobError.Configuration,
                $"The regular expression '{_source}' took longer than {TimeLimit.TotalMilliseconds} ms, so no place could be chosen; write it without look-around, back references and nested repetitions.",
                innerException: exception);
        }
    }
}
