using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests;

public sealed class PropertyMapTests
{
    private static readonly BlobInfo Blob = new() { Key = new BlobKey(null, "abc") };

    [Fact]
    public void Values_are_set_and_found_at_any_depth()
    {
        var map = new PropertyMap();
        map.Set("dc:title", "t");
        map.Set("files:files/0/file", Blob);
        map.Set("files:files/item[1]/file", null);
        map.Set("x:complex/inner/name", 3L);
        map.Get("files:files/0/file").ShouldBe(Blob);
        map.TryGet(PropertyPath.Parse("files:files/1/file"), out var empty).ShouldBeTrue();
        empty.ShouldBeNull();
        map.Get("x:complex/inner").ShouldBeOfType<Dictionary<string, object?>>().ShouldContainKeyAndValue("name", 3L);
        map.Heads.ShouldBe(["dc:title", "files:files", "x:complex"]);
    }

    [Theory]
    [InlineData("none:such")]
    [InlineData("files:files/1")]
    [InlineData("files:files/*/file")]
    [InlineData("files:files/name")]
    [InlineData("files:files/0/other")]
    [InlineData("dc:title/below")]
    public void What_is_not_there_is_not_found(string path)
    {
        var map = Filled();
        map.TryGet(PropertyPath.Parse(path), out _).ShouldBeFalse();
        map.Get(path).ShouldBeNull();
    }

    [Theory]
    [InlineData("files:files/2/file")]
    [InlineData("files:files/name")]
    [InlineData("dc:title/below")]
    [InlineData("fresh:list/5")]
    [InlineData("files:files/1/file/3")]
    [InlineData("files:files/*/file")]
    [InlineData("fresh:thing/*")]
    public void A_path_that_does_not_fit_is_refused_and_changes_nothing(string path)
    {
        var map = Filled();
        Should.Throw<DocumentException>(() => map.Set(path, "value")).Error.ShouldBe(DocumentError.Invalid);
        map.Heads.ShouldBe(Filled().Heads);
        map.Get("files:files").ShouldBeOfType<List<object?>>().Count.ShouldBe(1);
    }

    [Fact]
    public void Blobs_come_with_their_paths_in_property_order()
    {
        var map = Filled();
        map.Set("files:files/1/file", Blob);
        map.Set("file:content", Blob);
        map.Set("a:first", null);
        map.Blobs().Select(blob => blob.Path.ToString()).ShouldBe(["files:files/0/file", "files:files/1/file", "file:content"]);
    }

    [Fact]
    public void A_copy_shares_nothing_that_can_be_changed()
    {
        var map = Filled();
        var copy = map.Copy();
        copy.Set("files:files/0/file", null);
        copy.Set("files:files/1", "more");
        copy.Set("dc:title", "other");
        copy.Remove("dc:title").ShouldBeTrue();
        map.Get("files:files/0/file").ShouldBe(Blob);
        map.Get("dc:title").ShouldBe("t");
        map.TryGet(PropertyPath.Parse("files:files/1"), out _).ShouldBeFalse();
    }

    private static PropertyMap Filled()
    {
        var map = new PropertyMap();
        map.Set("dc:title", "t");
        map.Set("files:files/0/file", Blob);
        return map;
    }
}
