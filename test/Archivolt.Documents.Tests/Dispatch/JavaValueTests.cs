using System.Globalization;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Dispatch;

/// <summary>Texts of numbers and times, with what a JDK 17 reads in them; null where it refuses them.</summary>
public class JavaValueTests
{
    [Theory]
    [InlineData("\u0664\u0662", 42L)]
    [InlineData("\uFF14\uFF12", 42L)]
    [InlineData("+42", 42L)]
    [InlineData("-0", 0L)]
    [InlineData("0042", 42L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("-9223372036854775809", null)]
    [InlineData("92233720368547758070", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData("+", null)]
    [InlineData("+-1", null)]
    [InlineData("1_0", null)]
    [InlineData(" 5", null)]
    [InlineData("5 ", null)]
    [InlineData("5\0", null)]
    [InlineData("0x10", null)]
    [InlineData("5L", null)]
    [InlineData("\U0001D7D2", null)]
    public void Integers(string text, long? value) => PlatformText.ParseInteger(text).ShouldBe(value);

    [Theory]
    [InlineData("0x1p3", 0x4020000000000000)]
    [InlineData("0X1.8P1", 0x4008000000000000)]
    [InlineData("0x.8p0f", 0x3fe0000000000000)]
    [InlineData("0x1.p-2d", 0x3fd0000000000000)]
    [InlineData("-0x1p3", unchecked((long)0xc020000000000000))]
    [InlineData("0x1p3 ", 0x4020000000000000)]
    [InlineData("0x1.fffffffffffff8p0", 0x4000000000000000)]
    [InlineData("0x1.fffffffffffff7p0", 0x3fffffffffffffff)]
    [InlineData("0x0.0000000000001p-1022", 1L)]
    [InlineData("0x0.00000000000008p-1022", 0L)]
    [InlineData("0x0.00000000000009p-1022", 1L)]
    [InlineData("0x1p1024", 0x7ff0000000000000)]
    [InlineData("0x1p-99999999999", 0L)]
    [InlineData("0x0p99999999999999", 0L)]
    [InlineData("0x1", null)]
    [InlineData("0xp3", null)]
    [InlineData("0x.p3", null)]
    [InlineData("1d", 0x3ff0000000000000)]
    [InlineData("1.1f", 0x3ff199999999999a)]
    [InlineData("1e3D", 0x408f400000000000)]
    [InlineData("1.", 0x3ff0000000000000)]
    [InlineData("  .5", 0x3fe0000000000000)]
    [InlineData(" 2.5\t", 0x4004000000000000)]
    [InlineData("1\0", 0x3ff0000000000000)]
    [InlineData("00012.50", 0x4029000000000000)]
    [InlineData("NaN", 0x7ff8000000000000)]
    [InlineData("Infinity", 0x7ff0000000000000)]
    [InlineData("-Infinity", unchecked((long)0xfff0000000000000))]
    [InlineData("-0.0", unchecked((long)0x8000000000000000))]
    [InlineData("1e400", 0x7ff0000000000000)]
    [InlineData("1e-400", 0L)]
    [InlineData("1e99999999999", 0x7ff0000000000000)]
    [InlineData("0e99999999999", 0L)]
    [InlineData("1e-99999999999", 0L)]
    [InlineData("4.9e-324", 1L)]
    [InlineData("2.4703282292062327e-324", 0L)]
    [InlineData("2.4703282292062328e-324", 1L)]
    [InlineData("1e", null)]
    [InlineData("1e+", null)]
    [InlineData(".", null)]
    [InlineData("\u00A02.5", null)]
    [InlineData("2.5\u3000", null)]
    [InlineData("1_0", null)]
    [InlineData("1,5", null)]
    [InlineData("nan", null)]
    [InlineData("infinity", null)]
    [InlineData("\u221E", null)]
    [InlineData("NaNd", null)]
    [InlineData("Infinityf", null)]
    [InlineData("\u0664", null)]
    [InlineData("1dd", null)]
    [InlineData("1 d", null)]
    [InlineData("--1", null)]
    [InlineData("+-1", null)]
    [InlineData("1e5.5", null)]
    [InlineData("", null)]
    public void Doubles(string text, long? bits)
    {
        var value = JavaDouble.Parse(text);
        (value is { } number && double.IsNaN(number) ? 0x7ff8000000000000 : value is { } other ? BitConverter.DoubleToInt64Bits(other) : (long?)null).ShouldBe(bits);
    }

    [Fact]
    public void Doubles_are_ordered_with_minus_zero_below_zero_and_NaN_last()
    {
        double[] ordered = [double.NegativeInfinity, -1, -double.Epsilon, -0.0, 0.0, double.Epsilon, 1, double.MaxValue, double.PositiveInfinity, double.NaN];
        for (var i = 0; i < ordered.Length; i++)
        {
            for (var j = 0; j < ordered.Length; j++)
                Math.Sign(JavaDouble.Compare(ordered[i], ordered[j])).ShouldBe(i.CompareTo(j), $"{ordered[i]} and {ordered[j]}");
        }
    }

    [Theory]
    [InlineData("2020-01-02t03:04:05z", "2020-01-02T03:04:05Z")]
    [InlineData("2020-01-02T03:04:05+01:00", "2020-01-02T02:04:05Z")]
    [InlineData("2020-01-02T03:04:05+01:00:30", "2020-01-02T02:03:35Z")]
    [InlineData("2020-01-02T03:04:05.Z", "2020-01-02T03:04:05Z")]
    [InlineData("2020-01-02T03:04:05.120Z", "2020-01-02T03:04:05.12Z")]
    [InlineData("2020-01-02T24:00:00Z", "2020-01-03T00:00:00Z")]
    [InlineData("2020-01-02T23:59:60Z", "2020-01-02T23:59:59Z")]
    [InlineData("2020-01-02T03:04:05-18:00", "2020-01-02T21:04:05Z")]
    [InlineData("2020-01-02T03:04:05-00:00", "2020-01-02T03:04:05Z")]
    [InlineData("0001-03-01T00:00:00Z", "0001-03-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z")]
    [InlineData("2020-01-02T03:04:05+01", null)]
    [InlineData("2020-01-02T03:04:05+0100", null)]
    [InlineData("2020-01-02T03:04:05.1234567891Z", null)]
    [InlineData("2020-01-02T22:59:60Z", null)]
    [InlineData("2020-01-02T24:00:01Z", null)]
    [InlineData("2020-01-02T03:04Z", null)]
    [InlineData("2020-02-30T00:00:00Z", null)]
    [InlineData("2019-02-29T00:00:00Z", null)]
    [InlineData("12020-01-02T03:04:05Z", null)]
    [InlineData("+2020-01-02T03:04:05Z", null)]
    [InlineData(" 2020-01-02T03:04:05Z", null)]
    [InlineData("2020-01-02T03:04:05,5Z", null)]
    [InlineData("2020-01-02T03:04:05+18:01", null)]
    [InlineData("2020-01-02T03:04:05+01:60", null)]
    [InlineData("2020-01-02", null)]
    public void Instants(string text, string? utc) => JavaInstant.Parse(text)
        .ShouldBe(utc is null ? null : JavaInstant.Of(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture).UtcTicks));

    [Fact]
    public void Instants_are_ordered_to_the_nanosecond_in_any_year()
    {
        string[] ordered =
        [
            "-2020-01-02T03:04:05Z", "-0001-01-02T03:04:05Z", "0000-02-29T03:04:05Z", "1969-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000001Z",
            "2020-01-02T03:04:05.123456789Z", "+12020-01-02T03:04:05Z", "+999999999-12-31T23:59:59Z",
        ];
        ordered.Select(text => JavaInstant.Parse(text)!.Value).ShouldBeInOrder();
        JavaInstant.Parse("1969-12-31T23:59:59.999Z").ShouldBe(JavaInstant.Of(DateTime.UnixEpoch.AddMilliseconds(-1).Ticks));
    }

    [Theory]
    [InlineData(4.9e-324, "4.9E-324")]
    [InlineData(2e-323, "2.0E-323")]
    [InlineData(1e23, "1.0E23")]
    [InlineData(1e22, "1.0E22")]
    [InlineData(2.0e-3, "0.002")]
    [InlineData(9.999e-4, "9.999E-4")]
    [InlineData(1.234e-5, "1.234E-5")]
    [InlineData(1e7, "1.0E7")]
    [InlineData(-123456789012.5, "-1.234567890125E11")]
    [InlineData(9007199254740992, "9.007199254740992E15")]
    [InlineData(2.2250738585072014E-308, "2.2250738585072014E-308")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(100, "100.0")]
    public void Texts_of_doubles(double value, string text) => PlatformText.Of(value).ShouldBe(text);
}
