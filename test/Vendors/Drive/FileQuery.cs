using System.Globalization;
using System.Text.RegularExpressions;

namespace Archivolt.Vendors.Drive;

/// <summary>The part of the language of <c>q</c> that file pickers use: terms joined by <c>and</c>.</summary>
/// <remarks>https://developers.google.com/workspace/drive/api/guides/search-files</remarks>
internal static partial class FileQuery
{
    public static Func<DriveFile, bool> Parse(string? text, DriveAccount account)
    {
        if (string.IsNullOrWhiteSpace(text))
            return _ => true;
        var terms = Joint().Split(text.Trim()).Select(term => Term(term.Trim(), account)).ToArray();
        return file => terms.All(term => term(file));
    }

    private static Func<DriveFile, bool> Term(string term, DriveAccount account)
    {
        if (term == "sharedWithMe" || term == "sharedWithMe = true" || term == "sharedWithMe=true")
            return file => file.Owner is not null && file.Owner != account;
        if (In().Match(term) is { Success: true } within)
            return Within(Unescaped(within.Groups["value"].Value), within.Groups["name"].Value, account);
        var match = Comparison().Match(term);
        if (!match.Success)
            throw DriveErrors.Invalid("q", term);
        var value = match.Groups["text"].Success ? Unescaped(match.Groups["text"].Value) : match.Groups["word"].Value;
        return (match.Groups["name"].Value, match.Groups["operator"].Value) switch
        {
            ("name", "=") => file => file.Name == value,
            ("name", "!=") => file => file.Name != value,
            ("name", "contains") => file => file.Name.Contains(value, StringComparison.OrdinalIgnoreCase),
            ("mimeType", "=") => file => file.MimeType == value,
            ("mimeType", "!=") => file => file.MimeType != value,
            ("mimeType", "contains") => file => file.MimeType.StartsWith(value, StringComparison.Ordinal),
            ("trashed", "=") => file => file.IsTrashed == (value == "true"),
            ("modifiedTime", ">") => file => file.Modified > DateTimeOffset.Parse(value, CultureInfo.InvariantCulture),
            ("modifiedTime", ">=") => file => file.Modified >= DateTimeOffset.Parse(value, CultureInfo.InvariantCulture),
            _ => throw DriveErrors.Invalid("q", term),
        };
    }

    private static Func<DriveFile, bool> Within(string value, string collection, DriveAccount account) => collection switch
    {
        "parents" => file => file.Parent is { } parent && parent.Id == (value == "root" ? account.Root.Id : value),
        "owners" => file => file.Owner?.Email == (value == "me" ? account.Email : value),
        _ => throw DriveErrors.Invalid("q", collection),
    };

    private static string Unescaped(string text) => text.Replace("\\'", "'", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal);

    // " and " outside of quotes: what follows holds an even number of unescaped ones.
    [GeneratedRegex(@"\s+and\s+(?=(?:[^'\\]|\\.)*(?:'(?:[^'\\]|\\.)*'(?:[^'\\]|\\.)*)*$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Joint();

    [GeneratedRegex(@"^'(?<value>(?:[^'\\]|\\.)*)'\s+in\s+(?<name>\w+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex In();

    [GeneratedRegex(
        @"^(?<name>\w+)\s*(?<operator>=|!=|>=|>|contains)\s*(?:'(?<text>(?:[^'\\]|\\.)*)'|(?<word>true|false))$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comparison();
}
