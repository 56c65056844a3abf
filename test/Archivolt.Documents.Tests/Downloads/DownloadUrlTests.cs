using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Downloads;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Tests.Downloads;

public sealed class DownloadUrlTests
{
    [Theory]
    [InlineData("foo", "foo", null)]
    [InlineData("foo/", "foo", null)]
    [InlineData("foo//", "foo", null)]
    [InlineData("foo/bar", "foo", "bar")]
    [InlineData("foo/bar/baz", "foo/bar", "baz")]
    [InlineData("file:content", "file:content", null)]
    [InlineData("file:content/file.txt", "file:content", "file.txt")]
    [InlineData("files:files/0/file", "files:files/0/file", null)]
    [InlineData("files:files/0/file/image.png", "files:files/0/file", "image.png")]
    [InlineData("files:files/file[0]/file", "files:files/file[0]/file", null)]
    [InlineData("vid:transcodedVideos/2/content", "vid:transcodedVideos/2/content", null)]
    [InlineData("blobholder:0", "blobholder:0", null)]
    [InlineData("blobholder:1/a.pdf", "blobholder:1", "a.pdf")]
    [InlineData("file;content/a;b.txt", "file:content", "a;b.txt")]
    [InlineData("files%3Bfiles/0/file", "files:files/0/file", null)]
    [InlineData("file:content/a%2Fb.txt", "file:content", "a/b.txt")]
    [InlineData("file:content/what%3F.txt", "file:content", "what?.txt")]
    [InlineData("file:content/caf%C3%A9.txt", "file:content", "café.txt")]
    [InlineData("file:content/a%2fb?changeToken=5-1&inline", "file:content", "a/b")]
    public void The_rest_is_a_path_then_a_file_name(string rest, string xpath, string? fileName)
    {
        foreach (var family in DownloadUrl.Families)
        {
            DownloadUrl.Parse($"/{family}/default/1234/{rest}", SchemaRegistry.Stock).ShouldBe(new DownloadUrl("default", "1234", xpath, fileName));
            DownloadUrl.Parse($"{family}/default/1234/{rest}", SchemaRegistry.Stock).ShouldBe(new DownloadUrl("default", "1234", xpath, fileName));
        }
    }

    [Theory]
    [InlineData("nxfile/default/1234")]
    [InlineData("/nxfile/default/1234/")]
    [InlineData("/nxfile/default/1234?inline=true")]
    public void Without_a_path_the_main_blob_is_meant(string path) =>
        DownloadUrl.Parse(path, SchemaRegistry.Stock).ShouldBe(new DownloadUrl("default", "1234"));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("nxfile")]
    [InlineData("/nxfile/")]
    [InlineData("/nxfile/default")]
    [InlineData("/nxfile?default/1234/file:content")]
    [InlineData("/nxother/default/1234/file:content")]
    [InlineData("/NXFILE/default/1234/file:content")]
    [InlineData("nxfile//1234/file:content")]
    [InlineData("nxfile/default//file:content")]
    [InlineData("nxfile/default/1234//file:content")]
    [InlineData("//nxfile/default/1234/file:content")]
    [InlineData("nxfile/default/1234/../5678")]
    [InlineData("nxfile/default/1234/files:files/%2e%2e/file")]
    [InlineData("nxfile/default/1234/./file:content")]
    [InlineData("nxfile/default/1234/file:content/a%00.txt")]
    [InlineData("nxfile/default/1234/file:content/a%0D%0ASet-Cookie:b")]
    [InlineData("nxfile/default/1234/file:content/a%")]
    [InlineData("nxfile/default/1234/file:content/a%4")]
    [InlineData("nxfile/default/1234/file:content/a%+1")]
    [InlineData("nxfile/default/1234/file:content/a%zz")]
    [InlineData("nxfile/default/1234/file:content/%C0%AE%C0%AE")]
    [InlineData("nxfile/default/1234/file:content/%E9.txt")]
    public void What_is_no_address_is_refused_with_the_syntax(string path)
    {
        DownloadUrl.TryParse(path, SchemaRegistry.Stock, out _).ShouldBeFalse();
        var refusal = Should.Throw<DownloadException>(() => DownloadUrl.Parse(path, SchemaRegistry.Stock));
        refusal.Error.ShouldBe(DownloadError.Invalid);
        refusal.Message.ShouldStartWith("Invalid URL syntax");
    }

    // Not a case above: attributes cannot hold half a surrogate pair.
    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        DownloadUrl.TryParse("nxfile/default/1234/file:content/\ud83d.txt", SchemaRegistry.Stock, out _).ShouldBeFalse();

    [Fact]
    public void An_overlong_address_is_refused() =>
        DownloadUrl.TryParse("nxfile/default/1234/file:content/" + new string('a', DownloadUrl.MaxLength), SchemaRegistry.Stock, out _).ShouldBeFalse();

    [Theory]
    [InlineData("C:\\My Documents\\foo.txt", "foo.txt")]
    [InlineData("/home/john/foo.txt;jsessionid=X;otherparam=y", "foo.txt")]
    [InlineData("foo;bar.txt", "foo%3Bbar.txt")]
    [InlineData("café crème.txt", "caf%C3%A9%20cr%C3%A8me.txt")]
    [InlineData("a:$&+=?[]@b.txt", "a%3A%24%26%2B%3D%3F%5B%5D%40b.txt")]
    [InlineData("(it's)~ok!_*,-.txt", "(it's)~ok!_*,-.txt")]
    [InlineData("100%#1.txt", "100%25%231.txt")]
    [InlineData("two\r\nlines.txt", "twolines.txt")]
    public void A_file_name_is_prepared_and_encoded_as_the_platform_does(string fileName, string tail) =>
        DownloadUrl.Build("default", "1234", "file:content", fileName).ShouldBe($"nxfile/default/1234/file:content/{tail}");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/..")]
    [InlineData(";a=b")]
    [InlineData("dir/")]
    public void A_name_that_is_none_is_left_out(string? fileName) =>
        DownloadUrl.Build("default", "1234", "file:content", fileName).ShouldBe("nxfile/default/1234/file:content");

    [Fact]
    public void The_file_name_needs_a_path_and_the_change_token_comes_last()
    {
        DownloadUrl.Build("default", "1234").ShouldBe("nxfile/default/1234");
        DownloadUrl.Build("default", "1234", fileName: "a.txt").ShouldBe("nxfile/default/1234");
        DownloadUrl.Build("default", "1234", "files:files/0/file", "synopsis.txt", "5-1")
            .ShouldBe("nxfile/default/1234/files:files/0/file/synopsis.txt?changeToken=5-1");
        DownloadUrl.Build("default", "1234", changeToken: "a b&c").ShouldBe("nxfile/default/1234?changeToken=a%20b%26c");
    }

    [Fact]
    public void Any_file_name_comes_back_from_the_built_address() =>
        Prop.ForAll<string?>(name =>
        {
            var url = DownloadUrl.Parse(DownloadUrl.Build("default", "1234", "file:content", name, "5-1"), SchemaRegistry.Stock);
            url.XPath.ShouldBe("file:content");
            // What encoding replaces has no other way to come back.
            var plain = name is null || name.Contains(';', StringComparison.Ordinal) || name.Any(char.IsSurrogate);
            if (!plain)
                url.FileName.ShouldBe(DownloadFileName.Clean(name));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_in_any_script_come_back_unchanged()
    {
        foreach (var name in (string[])["отчёт.pdf", "報告書.docx", "تقرير.pdf", "emoji 😀👩‍👩‍👧.png", "\u202Egpj.exe", "e\u0301.txt", "\"quoted\".txt", "a%2Fb.txt"])
            DownloadUrl.Parse(DownloadUrl.Build("default", "1234", "file:content", name), SchemaRegistry.Stock).FileName.ShouldBe(name);
    }

    [Fact]
    public void No_text_makes_the_parser_throw_or_leads_to_a_parent_directory()
    {
        var pieces = Gen.Elements("..", "%2e%2e", "%2F", "/", "\\", "%5C", "%00", "%", "nxfile", "default", "1234", "file:content", ";", "?", "[0]", "*", "é", "\ud800", "a");
        Prop.ForAll(Gen.ArrayOf(pieces).ToArbitrary(), parts =>
        {
            if (!DownloadUrl.TryParse("nxfile/default/" + string.Concat(parts), SchemaRegistry.Stock, out var url))
                return;
            url.DocumentId.ShouldNotBeOneOf("", ".", "..");
            url.FileName.ShouldNotBeOneOf("", ".", "..");
            (url.XPath ?? "").Any(char.IsControl).ShouldBeFalse();
            DownloadFileName.Clean(url.FileName)?.IndexOfAny(['/', '\\']).ShouldBe(-1);
        }).QuickCheckThrowOnFailure();
    }
}
