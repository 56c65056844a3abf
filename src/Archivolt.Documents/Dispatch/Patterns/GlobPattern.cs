namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary><c>?</c> is one character (a code point), <c>*</c> any number of them, the rest is literal. A text with a line break never matches.</summary>
internal sealed class GlobPattern(string glob) : TextPattern
{
    private readonly PatternOutline _outline = new([.. glob.Select(PartOf)]);

    public override bool IsMatch(string text)
    {
        if (!_outline.MayMatch(text) || text.AsSpan().IndexOfAny("\n\r\u0085\u2028\u2029") >= 0)
            return false;
        // Only the last star ever needs another try: the earlier ones are satisfied as far left as they can be.
        int at = 0, inText = 0, star = -1, starTook = 0;
        while (inText < text.Length)
        {
            if (at < glob.Length && glob[at] == '*')
            {
                star = at++;
                starTook = inText;
            }
            else if (at < glob.Length && glob[at] == '?')
            {
                at++;
                inText = Next(text, inText);
            }
            else if (at < glob.Length && glob[at] == text[inText])
            {
                at++;
                inText++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                inText = starTook = Next(text, starTook);
            }
            else
            {
                return false;
            }
        }
        return glob.AsSpan(at).TrimStart('*').IsEmpty;
    }

    private static int Next(string text, int index) => index + (index + 1 < text.Length && char.IsSurrogatePair(text, index) ? 2 : 1);

    private static PatternPart PartOf(char character) => character switch
    {
        '*' => PatternPart.Anything,
        '?' => PatternPart.AnyOne,
        _ => new PatternPart(character, Set: null),
    };
}
