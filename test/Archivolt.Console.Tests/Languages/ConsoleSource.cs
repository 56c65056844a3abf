using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Archivolt.WebConsole.Tests.Languages;

/// <summary>The phrases in the console's code, and the text in it that is no phrase.</summary>
internal static partial class ConsoleSource
{
    private const char Hole = '\u0001';

    /// <summary>The folder of the console's code.</summary>
    public static string Folder { get; } = Path.Combine(Root(), "src", "Archivolt.Console");

    // What no page says: styles and policies, commands to copy, comments of the audit, what is compared with sentences of others or replaced by an own one, and why a server does not start.
    private static readonly string[] Apart =
    [
        "body > a", "default-src", "archivolt ", "inheritance ", "Cannot remove ", "The document is not in the trash; move it there first.", "The document was changed after the question was asked.", "Archivolt:PublicUrl is not set",
        // What sentences of others call the rules on the page.
        "The draft",
    ];

    private static readonly Lazy<IReadOnlyList<SyntaxTree>> Trees = new(() =>
        [.. Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: Path.GetRelativePath(Folder, file)))]);

    private static string Scripts { get; } = Path.Combine(Folder, "wwwroot");

    /// <summary>What is given to <c>Phrase</c>, as the catalogue of a language has it.</summary>
    public static IReadOnlySet<string> Phrases() => Nodes<InvocationExpressionSyntax>().Where(IsPhrase)
        .SelectMany(call => call.ArgumentList.Arguments).SelectMany(argument => Values(argument.Expression)).Select(Key).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>What scripts say.</summary>
    public static IReadOnlySet<string> ScriptPhrases() => Directory.EnumerateFiles(Scripts, "*.js")
        .SelectMany(file => ScriptPhrase().Matches(File.ReadAllText(file))).SelectMany(match => match.Groups["text"].Captures).Select(text => text.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>What scripts say, in another language.</summary>
    /// <param name="tag">The language.</param>
    public static IReadOnlyDictionary<string, string> ScriptPhrases(string tag) => ScriptEntry().Matches(File.ReadAllText(Path.Combine(Scripts, $"phrases.{tag}.js")))
        .ToDictionary(match => match.Groups["text"].Value, match => match.Groups["translated"].Value, StringComparer.Ordinal);

    /// <summary>Text in HTML that no language changes: where, and which.</summary>
    public static IEnumerable<string> TextInHtml() => Nodes<InterpolatedStringExpressionSyntax>().Where(IsHtml).SelectMany(html => TextOf(html).Select(text => $"{PlaceOf(html)}: {text}"));

    /// <summary>Literals that read like text and are no phrase.</summary>
    public static IEnumerable<string> TextInLiterals() => Nodes<ExpressionSyntax>()
        .Where(node => node is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } or InterpolatedStringExpressionSyntax)
        .Where(node => !IsHtml(node) && !node.Ancestors().Any(ancestor => ancestor is AttributeSyntax || (ancestor is InvocationExpressionSyntax call && IsPhrase(call) && call.ArgumentList.Span.Contains(node.Span))))
        .Where(node => Key(node) is { } text && !text.Contains('<') && Words().IsMatch(text) && !Apart.Any(apart => text.StartsWith(apart, StringComparison.Ordinal))).Select(node => $"{PlaceOf(node)}: {Key(node)}");

    private static IEnumerable<T> Nodes<T>() where T : SyntaxNode => Trees.Value.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<T>());

    private static bool IsPhrase(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Phrase" } };

    // The argument of Html.Of, or one of its parts.
    private static bool IsHtml(SyntaxNode node) => node.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Html" }, Name.Identifier.Text: "Of" } } };

    // The strings that an expression may have as its value.
    private static IEnumerable<ExpressionSyntax> Values(ExpressionSyntax expression) => expression switch
    {
        ConditionalExpressionSyntax choice => Values(choice.WhenTrue).Concat(Values(choice.WhenFalse)),
        SwitchExpressionSyntax choice => choice.Arms.SelectMany(arm => Values(arm.Expression)),
        ParenthesizedExpressionSyntax inner => Values(inner.Expression),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice => Values(choice.Left).Concat(Values(choice.Right)),
        _ => [expression],
    };

    private static string? Key(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal:
                return literal.Token.ValueText;
            case InterpolatedStringExpressionSyntax text:
                var (key, count) = (new StringBuilder(), 0);
                foreach (var part in text.Contents)
                    key.Append(part is InterpolatedStringTextSyntax literal ? literal.TextToken.ValueText : $"{{{count++}}}");
                return key.ToString();
            // A phrase in two pieces for the width of the line.
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum:
                return Key(sum.Left) + Key(sum.Right);
            default:
                return null;
        }
    }

    private static IEnumerable<string> TextOf(InterpolatedStringExpressionSyntax html)
    {
        var whole = string.Concat(html.Contents.Select(part => part is InterpolatedStringTextSyntax literal ? literal.TextToken.ValueText : Hole.ToString()));
        if (AttributeAlone().IsMatch(whole))
            return [];
        var read = Attribute().Matches(whole).Select(match => match.Groups["text"].Value);
        return read.Concat(Tag().Split(Code().Replace(whole, "<>"))).Where(text => !text.StartsWith('/') && Letters().IsMatch(text.Replace("Archivolt", "", StringComparison.Ordinal).Replace("REST", "", StringComparison.Ordinal))).Select(text => text.Replace(Hole, '…').Trim());
    }

    private static string PlaceOf(SyntaxNode node) => $"{node.SyntaxTree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Archivolt.slnx")))
            directory = directory.Parent!;
        return directory.FullName;
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<code[^>]*>[^<]*</code>")]
    private static partial Regex Code();

    [GeneratedRegex("""\b(?:aria-label|title|placeholder|alt|data-label)="(?<text>[^"]*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Attribute();

    [GeneratedRegex("""^(?: [a-z-]+(?:="[^"]*")?)+ ?$""")]
    private static partial Regex AttributeAlone();

    [GeneratedRegex("[A-Za-z]{2}")]
    private static partial Regex Letters();

    [GeneratedRegex("""[a-z]{2}”? “?[a-z]{2}|[a-z]{2}\.$""")]
    private static partial Regex Words();

    [GeneratedRegex("""\bphrase\("(?<text>[^"]*)"|\bphraseOfCount\([^"]*"(?<text>[^"]*)",\ "(?<text>[^"]*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ScriptPhrase();

    [GeneratedRegex("""^ \ \ "(?<text>[^"]*)":\ "(?<translated>[^"]*)",$""", RegexOptions.IgnorePatternWhitespace | RegexOptions.Multiline)]
    private static partial Regex ScriptEntry();
}
