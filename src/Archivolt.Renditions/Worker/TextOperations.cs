using System.Collections.Frozen;
using System.Net;
using System.Text;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Text;
using Markdig;

namespace Archivolt.Renditions.Worker;

/// <summary>Operations from text to text.</summary>
internal static class TextOperations
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().DisableHtml().Build();

    private static readonly FrozenSet<string> Hidden = FrozenSet.Create(StringComparer.Ordinal, "script", "style", "template", "title");

    private static readonly FrozenSet<string> Lines = FrozenSet.Create(StringComparer.Ordinal, "br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6");

    /// <summary>The operation with a name, or null.</summary>
    public static Func<string, string>? Find(string operation) => operation switch
    {
        "html2text" => HtmlToText,
        "md2html" => MarkdownToHtml,
        "text2html" => text => Page($"<pre>{WebUtility.HtmlEncode(text)}</pre>\n"),
        _ => null,
    };

    // Token by token, without a tree: how deep elements lie in one another costs nothing.
    private static string HtmlToText(string html)
    {
        using var source = new TextSource(html);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        var text = new StringBuilder();
        var hidden = "";
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            if (token.Type == HtmlTokenType.Character && hidden.Length == 0)
                text.Append(token.Data);
            else if (token.Type == HtmlTokenType.StartTag && hidden.Length == 0 && Hidden.Contains(token.Name))
                (hidden, tokenizer.State) = (token.Name, ModeOf(token.Name));
            else if (token.Type == HtmlTokenType.EndTag && token.Name == hidden)
                hidden = "";
            else if (token.Type is HtmlTokenType.StartTag or HtmlTokenType.EndTag && Lines.Contains(token.Name))
                text.Append('\n');
        }
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";
    }

    private static HtmlParseMode ModeOf(string element) => element switch
    {
        "script" => HtmlParseMode.Script,
        "style" => HtmlParseMode.Rawtext,
        "title" => HtmlParseMode.RCData,
        _ => HtmlParseMode.PCData,
    };

    private static string MarkdownToHtml(string text)
    {
        try
        {
            return Page(Markdig.Markdown.ToHtml(text, Markdown));
        }
        catch (ArgumentException exception)
        {
            throw new UnreadableTextException("The Markdown is nested too deeply.", exception);
        }
    }

    private static string Page(string body) => $"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n{body}</body></html>\n";
}

/// <summary>A text cannot be converted; the message says why.</summary>
internal sealed class UnreadableTextException(string message, Exception innerException) : Exception(message, innerException);
