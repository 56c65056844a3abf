using System.Text;
using Archivolt.Stores;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Tests.Stores;

public sealed class KeyOrderTests
{
    // Near the places where UTF-16 and code points order differently.
    private static readonly Rune[] Runes = [.. new[] { 0, '/', 'a', 'b', 0x7F, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x1F4C4, 0x10FFFF }.Select(code => new Rune(code))];

    private static readonly Gen<string> Keys = Gen.Elements(Runes).ListOf().Select(runes => string.Concat(runes));

    [Fact]
    public void It_is_the_order_of_the_UTF8_bytes() => Prop.ForAll(Keys.Two().ToArbitrary(), pair =>
        Math.Sign(KeyOrder.Comparer.Compare(pair.Item1, pair.Item2))
            == Math.Sign(Encoding.UTF8.GetBytes(pair.Item1).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(pair.Item2))))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Nothing_comes_before_everything()
    {
        KeyOrder.IsAfter("", null).ShouldBeTrue();
        KeyOrder.IsAfter("a", "a").ShouldBeFalse();
        KeyOrder.Comparer.Compare(null, "").ShouldBeLessThan(0);
        KeyOrder.Comparer.Compare(null, null).ShouldBe(0);
    }
}
