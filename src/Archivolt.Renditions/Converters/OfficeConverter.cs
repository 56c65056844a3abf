using System.Collections.Frozen;

namespace Archivolt.Renditions.Converters;

/// <summary>What LibreOffice makes of office documents and texts. Each run has a profile of its own: runs do not wait for one another, and read no links.</summary>
internal sealed class OfficeConverter(string name, string filter, string extension, string result) : IConverter
{
    private static readonly FrozenSet<string> Readable = FrozenSet.Create(StringComparer.Ordinal,
        "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/rtf", "text/rtf", "text/plain", "text/csv", "text/html",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.presentation");

    public static OfficeConverter ToPdf { get; } = new("office2pdf", "pdf", ".pdf", "application/pdf");

    public static OfficeConverter ToHtml { get; } = new("office2html", "html", ".html", "text/html");

    public static OfficeConverter ToText { get; } = new("oo2text", "txt:Text (encoded):UTF8", ".txt", "text/plain");

    public string Name => name;

    public string Result => result;

    public bool Accepts(string mediaType) => Readable.Contains(mediaType);

    public string? FindObstacle(string? mediaType = null) => ExternalProgram.Office.Obstacle;

    public async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
    {
        var folder = conversion.NewFile("");
        var profile = $"{folder}-profile";
        await OfficeProfile.CreateAsync(profile, cancellationToken);
        await conversion.RunAsync(ExternalProgram.Office,
            [$"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nolockcheck", .. FiltersFor(conversion.MediaType), "--outdir", folder, conversion.Input],
            cancellationToken);
        // It ends with 0 whether or not it made a file.
        var made = Path.Combine(folder, Path.GetFileNameWithoutExtension(conversion.Input) + extension);
        return File.Exists(made)
            ? new ConvertedFile(made, result, extension)
            : throw new ConversionException(ConversionError.Failed, "'soffice' could not read the content.");
    }

    // LibreOffice by itself opens HTML as a page of the web, and loses its first paragraph in a PDF file.
    private string[] FiltersFor(string mediaType) => mediaType == "text/html" && this == ToPdf
        ? ["--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export"]
        : ["--convert-to", filter];
}
