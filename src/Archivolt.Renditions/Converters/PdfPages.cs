using System.Globalization;

namespace Archivolt.Renditions.Converters;

/// <summary>Some pages of a PDF file as a PDF file: from <c>startPage</c> to <c>endPage</c>, both counted from 1 and included.</summary>
internal sealed class PdfPages() : PdfConverter(ExternalProgram.PdfSeparate)
{
    // Each page is a file for a while.
    private const int MostPages = 500;

    public override string Name => "pdf2pages";

    public override string Result => "application/pdf";

    public override async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
    {
        var first = conversion.Number("startPage", 1, int.MaxValue) ?? 1;
        var last = conversion.Number("endPage", first, int.MaxValue) ?? first;
        if (last - first >= MostPages)
            throw new ConversionException(ConversionError.InvalidParameter, $"At most {MostPages} pages are taken out of a file at once; from {first} to {last} there are {(long)last - first + 1}.");
        var pages = conversion.NewFile("");
        await conversion.RunAsync(ExternalProgram.PdfSeparate,
            ["-f", Text(first), "-l", Text(last), conversion.Input, $"{pages}-%d.pdf"], cancellationToken);
        var made = Enumerable.Range(first, last - first + 1).Select(page => $"{pages}-{Text(page)}.pdf").ToList();
        if (made.Find(page => !File.Exists(page)) is not null)
            throw new ConversionException(ConversionError.Failed, $"The file has not all pages from {first} to {last}.");
        if (made is [var only])
            return new ConvertedFile(only, Result, ".pdf");
        var output = conversion.NewFile(".pdf");
        await conversion.RunAsync(ExternalProgram.PdfUnite, [.. made, output], cancellationToken);
        return new ConvertedFile(output, Result, ".pdf");
    }

    private static string Text(int page) => page.ToString(CultureInfo.InvariantCulture);
}
