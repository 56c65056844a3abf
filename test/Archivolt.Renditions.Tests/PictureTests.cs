namespace Archivolt.Renditions.Tests;

public sealed class PictureTests : IDisposable
{
    private readonly ConversionHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(".png", "image/png")]
    [InlineData(".jpg", "image/jpeg")]
    [InlineData(".webp", "image/webp")]
    [InlineData(".tif", "image/tiff")]
    [InlineData(".gif", "image/gif")]
    public async Task A_picture_is_fitted_into_a_box_and_keeps_its_proportions(string format, string mediaType)
    {
        var (content, type) = await _home.ConvertAsync("pictureResize", mediaType, Sample.Picture(800, 400, format), ("width", "100"), ("height", "100"));
        type.ShouldBe("image/jpeg");
        var (width, height, first) = Sample.Look(content);
        (width, height).ShouldBe((100, 50));
        first[0].ShouldBeGreaterThan(first[1]);
    }

    [Fact]
    public async Task A_small_picture_is_not_enlarged()
    {
        var (content, _) = await _home.ConvertAsync("pictureResize", "image/png", Sample.Picture(30, 20, ".png"), ("width", "100"));
        var (width, height, _) = Sample.Look(content);
        (width, height).ShouldBe((30, 20));
    }

    [Theory]
    [InlineData("png", "image/png")]
    [InlineData("JPG", "image/jpeg")]
    [InlineData("webp", "image/webp")]
    public async Task The_format_can_be_chosen(string format, string mediaType)
    {
        var (content, type) = await _home.ConvertAsync("pictureResize", "image/jpeg", Sample.Picture(40, 40, ".jpg"), ("conversionFormat", format));
        type.ShouldBe(mediaType);
        Sample.Look(content).Width.ShouldBe(40);
    }

    [Fact]
    public async Task What_is_transparent_becomes_white_in_a_format_without_transparency()
    {
        var (content, _) = await _home.ConvertAsync("pictureResize", "image/png", Sample.TransparentPicture(40));
        Sample.Look(content).First.ShouldAllBe(channel => channel > 250);
    }

    [Fact]
    public async Task A_picture_is_turned_clockwise()
    {
        var (content, _) = await _home.ConvertAsync("pictureRotation", "image/png", Sample.Picture(80, 40, ".png"), ("angle", "90"));
        var (width, height, _) = Sample.Look(content);
        (width, height).ShouldBe((40, 80));
    }

    [Fact]
    public async Task A_part_is_cut_out()
    {
        var (content, _) = await _home.ConvertAsync(
            "pictureCrop", "image/png", Sample.Picture(80, 40, ".png"), ("X", "10"), ("Y", "5"), ("width", "20"), ("height", "30"));
        var (width, height, _) = Sample.Look(content);
        (width, height).ShouldBe((20, 30));
    }

    [Fact]
    public async Task A_part_outside_the_picture_is_refused() => (await _home.FailsAsync(
        ConversionError.Failed, "pictureCrop", "image/png", Sample.Picture(80, 40, ".png"), ("X", "70"), ("width", "20"), ("height", "30")))
        .Message.ShouldContain("80 × 40");

    [Theory]
    [InlineData("width", "0")]
    [InlineData("width", "many")]
    [InlineData("height", "99999")]
    [InlineData("conversionFormat", "exe")]
    public async Task A_parameter_that_makes_no_sense_is_named(string parameter, string value) => (await _home.FailsAsync(
        ConversionError.InvalidParameter, "pictureResize", "image/png", Sample.Picture(8, 8, ".png"), (parameter, value))).Message.ShouldContain($"'{value}'");

    [Theory]
    [InlineData("10")]
    [InlineData("x")]
    [InlineData("0x10")]
    [InlineData("5000x5000")]
    [InlineData("10x10x10")]
    public async Task A_size_that_is_none_is_named(string size) => (await _home.FailsAsync(
        ConversionError.InvalidParameter, "anyToThumbnail", "image/png", Sample.Picture(8, 8, ".png"), ("size", size))).Message.ShouldContain("WIDTHxHEIGHT");
}
