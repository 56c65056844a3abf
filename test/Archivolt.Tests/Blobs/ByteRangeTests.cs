using Archivolt.Blobs;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Tests.Blobs;

public sealed class ByteRangeTests
{
    private static readonly Gen<ByteRange> Ranges = Gen.OneOf(
        from offset in Gen.Choose(0, 12) select ByteRange.From(offset),
        from offset in Gen.Choose(0, 12) from count in Gen.Choose(0, 12) select ByteRange.From(offset, count),
        from count in Gen.Choose(0, 12) select ByteRange.Last(count),
        from offset in Gen.Choose(0, 12) from more in Gen.Choose(0, 12) select ByteRange.Inclusive(offset, offset + more),
        Gen.Elements(ByteRange.All, ByteRange.From(long.MaxValue), ByteRange.From(1, long.MaxValue), ByteRange.Last(long.MaxValue), ByteRange.Inclusive(0, long.MaxValue)));

    [Fact]
    public void A_range_resolves_as_picking_bytes_one_by_one_does() => Prop.ForAll(Ranges.ToArbitrary(), Gen.Choose(0, 10).ToArbitrary(), (range, length) =>
    {
        var picked = Enumerable.Range(0, length).Where(index => range.IsSuffix
            ? index >= length - range.Count!.Value
            : index >= range.Offset && (range.Count is not { } count || index - range.Offset < count)).ToList();
        range.TryResolve(length, out var offset, out var bytes).ShouldBe(picked.Count > 0 || range.IsAll);
        if (picked.Count > 0)
            (offset, bytes).ShouldBe((picked[0], picked.Count));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_text_of_a_range_means_the_range() => Prop.ForAll(Ranges.Where(range => range is { Count: not 0 }).ToArbitrary(), Gen.Choose(0, 30).ToArbitrary(), (range, length) =>
    {
        ByteRange.TryParse(range.ToString(), out var parsed).ShouldBeTrue(range.ToString());
        parsed.TryResolve(length, out var parsedOffset, out var parsedCount).ShouldBe(range.TryResolve(length, out var offset, out var count));
        (parsedOffset, parsedCount).ShouldBe((offset, count));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0-0", "0-0")]
    [InlineData("100-", "100-")]
    [InlineData("-5", "-5")]
    [InlineData("007-008", "7-8")]
    [InlineData("0-9223372036854775807", "0-")]
    [InlineData("5-9223372036854775807", "5-")]
    [InlineData("1-99999999999999999999", "1-")]
    public void Ranges_are_read_as_http_writes_them(string text, string shown)
    {
        ByteRange.TryParse(text, out var range).ShouldBeTrue();
        range.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("5")]
    [InlineData("5-4")]
    [InlineData("--5")]
    [InlineData("-5-")]
    [InlineData("1-2-3")]
    [InlineData("+1-2")]
    [InlineData(" 1-2")]
    [InlineData("1 -2")]
    [InlineData("0x1-2")]
    [InlineData("١-٢")]
    [InlineData("bytes=0-1")]
    public void Anything_else_is_no_range(string? text) => ByteRange.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Only_digits_and_one_hyphen_make_a_range() => Prop.ForAll(Texts.Any.ToArbitrary(), text =>
        !ByteRange.TryParse(text, out _) || (text.All(character => char.IsAsciiDigit(character) || character == '-') && text.Count(character => character == '-') == 1))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Impossible_ranges_cannot_be_made()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ByteRange.From(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => ByteRange.From(0, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => ByteRange.Last(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => ByteRange.Inclusive(5, 4));
    }

    [Fact]
    public void An_unsatisfiable_range_says_so()
    {
        var exception = Should.Throw<BlobException>(() => ByteRange.From(10, 5).Resolve(10, "Memory \"m\"", "key"));
        exception.Error.ShouldBe(BlobError.RangeNotSatisfiable);
        exception.Message.ShouldBe("The range 10-14 has no byte of a content of 10 bytes. (store Memory \"m\", key 'key')");
        ByteRange.From(3, 0).ToString().ShouldBe("of no bytes at 3");
        ByteRange.From(3, long.MaxValue).ToString().ShouldBe("3-");
    }
}
