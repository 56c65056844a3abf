using System.Text;

namespace Archivolt.Renditions.Tests;

/// <summary>Content that is made to exhaust a converter ends in an error, and leaves nothing.</summary>
public sealed class BombTests
{
    [Fact]
    public async Task A_tiny_file_that_claims_to_be_a_huge_picture_is_refused_by_its_header()
    {
        using var home = new ConversionHome();
        var bomb = Sample.HollowPng(2_000_000, 2_000_000);
        bomb.Length.ShouldBeLessThan(100);
        (await home.FailsAsync(ConversionError.TooLarge, "pictureResize", "image/png", bomb)).Message.ShouldContain("2000000 × 2000000");
    }

    [Fact]
    public async Task The_limit_of_pixels_is_a_setting()
    {
        using var home = new ConversionHome(options => options.MaxPixels = 100);
        await home.FailsAsync(ConversionError.TooLarge, "anyToThumbnail", "image/png", Sample.Picture(11, 10, ".png"));
        (await home.ConvertAsync("anyToThumbnail", "image/png", Sample.Picture(10, 10, ".png"))).MediaType.ShouldBe("image/png");
    }

    [Fact]
    public async Task A_picture_without_its_pixels_fails()
    {
        using var home = new ConversionHome();
        await home.FailsAsync(ConversionError.Failed, "pictureResize", "image/png", Sample.Picture(200, 200, ".png")[..60]);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/svg+xml")]
    public async Task What_is_no_picture_fails(string mediaType)
    {
        using var home = new ConversionHome();
        await home.FailsAsync(ConversionError.Failed, "pictureResize", mediaType, Encoding.UTF8.GetBytes("not a picture"));
    }

    [Fact]
    public async Task A_drawing_does_not_reach_other_files()
    {
        using var home = new ConversionHome();
        var secret = Path.Combine(home.Scratch, "secret.png");
        await File.WriteAllBytesAsync(secret, Sample.Picture(50, 50, ".png"), TestContext.Current.CancellationToken);
        var drawing = $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="50" height="50"><image xlink:href="file://{secret}" width="50" height="50"/></svg>""";
        byte[]? content = null;
        try
        {
            (content, _) = await home.ConvertAsync("pictureResize", "image/svg+xml", Encoding.UTF8.GetBytes(drawing), ("conversionFormat", "png"));
        }
        catch (ConversionException)
        {
            // Refusing the drawing as a whole is as good.
        }
        File.Delete(secret);
        (content is null || Sample.Look(content).First[0] < 100).ShouldBeTrue();
    }

    [Fact]
    public async Task A_picture_that_needs_more_memory_than_allowed_fails()
    {
        Assert.SkipUnless(ExternalProgram.Prlimit.Obstacle is null, "memory is limited by prlimit");
        using var home = new ConversionHome(options => (options.MaxMemory, options.MaxPixels) = (150 << 20, long.MaxValue));
        // Turning needs every pixel at once: 400 MB here.
        await home.FailsAsync(ConversionError.Failed, "pictureRotation", "image/png", Sample.Picture(12_000, 12_000, ".png"), ("angle", "45"));
    }

    [Fact]
    public async Task Html_nested_a_million_times_becomes_text()
    {
        using var home = new ConversionHome();
        var (content, _) = await home.ConvertAsync("html2text", "text/html", string.Concat(Enumerable.Repeat("<div><b>", 500_000)) + "deep");
        Encoding.UTF8.GetString(content).ShouldBe("deep\n");
    }

    [Theory]
    [InlineData(">")]
    [InlineData("[")]
    [InlineData("- ")]
    public async Task Markdown_nested_too_deeply_is_refused_with_a_sentence(string opening)
    {
        using var home = new ConversionHome();
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, 50_000)) + "x");
        (await home.FailsAsync(ConversionError.Failed, "md2html", "text/markdown", text)).Message.ShouldEndWith("The Markdown is nested too deeply.");
    }

    [Fact]
    public async Task The_first_page_of_a_hundred_thousand_is_made()
    {
        using var home = new ConversionHome();
        var (content, _) = await home.ConvertAsync("pdf2image", "application/pdf", Sample.Pdf(100_000, "page"), ("size", "100x100"));
        Sample.Look(content).Height.ShouldBe(100);
    }
}
