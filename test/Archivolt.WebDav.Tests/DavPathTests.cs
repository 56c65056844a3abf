using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.WebDav.Tests;

/// <summary>Paths in URLs: every name comes back as it was, and none leads out of the root.</summary>
public sealed class DavPathTests
{
    [Fact]
    public void Names_come_back_from_their_URL() => Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<NonEmptyString>>(), given =>
    {
        var names = given.Get.Select(name => string.Concat(name.Get.EnumerateRunes().Where(rune => rune.Value is not ('/' or 0 or 0xFFFD)))).Where(name => name is not ("" or "." or "..")).ToList();
        var path = new DavPath(names);
        DavPath.Decode(path.Encoded(isFolder: false)).ShouldBe(names);
        DavPath.Decode(path.Encoded(isFolder: true)).ShouldBe(names);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("/a/../b")]
    [InlineData("/a/%2e%2E/b")]
    [InlineData("/./b")]
    [InlineData("/a%2Fb")]
    [InlineData("/a%00b")]
    [InlineData("/100%")]
    [InlineData("/%zz")]
    [InlineData("/%ff")]
    [InlineData("/%c0%ae%c0%ae/b")]
    public void What_leads_elsewhere_or_is_no_text_is_no_path(string url) => DavPath.Decode(url).ShouldBeNull();
}
