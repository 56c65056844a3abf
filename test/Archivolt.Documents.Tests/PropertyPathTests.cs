using Archivolt.Documents.Dispatch;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Tests;

public sealed class PropertyPathTests
{
    [Theory]
    [InlineData("file:content", "file:content")]
    [InlineData("/file:content", "file:content")]
    [InlineData("content", "content")]
    [InlineData("files:files/0/file", "files:files/0/file")]
    [InlineData("files:files/file[1]", "files:files/1")]
    [InlineData("files:files/item[0]/file", "files:files/0/file")]
    [InlineData("files:files[2]/file", "files:files/2/file")]
    [InlineData("files:files/*/file", "files:files/*/file")]
    [InlineData("files:files/item[*]/file", "files:files/*/file")]
    [InlineData("files:files/0/file/../../1/file", "files:files/1/file")]
    [InlineData("file:content/name", "file:content/name")]
    [InlineData("foo/bar/baz", "foo/bar/baz")]
    public void Every_spelling_has_one_canonical_text(string text, string canonical)
    {
        PropertyPath.Parse(text).ToString().ShouldBe(canonical);
        PropertyPath.Parse(text).ShouldBe(PropertyPath.Parse(canonical));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("..")]
    [InlineData("a/..")]
    [InlineData("a/b/../..")]
    [InlineData("..[3]")]
    [InlineData(":content")]
    [InlineData("file:")]
    [InlineData("[0]")]
    [InlineData("a[")]
    [InlineData("a[]")]
    [InlineData("a[0")]
    [InlineData("a[-1]")]
    [InlineData("a[01]")]
    [InlineData("a[0][1]")]
    [InlineData("a[x]")]
    [InlineData("a\nb")]
    public void What_is_no_path_is_refused_with_a_sentence(string text)
    {
        var refusal = Should.Throw<DocumentException>(() => PropertyPath.Parse(text));
        refusal.Error.ShouldBe(DocumentError.Invalid);
        refusal.Message.ShouldEndWith(".");
        PropertyPath.TryParse(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_path_longer_than_the_limit_is_refused()
    {
        PropertyPath.TryParse(new string('a', PropertyPath.MaxLength), out _).ShouldBeTrue();
        PropertyPath.TryParse(new string('a', PropertyPath.MaxLength + 1), out _).ShouldBeFalse();
        PropertyPath.TryParse(null, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("10", true)]
    [InlineData("00", false)]
    [InlineData("01", false)]
    [InlineData("+1", false)]
    [InlineData("-1", false)]
    [InlineData(" 1", false)]
    [InlineData("1 ", false)]
    [InlineData("", false)]
    [InlineData("x", false)]
    [InlineData("٣", false)]
    [InlineData("99999999999", false)]
    public void Only_canonical_decimals_are_indexes(string text, bool isIndex) => PropertyPath.TryIndex(text, out _).ShouldBe(isIndex);

    [Fact]
    public void Any_text_parses_to_itself_or_is_refused_by_a_document_exception()
    {
        var pieces = Gen.Elements("a", "file:content", "/", "/", "0", "17", "[", "]", "[3]", "*", "..", ":", "é", "\0", " ");
        var likely = Gen.ListOf(pieces).Select(list => string.Concat(list));
        Prop.ForAll(Gen.OneOf(likely, ArbMap.Default.GeneratorFor<string>()).ToArbitrary(), text =>
        {
            try
            {
                var path = PropertyPath.Parse(text ?? "");
                return PropertyPath.Parse(path.ToString()).Equals(path)
                    && path.Segments.Count > 0 && string.Equals(path.ToString(), string.Join('/', path.Segments), StringComparison.Ordinal);
            }
            catch (DocumentException)
            {
                return !PropertyPath.TryParse(text, out _);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
