using System.Globalization;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Archivolt.AspNetCore.Renditions;

/// <summary>A drawing that stands for documents without a thumbnail: a sheet in the colour of its kind, or a folder.</summary>
internal static class TypeIcon
{
    private const string Folder =
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96" role="img" aria-label="Folder"><path d="M10 24a6 6 0 0 1 6-6h20l8 9h36a6 6 0 0 1 6 6v39a6 6 0 0 1-6 6H16a6 6 0 0 1-6-6z" fill="#f2b84b"/><path d="M10 36h76v36a6 6 0 0 1-6 6H16a6 6 0 0 1-6-6z" fill="#f7ce7f"/></svg>
        """;

    /// <summary>The icon of a document with this main blob.</summary>
    public static ContentHttpResult Result(Document document, BlobInfo? content) =>
        TypedResults.Content(document.Facets.Contains("Folderish", StringComparer.Ordinal) ? Folder : Sheet(content?.MediaType), "image/svg+xml", Encoding.UTF8);

    private static string Sheet(string? mediaType)
    {
        var (colour, label) = Kind(mediaType ?? MediaTypes.Unknown);
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96" role="img" aria-label="{label}"><path d="M22 8h36l18 18v56a6 6 0 0 1-6 6H22a6 6 0 0 1-6-6V14a6 6 0 0 1 6-6z" fill="#fff" stroke="#c9ced6" stroke-width="2"/><path d="M58 8v14a4 4 0 0 0 4 4h14z" fill="#e4e8ee"/><rect x="16" y="52" width="60" height="22" fill="{colour}"/><text x="46" y="68" font-family="sans-serif" font-size="14" font-weight="bold" text-anchor="middle" fill="#fff">{label}</text></svg>
            """);
    }

    private static (string Colour, string Label) Kind(string mediaType) => mediaType.Split('/') switch
    {
        ["application", "pdf"] => ("#c0392b", "PDF"),
        ["image", _] => ("#2e7d5b", "IMAGE"),
        ["video", _] => ("#7b4397", "VIDEO"),
        ["audio", _] => ("#a0522d", "AUDIO"),
        ["text", _] => ("#4a6785", "TEXT"),
        [_, var type] when type.Contains("zip", StringComparison.Ordinal) || type.Contains("tar", StringComparison.Ordinal) => ("#6b6b6b", "ZIP"),
        [_, var type] when type.Contains("sheet", StringComparison.Ordinal) || type.Contains("excel", StringComparison.Ordinal) => ("#1d7044", "SHEET"),
        [_, var type] when type.Contains("presentation", StringComparison.Ordinal) || type.Contains("powerpoint", StringComparison.Ordinal) => ("#c4562a", "SLIDES"),
        [_, var type] when type.Contains("word", StringComparison.Ordinal) || type.Contains("opendocument.text", StringComparison.Ordinal) => ("#2b579a", "DOC"),
        _ => ("#5f6b7a", "FILE"),
    };
}
