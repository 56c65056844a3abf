using Archivolt.Blobs;

namespace Archivolt.Tests.Blobs;

public sealed class MediaTypesTests
{
    private static readonly byte[] Pdf = "%PDF-1.7 and more"u8.ToArray();

    [Theory]
    [InlineData("image/png", "a.pdf", "image/png")]
    [InlineData(" text/plain; charset=utf-8 ", "a.pdf", "text/plain; charset=utf-8")]
    [InlineData("pdf", null, "application/pdf")]
    [InlineData("strange", null, "application/strange")]
    [InlineData(null, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("", "A.PNG", "image/png")]
    [InlineData("application/octet-stream", "archive.tar.gz", "application/gzip")]
    [InlineData("application/octet-stream", "a.unknown", "application/pdf")]
    [InlineData(null, "without-extension", "application/pdf")]
    [InlineData(null, "trailing.", "application/pdf")]
    [InlineData(null, null, "application/pdf")]
    public void The_sender_knows_best_then_the_name_then_the_content(string? given, string? fileName, string expected) =>
        MediaTypes.Choose(given, fileName, Pdf).ShouldBe(expected);

    [Theory]
    [InlineData("89504E470D0A1A0A", "image/png")]
    [InlineData("FFD8FFE0", "image/jpeg")]
    [InlineData("474946383961", "image/gif")]
    [InlineData("49492A00", "image/tiff")]
    [InlineData("4D4D002A", "image/tiff")]
    [InlineData("52494646000000005745425056503820", "image/webp")]
    [InlineData("524946460000000057415645", "audio/x-wav")]
    [InlineData("504B0304", "application/zip")]
    [InlineData("1F8B08", "application/gzip")]
    [InlineData("0000001866747970", "video/mp4")]
    [InlineData("1A45DFA3", "video/x-matroska")]
    [InlineData("3C3F786D6C", "text/xml")]
    [InlineData("89504E", null)]
    [InlineData("00", null)]
    [InlineData("", null)]
    public void First_bytes_tell_well_known_types(string hex, string? expected) => MediaTypes.OfContent(Convert.FromHexString(hex)).ShouldBe(expected);

    [Fact]
    public void Nothing_known_is_octets() => MediaTypes.Choose(null, "a.unknown", "hello"u8).ShouldBe(MediaTypes.Unknown);
}
