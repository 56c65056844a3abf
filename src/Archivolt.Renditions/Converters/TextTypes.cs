namespace Archivolt.Renditions.Converters;

/// <summary>Which media types are text.</summary>
internal static class TextTypes
{
    /// <summary>Text that people read as it is.</summary>
    public static bool IsPlain(string mediaType) =>
        mediaType is "application/json" or "application/yaml" || (mediaType.StartsWith("text/", StringComparison.Ordinal) && mediaType is not "text/html");

    /// <summary>Markdown, under any of its names.</summary>
    public static bool IsMarkdown(string mediaType) => mediaType is "text/markdown" or "text/x-markdown" or "text/x-web-markdown";
}
