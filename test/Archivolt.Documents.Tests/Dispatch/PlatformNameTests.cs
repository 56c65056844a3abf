using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Dispatch;

/// <summary>What names in clauses stand for, as the platform's document repository reads them.</summary>
public class PlatformNameTests
{
    [Theory]
    [InlineData("ecm:isTrashed=true", true, "custom")]
    [InlineData("ecm:isTrashed=true", false, "default")]
    [InlineData("ecm:isTrashed!=true", false, "custom")]
    public void The_trash_can_be_asked_for(string rule, bool isTrashed, string provider) =>
        Sample.Place(rule, document: Sample.Document() with { IsTrashed = isTrashed }).ShouldBe(provider);

    [Theory]
    [InlineData("ecm:majorVersion=null", "Folder")]
    [InlineData("minor_version!=1", "Folder")]
    [InlineData("ecm:lifeCyclePolicy=null", "File")]
    [InlineData("ecm:fulltextBinary!=x", "File")]
    [InlineData("ecm:fulltextJobId=null", "File")]
    public void System_properties_that_a_document_has_not_are_empty_and_skip_no_rule(string rule, string type) =>
        Sample.Place(rule, document: Sample.Document() with { Type = type }).ShouldBe("custom");

    [Theory]
    [InlineData("title=Report", "File", "custom")]
    [InlineData("title=Report", "Unheard", "default")]
    [InlineData("source=null", "File", "custom")]
    [InlineData("major_version=3", "File", "custom")]
    [InlineData("nope!=x", "File", "default")]
    public void A_property_goes_by_its_name_without_prefix(string rule, string type, string provider)
    {
        var document = Sample.Document() with { Type = type };
        document.Properties.Set("dc:title", "Report");
        document.Properties.Set("uid:major_version", 3L);
        Sample.Place(rule, document: document).ShouldBe(provider);
    }

    [Fact]
    public void Of_two_schemas_with_a_name_the_last_of_the_type_counts()
    {
        var document = Sample.Document() with { Type = "Video" };
        document.Properties.Set("vid:info", new Dictionary<string, object?> { ["format"] = "mp4" });
        document.Properties.Set("picture:info", new Dictionary<string, object?> { ["format"] = "png" });
        Sample.Place("info/format=png", document: document).ShouldBe("custom");
        Sample.Place("vid:info/format=mp4", document: document).ShouldBe("custom");
    }

    [Theory]
    [InlineData("content/name/=a.pdf", "custom")]
    [InlineData("content/name//=a.pdf", "custom")]
    [InlineData("dc:title/=Report", "custom")]
    [InlineData("content//name=null", "custom")]
    [InlineData("content//name!=a.pdf", "custom")]
    [InlineData("/content/name=a.pdf", "default")]
    [InlineData("/content/name!=b.pdf", "default")]
    [InlineData("files/item[0]/file/name=b.pdf", "custom")]
    [InlineData("files/00/file/name=b.pdf", "custom")]
    [InlineData("files/7/file/name=null", "custom")]
    [InlineData("files[0]/file/name=b.pdf", "default")]
    public void Slashes_and_indexes_mean_what_they_mean_on_the_platform(string rule, string provider)
    {
        var document = Sample.Document();
        document.Properties.Set("dc:title", "Report");
        document.Properties.Set("content", new Dictionary<string, object?> { ["name"] = "a.pdf" });
        document.Properties.Set("files", new List<object?> { new Dictionary<string, object?> { ["file"] = new Dictionary<string, object?> { ["name"] = "b.pdf" } } });
        Sample.Place(rule, document: document).ShouldBe(provider);
    }

    [Theory]
    [InlineData("r?port", "r\U0001F600port", true)]
    [InlineData("r??port", "r\U0001F600port", false)]
    [InlineData("*?", "\U0001F600", true)]
    [InlineData("?*?", "\U0001F600", false)]
    [InlineData("\U0001F600*", "\U0001F600\U0001F601", true)]
    public void A_question_mark_is_a_code_point(string glob, string title, bool matches)
    {
        var document = Sample.Document();
        document.Properties.Set("dc:title", title);
        Sample.Place($"dc:title~{glob}", document: document).ShouldBe(matches ? "custom" : "default");
    }

    [Theory]
    [InlineData("title=x", "dc:title")]
    [InlineData("content/name/=x", "file:content/name")]
    [InlineData("files/item[0]/file/name=x", "files:files/0/file/name")]
    public void A_change_is_noticed_however_the_rule_spells_it(string rule, string changed)
    {
        var (before, after) = (Sample.Document(), Sample.Document());
        after.Properties.Set(changed, "y");
        var dispatcher = Sample.Dispatcher((rule, "custom"), ("default", "default"));
        DocumentChange.Names(before, after, SchemaRegistry.Stock).Any(dispatcher.DependsOn).ShouldBeTrue();
    }

    [Fact]
    public void The_trash_is_a_change_too() => DocumentChange
        .Names(Sample.Document(), Sample.Document() with { IsTrashed = true }, SchemaRegistry.Stock).ShouldBe(["ecm:isTrashed"]);
}
