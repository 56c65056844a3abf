using Archivolt.Renditions.Worker;

namespace Archivolt.Renditions.Converters;

/// <summary>A text made from a text by the worker.</summary>
internal sealed class WorkerText(string name, string result, string extension, Predicate<string> accepts) : IConverter
{
    public static WorkerText MarkdownToHtml { get; } = new("md2html", "text/html", ".html", TextTypes.IsMarkdown);

    public static WorkerText TextToHtml { get; } = new("text2html", "text/html", ".html", TextTypes.IsPlain);

    public static WorkerText HtmlToText { get; } = new("html2text", "text/plain", ".txt", type => type is "text/html" or "application/xhtml+xml");

    public string Name => name;

    public string Result => result;

    public bool Accepts(string mediaType) => accepts(mediaType);

    public string? FindObstacle(string? mediaType = null) => WorkerProcess.Obstacle;

    public async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
    {
        if (new FileInfo(conversion.Input).Length > MaxLength)
            throw new ConversionException(ConversionError.TooLarge, $"A text may have at most {MaxLength >> 20} MiB to be converted.");
        var output = conversion.NewFile(extension);
        await WorkerProcess.RunAsync(conversion, name, output, [], cancellationToken);
        return new ConvertedFile(output, result, extension);
    }

    private const long MaxLength = 16L << 20;
}
