using System.Text;

namespace Archivolt.Renditions.Tests;

public sealed class TextTests : IDisposable
{
    private readonly ConversionHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("any2html", "text/plain", "1 < 2 & ünïcode", "<pre>1 &lt; 2 &amp; &#252;n&#239;code</pre>")]
    [InlineData("any2html", "text/markdown", "# Title\n\nText", "<h1>Title</h1>")]
    [InlineData("md2html", "text/x-web-markdown", "<script>alert(1)</script>", "&lt;script&gt;")]
    [InlineData("any2text", "text/html", "<p>One</p><script>no()</script><p>Two &amp; three</p>", "One\nTwo & three\n")]
    [InlineData("any2text", "text/plain", "as it is", "as it is")]
    public async Task A_text_becomes_another(string converter, string mediaType, string text, string expected)
    {
        var (content, type) = await _home.ConvertAsync(converter, mediaType, text);
        type.ShouldBe(converter.EndsWith("html", StringComparison.Ordinal) ? "text/html" : "text/plain");
        Encoding.UTF8.GetString(content).ShouldContain(expected);
    }

    [Theory]
    [InlineData("Hello wörld & <friends>")]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("\0\u0001")]
    public async Task A_text_has_a_thumbnail(string text)
    {
        var (content, type) = await _home.ConvertAsync("anyToThumbnail", "text/plain", Encoding.UTF8.GetBytes(text), ("size", "300x400"));
        type.ShouldBe("image/png");
        var (width, height, first) = Sample.Look(content);
        (width, height).ShouldBe((300, 400));
        first[0].ShouldBe(255);
    }

    [Fact]
    public async Task A_long_text_has_a_thumbnail_of_its_beginning()
    {
        var (content, _) = await _home.ConvertAsync("anyToThumbnail", "text/plain", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("many words ", 100_000))));
        Sample.Look(content).Width.ShouldBe(1000);
    }

    [Fact]
    public async Task The_text_of_a_pdf_file_is_found()
    {
        var (content, type) = await _home.ConvertAsync("any2text", "application/pdf", Sample.Pdf(2, "Hello from a page"));
        type.ShouldBe("text/plain");
        Encoding.UTF8.GetString(content).ShouldContain("Hello from a page");
    }

    [Fact]
    public async Task A_pdf_file_has_a_thumbnail_of_its_first_page()
    {
        var (content, type) = await _home.ConvertAsync("anyToThumbnail", "application/pdf", Sample.Pdf(3, "Hello"), ("size", "200x200"));
        type.ShouldBe("image/png");
        Sample.Look(content).Height.ShouldBe(200);
    }

    [Theory]
    [InlineData("2", "3", 2)]
    [InlineData("5", "5", 1)]
    public async Task Pages_are_taken_out_of_a_pdf_file(string first, string last, int count)
    {
        var (content, type) = await _home.ConvertAsync("pdf2pages", "application/pdf", Sample.Pdf(5, "Hello"), ("startPage", first), ("endPage", last));
        type.ShouldBe("application/pdf");
        var (read, _) = await _home.ConvertAsync("pdf2text", "application/pdf", content);
        read.Count(letter => letter == '\f').ShouldBe(count);
    }

    [Fact]
    public async Task Pages_that_a_pdf_file_does_not_have_are_refused()
    {
        await _home.FailsAsync(ConversionError.Failed, "pdf2pages", "application/pdf", Sample.Pdf(2, "Hello"), ("startPage", "3"), ("endPage", "4"));
        await _home.FailsAsync(ConversionError.Failed, "pdf2pages", "application/pdf", Sample.Pdf(2, "Hello"), ("startPage", "2"), ("endPage", "3"));
        await _home.FailsAsync(ConversionError.InvalidParameter, "pdf2pages", "application/pdf", Sample.Pdf(2, "Hello"), ("startPage", "2"), ("endPage", "1"));
        await _home.FailsAsync(ConversionError.InvalidParameter, "pdf2pages", "application/pdf", Sample.Pdf(2, "Hello"), ("startPage", "1"), ("endPage", "501"));
        _home.Service.Converters.TryFind("application/pdf", "application/pdf", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("text/html", "<html><body><h1>One</h1><p>Two</p></body></html>")]
    [InlineData("text/html", "<div>One</div><div>Two</div>")]
    [InlineData("text/markdown", "# One\n\nTwo")]
    public async Task A_page_becomes_pdf_from_its_first_paragraph_on(string mediaType, string text)
    {
        var (content, _) = await _home.ConvertAsync("any2pdf", mediaType, text);
        var (read, _) = await _home.ConvertAsync("pdf2text", "application/pdf", content);
        Encoding.UTF8.GetString(read).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ShouldBe(["One", "Two"]);
        read.Count(letter => letter == '\f').ShouldBe(1);
    }

    [Fact]
    public async Task An_office_document_becomes_pdf()
    {
        var (content, type) = await _home.ConvertAsync("any2pdf", "text/plain", "Hello office");
        type.ShouldBe("application/pdf");
        Encoding.ASCII.GetString(content[..5]).ShouldBe("%PDF-");
    }

    [Fact]
    public async Task A_video_has_a_thumbnail()
    {
        Assert.SkipUnless(ExternalProgram.Ffmpeg.Obstacle is null, ExternalProgram.Ffmpeg.Obstacle ?? "");
        var video = await SampleVideo.MakeAsync(seconds: 2);
        var (content, _) = await _home.ConvertAsync("anyToThumbnail", "video/mp4", video, ("size", "64x64"));
        Sample.Look(content).Width.ShouldBe(64);
    }
}
