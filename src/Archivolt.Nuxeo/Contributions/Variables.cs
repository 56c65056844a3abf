using System.Text.RegularExpressions;
using System.Xml.Linq;
using Archivolt.Blobs;

namespace Archivolt.Nuxeo.Contributions;

/// <summary>
/// Fills in <c>${name}</c> and <c>${name:=otherwise}</c>, in texts and attributes. Done after the XML is read, so that a value is never
/// markup.
/// </summary>
internal sealed partial class Variables(ContributionOptions options)
{
    public void FillIn(XElement element, string file)
    {
        foreach (var node in element.DescendantNodesAndSelf())
        {
            if (node is XText text)
                text.Value = FillIn(text.Value, text.LineOf(file));
            foreach (var attribute in (node as XElement)?.Attributes() ?? [])
                attribute.Value = FillIn(attribute.Value, attribute.LineOf(file));
        }
    }

    private string FillIn(string text, SourceLine where) => text.Contains("${", StringComparison.Ordinal)
        ? Variable().Replace(text, match =>
        {
            if (options.Variable(match.Groups["name"].Value) is { } value)
                return value;
            if (match.Groups["otherwise"].Success)
                return match.Groups["otherwise"].Value;
            return options.Lenient
                ? match.Value
                : throw new BlobException(BlobError.Configuration,
                    $"{where}: the variable {match.Value} has no value; set it under Archivolt:Variables, "
                    + $"or give it one with ${{{match.Groups["name"].Value}:=value}}.");
        })
        : text;

    [GeneratedRegex(@"\$\{(?<name>[^}:]+)(:=(?<otherwise>[^}]*))?\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
