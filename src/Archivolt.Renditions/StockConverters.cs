using Archivolt.Renditions.Converters;

namespace Archivolt.Renditions;

/// <summary>The converters that come with Archivolt, in the order in which they are tried.</summary>
public static class StockConverters
{
    /// <summary>New instances of all of them.</summary>
    public static IReadOnlyList<IConverter> All()
    {
        IConverter page = new PdfPage(), frame = new VideoFrame(), resize = new PictureResize(), thumbnail = new PictureThumbnail();
        var toPdf = new FirstOf("any2pdf", "application/pdf", OfficeConverter.ToPdf, new Sequence("md2pdf", WorkerText.MarkdownToHtml, OfficeConverter.ToPdf));
        var officeThumbnail = new Sequence("officeToThumbnail", toPdf, page);
        return
        [
            resize, new PictureRotation(), new PictureCrop(), thumbnail,
            page, new PdfText(), new PdfHtml(), new PdfPages(),
            frame,
            WorkerText.MarkdownToHtml, WorkerText.TextToHtml, WorkerText.HtmlToText, new PlainText(),
            OfficeConverter.ToPdf, OfficeConverter.ToText,
            // Texts without an office suite too, as clients expect of it.
            new FirstOf("office2html", "text/html", WorkerText.MarkdownToHtml, WorkerText.TextToHtml, OfficeConverter.ToHtml),
            toPdf,
            new FirstOf("any2html", "text/html", WorkerText.MarkdownToHtml, WorkerText.TextToHtml, new PdfHtml(), OfficeConverter.ToHtml),
            new FirstOf("any2text", "text/plain", new PlainText(), WorkerText.HtmlToText, new PdfText(), OfficeConverter.ToText),
            officeThumbnail,
            new FirstOf("anyToThumbnail", "image/png", thumbnail, page, new Sequence("videoToThumbnail", frame, thumbnail), new TextThumbnail(), officeThumbnail),
        ];
    }
}
