namespace Archivolt.Renditions.Converters;

/// <summary>Base of what poppler's programs make of PDF files.</summary>
internal abstract class PdfConverter(ExternalProgram program) : IConverter
{
    /// <summary>Pages that are read; later ones are left out.</summary>
    protected const string MaxPages = "2000";

    public abstract string Name { get; }

    public abstract string Result { get; }

    public bool Accepts(string mediaType) => mediaType == "application/pdf";

    public string? FindObstacle(string? mediaType = null) => program.Obstacle;

    public abstract Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken);
}

/// <summary>The text of a PDF file.</summary>
internal sealed class PdfText() : PdfConverter(ExternalProgram.PdfToText)
{
    public override string Name => "pdf2text";

    public override string Result => "text/plain";

    public override async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
    {
        var output = conversion.NewFile(".txt");
        await conversion.RunAsync(ExternalProgram.PdfToText, ["-enc", "UTF-8", "-l", MaxPages, conversion.Input, output], cancellationToken);
        return new ConvertedFile(output, Result, ".txt");
    }
}

/// <summary>A PDF file as one HTML page without pictures.</summary>
internal sealed class PdfHtml() : PdfConverter(ExternalProgram.PdfToHtml)
{
    public override string Name => "pdf2html";

    public override string Result => "text/html";

    public override async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
    {
        var output = conversion.NewFile(".html");
        await conversion.RunAsync(ExternalProgram.PdfToHtml,
            ["-s", "-i", "-noframes", "-nodrm", "-enc", "UTF-8", "-l", MaxPages, conversion.Input, output], cancellationToken);
        return new ConvertedFile(output, Result, ".html");
    }
}

/// <summary>A page of a PDF file as a picture: the first, or the one of the parameter <c>page</c>, fitted into <c>size</c>.</summary>
internal sealed class PdfPage() : PdfConverter(ExternalProgram.PdfToPpm)
{
    public override string Name => "pdf2image";

    public override string Result => "image/png";

    public override async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
    {
        var page = $"{conversion.Number("page", 1, int.MaxValue) ?? 1}";
        var output = conversion.NewFile("");
        await conversion.RunAsync(ExternalProgram.PdfToPpm,
            ["-png", "-singlefile", "-f", page, "-l", page, "-scale-to", $"{ThumbnailSize.Read(conversion).Max()}", conversion.Input, output], cancellationToken);
        return new ConvertedFile(output + ".png", Result, ".png");
    }
}
