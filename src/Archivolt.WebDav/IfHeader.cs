using Archivolt.AspNetCore.Errors;

namespace Archivolt.WebDav;

/// <summary>The header <c>If</c> (RFC 4918 §10.4): lists of conditions, of which one is to hold.</summary>
/// <param name="Lists">The lists.</param>
internal sealed record IfHeader(IReadOnlyList<IfList> Lists)
{
    private const int MaxLength = 8 * 1024;

    public static IfHeader None { get; } = new([]);

    /// <summary>The tokens that the client shows it has.</summary>
    public IEnumerable<string> Tokens => Lists.SelectMany(list => list.Conditions).Where(condition => !condition.IsNot).Select(condition => condition.Token).OfType<string>();

    /// <summary>Reads a header.</summary>
    /// <exception cref="RequestException">400: it is malformed.</exception>
    public static IfHeader Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return None;
        if (text.Length > MaxLength)
            throw RequestException.BadRequest($"The header If has {text.Length} characters; it may have {MaxLength}.");
        var rest = new Rest(text);
        var (lists, tag) = (new List<IfList>(), (string?)null);
        while (!rest.IsAtEnd)
        {
            if (rest.TryTake('<'))
            {
                // Lists without a resource stand alone, and a resource has a list.
                if (lists.Count > 0 && tag is null || rest.Until('>') is not { Length: > 0 } resource || !rest.IsAt('('))
                    throw Malformed(rest);
                tag = resource;
            }
            lists.Add(new IfList(tag, ReadList(rest)));
        }
        return new IfHeader(lists);
    }

    private static List<IfCondition> ReadList(Rest rest)
    {
        if (!rest.TryTake('('))
            throw Malformed(rest);
        var conditions = new List<IfCondition>();
        while (!rest.TryTake(')'))
        {
            var isNot = rest.TryTakeNot();
            if (rest.TryTake('<') && rest.Until('>') is { Length: > 0 } token)
                conditions.Add(new IfCondition(isNot, token, EntityTag: null));
            else if (rest.TryTake('[') && rest.Until(']') is { Length: > 0 } entityTag)
                conditions.Add(new IfCondition(isNot, Token: null, entityTag.Trim()));
            else
                throw Malformed(rest);
        }
        return conditions.Count > 0 ? conditions : throw Malformed(rest);
    }

    private static RequestException Malformed(Rest rest) =>
        RequestException.BadRequest($"The header If cannot be read at character {rest.Position}; write it as in (<token> [\"entity tag\"]), with the URL before it as <url> where it is another one.");

    /// <summary>What is not read yet; white space between words means nothing.</summary>
    private sealed class Rest(string text)
    {
        public int Position { get; private set; }

        public bool IsAtEnd
        {
            get
            {
                while (Position < text.Length && text[Position] is ' ' or '\t')
                    Position++;
                return Position == text.Length;
            }
        }

        public bool IsAt(char character) => !IsAtEnd && text[Position] == character;

        public bool TryTake(char character)
        {
            if (!IsAt(character))
                return false;
            Position++;
            return true;
        }

        public bool TryTakeNot()
        {
            if (IsAtEnd || !text.AsSpan(Position).StartsWith("Not", StringComparison.OrdinalIgnoreCase))
                return false;
            Position += 3;
            return true;
        }

        public string? Until(char end)
        {
            if (text.IndexOf(end, Position) is not (>= 0 and var index))
                return null;
            var taken = text[Position..index];
            Position = index + 1;
            return taken;
        }
    }
}

/// <summary>A list of conditions that are to hold together.</summary>
/// <param name="Resource">The URL that they are about; null for that of the request.</param>
/// <param name="Conditions">The conditions.</param>
internal sealed record IfList(string? Resource, IReadOnlyList<IfCondition> Conditions);

/// <summary>A condition: a lock's token, or an entity tag.</summary>
/// <param name="IsNot">True where it must not hold.</param>
/// <param name="Token">The token; null for an entity tag.</param>
/// <param name="EntityTag">The entity tag in its quotes; null for a token.</param>
internal sealed record IfCondition(bool IsNot, string? Token, string? EntityTag);
