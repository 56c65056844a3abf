using Archivolt.Blobs;
using Archivolt.Documents.Linked;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Tests.Linked;

public sealed class LinkedKeyTests
{
    [Fact]
    public void Whatever_its_parts_hold_a_key_is_read_as_it_was_written() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString>().Generator.Where(text => !text.Get.Any(char.IsControl)).Three().ToArbitrary(), parts =>
        {
            var (account, file, revision) = parts;
            foreach (var key in new[] { new LinkedKey(account.Get, file.Get), new LinkedKey(account.Get, file.Get, revision.Get) })
                LinkedKey.Parse(key.ToString()).ShouldBe(key);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("ann@example.org:0B1_x-y", "ann@example.org", "0B1_x-y", null)]
    [InlineData("ann@example.org:0B1:rev7", "ann@example.org", "0B1", "rev7")]
    [InlineData("ann@example.org:/Team/50% off.txt", "ann@example.org", "/Team/50% off.txt", null)]
    [InlineData("ann@example.org:id%3aAbc", "ann@example.org", "id:Abc", null)]
    public void Keys_of_the_platform_are_read(string text, string account, string file, string? revision) =>
        LinkedKey.Parse(text).ShouldBe(new LinkedKey(account, file, revision));

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("a:b:c:d")]
    [InlineData(":b")]
    [InlineData("a:")]
    [InlineData("a:b:")]
    public void What_has_not_two_or_three_parts_is_no_key(string text) =>
        Should.Throw<BlobException>(() => LinkedKey.Parse(text)).Error.ShouldBe(BlobError.InvalidKey);
}
