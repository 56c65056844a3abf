using System.Globalization;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Dispatch;

/// <summary>How values compare: one clause, values that satisfy it and values that do not.</summary>
public class ComparisonTableTests
{
    private static readonly DateTimeOffset Earlier = Instant("2020-01-02T03:04:05Z");
    private static readonly DateTimeOffset Noon = Instant("2020-01-02T12:34:56Z");
    private static readonly DateTimeOffset Later = Instant("2050-01-01T00:00:00Z");

    public static TheoryData<string, object?[], object?[]> Table => new()
    {
        { "prop=null", [null], ["foo", 555L] },
        { "prop!=null", ["foo", 555L], [null] },
        { "prop=foo", ["foo"], ["bar"] },
        { "prop!=foo", ["bar"], ["foo"] },
        { "prop<foo", [null, "bar"], ["foo", "gee"] },
        { "prop<=foo", [null, "bar", "foo"], ["gee"] },
        { "prop>foo", ["gee"], [null, "bar", "foo"] },
        { "prop>=foo", ["foo", "gee"], [null, "bar"] },
        { "prop~/fo?/bar*", ["/foo/bar", "/foo/bar/gee", "/fox/bar"], [null, "gee", "foo/bar", "/foo/ba", "/foo/baz"] },
        { "prop^[fg]oo/?", ["foo", "goo", "foo/", "goo/"], [null, "gee"] },
        { "prop=true", [true], [false] },
        { "prop!=true", [false], [true] },
        { "prop=foo", [], [true, false] },
        { "prop!=foo", [true, false], [] },
        { "prop=555", [555L, 555.0], [9L, 9.0] },
        { "prop!=555", [9L, 9.0], [555L, 555.0] },
        { "prop=foo", [], [555L, 555.0, Noon] },
        { "prop<foo", [], [555L, 555.0, Noon] },
        { "prop<=foo", [], [555L, 555.0, Noon] },
        { "prop>foo", [], [555L, 555.0, Noon] },
        { "prop>=foo", [], [555L, 555.0, Noon] },
        { "prop!=foo", [555L, 555.0, Noon], [] },
        { "prop<555", [null, 9L, 9.0], [555L, 987L, 555.0, 987.0] },
        { "prop<=555", [null, 9L, 555L, 9.0, 555.0], [987L, 987.0] },
        { "prop>555", [987L, 987.0], [null, 9L, 555L, 9.0, 555.0] },
        { "prop>=555", [555L, 987L, 555.0, 987.0], [null, 9L, 9.0] },
        { "prop<555.0", [null, 9.0], [555.0, 987.0, 9L, 987L] },
        { "prop>=555.0", [555.0, 987.0], [null, 9.0, 555L] },
        { "prop=5.0", [5.0], [5L] },
        { "prop= 5", [5.0], [5L, "5"] },
        { "prop=+5", [5L, 5.0], ["5"] },
        { "prop=NaN", [double.NaN, "NaN"], [5.0] },
        { "prop<Infinity", [5.0, double.MinValue, null], [double.PositiveInfinity] },
        { "prop=2020-01-02T12:34:56Z", [Noon], [Earlier, Later] },
        { "prop=2020-01-02T13:34:56+01:00", [Noon], [Earlier] },
        { "prop!=2020-01-02T12:34:56Z", [Earlier, Later], [Noon] },
        { "prop<2020-01-02T12:34:56Z", [Earlier], [Noon, Later] },
        { "prop<=2020-01-02T12:34:56Z", [Earlier, Noon], [Later] },
        { "prop>2020-01-02T12:34:56Z", [Later], [Earlier, Noon] },
        { "prop>=2020-01-02T12:34:56Z", [Noon, Later], [Earlier] },
        { "prop>2020-01-02T12:34:56", [], [Noon, Later] },
        { "prop~2020-01-*", [Earlier, Noon], [Later] },
        { "prop^2020-01-.*", [Earlier, Noon], [Later] },
        { "prop~null", [null], ["", "nul"] },
        { "prop=a", [], [new List<object?> { "a" }] },
        { "prop!=a", [new List<object?> { "a" }], ["a"] },
        { "prop~*a*", ["a"], [new List<object?> { "a" }] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_value_is_compared_by_its_type(string clause, object?[] matching, object?[] others)
    {
        foreach (var value in matching)
            Place(clause, value).ShouldBe("custom", $"{clause} on {value ?? "null"}");
        foreach (var value in others)
            Place(clause, value).ShouldBe("default", $"{clause} on {value ?? "null"}");
    }

    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(555.0, "555.0")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00012, "1.2E-4")]
    [InlineData(9999999.0, "9999999.0")]
    [InlineData(12345678.0, "1.2345678E7")]
    [InlineData(1e10, "1.0E10")]
    [InlineData(-2.5e-10, "-2.5E-10")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void A_double_reads_as_it_does_on_the_platform(double value, string text) => Place($"prop~{text}", value).ShouldBe("custom");

    [Theory]
    [InlineData("2020-01-02T03:04:05Z", "2020-01-02T03:04:05Z")]
    [InlineData("2020-01-02T03:04:05.12Z", "2020-01-02T03:04:05.120Z")]
    [InlineData("2020-01-02T03:04:05.00012Z", "2020-01-02T03:04:05.000120Z")]
    [InlineData("2020-01-02T05:04:05+02:00", "2020-01-02T03:04:05Z")]
    public void An_instant_reads_as_it_does_on_the_platform(string value, string text) => Place($"prop~{text}", Instant(value)).ShouldBe("custom");

    [Theory]
    [InlineData("blob:name=foo")]
    [InlineData("blob:mime-type=foo")]
    [InlineData("blob:encoding=foo")]
    [InlineData("blob:digest=foo")]
    public void The_blobs_own_fields_are_texts(string clause)
    {
        Place(clause, new BlobFacts("foo", "foo", "foo", "foo", 1)).ShouldBe("custom");
        Place(clause, new BlobFacts("bar", "bar", "bar", "bar", 1)).ShouldBe("default");
    }

    [Fact]
    public void A_blobs_length_is_a_number_and_unknown_is_minus_one()
    {
        Place("blob:length>500", Sample.Blob with { Length = 555 }).ShouldBe("custom");
        Place("blob:length>500", Sample.Blob with { Length = 9 }).ShouldBe("default");
        Place("blob:length=-1", Sample.Blob with { Length = null }).ShouldBe("custom");
    }

    [Fact]
    public void Repository_path_and_life_cycle_are_the_documents()
    {
        var document = Sample.Document() with { Repository = "foo", Path = "/foo", State = "approved" };
        Sample.Place("ecm:repositoryName=foo", document: document).ShouldBe("custom");
        Sample.Place("ecm:path=/foo", document: document).ShouldBe("custom");
        Sample.Place("ecm:lifeCycleState=approved", document: document).ShouldBe("custom");
        Sample.Place("ecm:repositoryName=foo").ShouldBe("default");
        Sample.Place("ecm:path=/foo").ShouldBe("default");
        Sample.Place("ecm:lifeCycleState=approved").ShouldBe("default");
    }

    [Fact]
    public void Records_are_the_main_blobs_of_records_that_nobody_may_change()
    {
        var record = Sample.Document() with { IsRecord = true };
        Sample.Place("records", document: record).ShouldBe("custom");
        Sample.Place("records").ShouldBe("default");
        Sample.Place("records", document: record with { IsFlexibleRecord = true }).ShouldBe("default");
        Sample.Place("records", document: record, path: "files:files/1/file").ShouldBe("default");
        Sample.Place("records", document: record, path: null).ShouldBe("default");
        Sample.Place("ecm:isRecord=true", document: record).ShouldBe("custom");
        Sample.Place("ecm:isRecord=true").ShouldBe("default");
    }

    [Fact]
    public void The_blobs_path_is_compared_in_the_platforms_low_level_form()
    {
        Sample.Place("blob:xpath=content", path: "file:content").ShouldBe("custom");
        Sample.Place("blob:xpath~files/*/file", path: "files:files/7/file").ShouldBe("custom");
        Sample.Place("blob:xpath=vid:storyboard/0/content", path: "vid:storyboard/0/content").ShouldBe("custom");
        Sample.Place("blob:xpath=file:content", path: "file:content").ShouldBe("default");
    }

    [Fact]
    public void All_clauses_of_a_rule_must_match()
    {
        var document = Sample.Document();
        document.Properties.Set("prop1", "foo");
        document.Properties.Set("prop2", "bar");
        Sample.Place("prop1=foo,prop2=bar", document: document).ShouldBe("custom");
        Sample.Place("prop1=foo,prop2=foo", document: document).ShouldBe("default");
        Sample.Place("prop1=bar,prop2=bar", document: document).ShouldBe("default");
    }

    [Fact]
    public void A_property_the_type_declares_is_empty_where_any_other_is_missing()
    {
        Sample.Place("dc:source!=secret").ShouldBe("custom");
        Sample.Place("nope:nope!=secret").ShouldBe("default");
        Sample.Place("dc:source!=secret", document: Sample.Document() with { Type = "Unheard" }).ShouldBe("default");
        Sample.Place("vid:info/duration!=5").ShouldBe("default");
        Sample.Place("vid:info/duration!=5", document: Sample.Document() with { Type = "Video" }).ShouldBe("custom");
    }

    [Fact]
    public void Fields_of_a_stored_blob_can_be_asked_for_by_both_spellings_of_its_property()
    {
        var document = Sample.Document();
        document.Properties.Set("file:content", new Archivolt.Blobs.BlobInfo { Key = new("default", "k"), FileName = "a.pdf", Length = 10 });
        Sample.Place("content/name=a.pdf", document: document).ShouldBe("custom");
        Sample.Place("file:content/name=a.pdf", document: document).ShouldBe("custom");
        Sample.Place("content/length>9", document: document).ShouldBe("custom");
        Sample.Place("content/mime-type=null", document: document).ShouldBe("custom");
    }

    private static string Place(string clause, object? value)
    {
        var document = Sample.Document();
        document.Properties.Set("prop", value);
        return Sample.Place(clause, document: document);
    }

    private static string Place(string clause, BlobFacts blob) => Sample.Place(clause, blob);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
