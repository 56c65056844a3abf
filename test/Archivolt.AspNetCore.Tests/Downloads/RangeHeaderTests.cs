using Archivolt.AspNetCore.Downloads;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.AspNetCore.Tests.Downloads;

public sealed class RangeHeaderTests
{
    // Every satisfiable wanted byte by itself: the specification without cleverness.
    private static SortedSet<long> WantedBytes(IEnumerable<(long? First, long? Last)> specs, long length)
    {
        var bytes = new SortedSet<long>();
        foreach (var (first, last) in specs)
        {
            for (var i = 0L; i < length; i++)
            {
                if (first is null ? i >= length - last : i >= first && (last is null || i <= last))
                    bytes.Add(i);
            }
        }
        return bytes;
    }

    [Theory]
    [InlineData("bytes=42-169", 42, 128)]
    [InlineData("BYTES=42-169", 42, 128)]
    [InlineData("bytes=0-", 0, 12345)]
    [InlineData("bytes=-128", 12217, 128)]
    [InlineData("bytes=-99999", 0, 12345)]
    [InlineData("bytes=0-99999", 0, 12345)]
    [InlineData("bytes=1-99999999999999999999999", 1, 12344)]
    [InlineData("bytes= 5-6 ,", 5, 2)]
    [InlineData("bytes=0-9,5-19,20-29", 0, 30)]
    [InlineData("bytes=20000-,3-3", 3, 1)]
    public void One_run_of_bytes(string header, long offset, long count) =>
        Resolve(header, 12345).ShouldBe([new ContentPart(offset, count)]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes=")]
    [InlineData("bytes=,")]
    [InlineData("bytes=-")]
    [InlineData("blablabla")]
    [InlineData("123-45")]
    [InlineData("foo-bar")]
    [InlineData("bytes=5-1")]
    [InlineData("bytes=0-1,x")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1--2")]
    [InlineData("bytes=0x1-2")]
    [InlineData("bytes=１-２")]
    [InlineData("bytes 0-1")]
    [InlineData("items=0-1")]
    public void What_is_no_range_is_ignored(string? header) => Resolve(header, 12345).ShouldBeNull();

    [Theory]
    [InlineData("bytes=12345-", 12345)]
    [InlineData("bytes=20000-30000,-0", 12345)]
    [InlineData("bytes=99999999999999999999999-", 12345)]
    [InlineData("bytes=0-", 0)]
    [InlineData("bytes=-0", 0)]
    public void A_range_without_a_byte_is_not_satisfiable(string header, long length) => Resolve(header, length).ShouldBeEmpty();

    [Theory]
    [InlineData("bytes=-5")]
    [InlineData("bytes=0-0,-1")]
    public void The_last_bytes_of_nothing_are_everything(string header) => Resolve(header, 0).ShouldBeNull();

    [Fact]
    public void Parts_that_do_not_touch_keep_their_order() =>
        Resolve("bytes=-5,0-4,100-199", 1000).ShouldBe([new ContentPart(995, 5), new ContentPart(0, 5), new ContentPart(100, 100)]);

    [Fact]
    public void Ranges_reach_beyond_32_bits() =>
        Resolve("bytes=5000000000-5000000009", 6_000_000_000).ShouldBe([new ContentPart(5_000_000_000, 10)]);

    [Fact]
    public void Too_many_ranges_are_ignored()
    {
        static string Header(int count) => "bytes=" + string.Join(',', Enumerable.Range(0, count).Select(i => $"{i * 10}-{i * 10}"));
        Resolve(Header(RangeHeader.MaxRanges), 12345)!.Count.ShouldBe(RangeHeader.MaxRanges);
        Resolve(Header(RangeHeader.MaxRanges + 1), 12345).ShouldBeNull();
    }

    [Fact]
    public void Parts_cover_exactly_the_wanted_bytes_and_none_twice()
    {
        var number = Gen.Choose(0, 60).Select(n => (long?)n);
        var spec = Gen.OneOf(
            from first in number from extra in number select (First: first, Last: first + extra),
            from first in number select (First: first, Last: (long?)null),
            from last in number select (First: (long?)null, Last: last));
        var cases = from length in Gen.Choose(1, 50) from specs in Gen.NonEmptyListOf(spec) where specs.Count <= RangeHeader.MaxRanges select (length, specs);
        Prop.ForAll(cases.ToArbitrary(), input =>
        {
            var header = "bytes=" + string.Join(", ", input.specs.Select(range => $"{range.First}-{range.Last}"));
            var parts = Resolve(header, input.length).ShouldNotBeNull();
            var sent = parts.SelectMany(part => Enumerable.Range((int)part.Offset, (int)part.Count).Select(i => (long)i)).ToList();
            sent.Distinct().Count().ShouldBe(sent.Count);
            sent.Order().ShouldBe(WantedBytes(input.specs, input.length));
            parts.ShouldAllBe(part => part.Count > 0 && part.End <= input.length);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_makes_it_throw_or_send_more_than_the_content()
    {
        var text = Gen.Elements("bytes=", "-", ",", " ", "0", "9", "18446744073709551616", "9223372036854775807", "=", "a", "\t");
        Prop.ForAll(Gen.ArrayOf(text).ToArbitrary(), pieces =>
            (Resolve("bytes=" + string.Concat(pieces), 100)?.Sum(part => part.Count) ?? 0).ShouldBeLessThanOrEqualTo(100)).QuickCheckThrowOnFailure();
    }

    private static IReadOnlyList<ContentPart>? Resolve(string? header, long length) => RangeHeader.Resolve(RangeHeader.Parse(header), length);
}
