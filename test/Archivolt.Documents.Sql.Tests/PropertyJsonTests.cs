using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Sql.Rows;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Sql.Tests;

public sealed class PropertyJsonTests
{
    [Fact]
    public void Any_properties_come_back_exactly_as_they_were() =>
        Prop.ForAll(Maps.ToArbitrary(), map => string.Equals(
                Sample.Text(PropertyJson.Read(PropertyJson.Write(map))), Sample.Text(map), StringComparison.Ordinal))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData(1.0, """{"x:n":1.0}""")]
    [InlineData(-0.0, """{"x:n":-0.0}""")]
    [InlineData(1e300, """{"x:n":1E+300}""")]
    [InlineData(double.NaN, """{"x:n":{"$double":"NaN"}}""")]
    [InlineData(7L, """{"x:n":7}""")]
    [InlineData("ü<>&", """{"x:n":"ü<>&"}""")]
    public void The_stored_text_is_plain_where_json_has_the_kind(object value, string json)
    {
        var map = new PropertyMap();
        map.Set("x:n", value);
        PropertyJson.Write(map).ShouldBe(json);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData((1L << 53) + 1)]
    public void Whole_numbers_come_back_exactly(long number)
    {
        var map = new PropertyMap();
        map.Set("x:n", number);
        PropertyJson.Read(PropertyJson.Write(map)).Get("x:n").ShouldBe(number);
    }

    [Fact]
    public void A_blob_is_stored_in_the_platforms_six_fields()
    {
        var map = new PropertyMap();
        map.Set("file:content", new BlobInfo { Key = BlobKey.Parse("p:k"), Length = 3 });
        PropertyJson.Write(map).ShouldBe(
            """{"file:content":{"$blob":{"name":null,"mime-type":null,"encoding":null,"digest":null,"length":3,"data":"p:k"}}}""");
    }

    [Fact]
    public void Values_that_cannot_be_kept_are_refused_by_the_name_of_their_property()
    {
        var halfName = new Dictionary<string, object?> { ["\udc00"] = null };
        foreach (var value in new object[] { 1, new object(), "\ud800", new List<object?> { 'c' }, halfName })
        {
            var map = new PropertyMap();
            map.Set("x:odd", value);
            var refusal = Should.Throw<DocumentException>(() => PropertyJson.Write(map));
            (refusal.Error, refusal.Message.Contains("x:odd", StringComparison.Ordinal)).ShouldBe((DocumentError.Invalid, true));
        }
    }

    private static Gen<string> Texts => Gen.OneOf(
        Gen.Elements("", "$date", "$blob", "$map", "$double", "a", "\"", "\\", "\0", "é", "😀", "2026-01-31T12:00:00.0000000+00:00"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get).Where(text => !text.Any(char.IsSurrogate)));

    private static Gen<object?> Scalars => Gen.OneOf(
        Gen.Constant<object?>(null),
        Texts.Select(text => (object?)text),
        ArbMap.Default.GeneratorFor<long>().Select(number => (object?)number),
        ArbMap.Default.GeneratorFor<double>().Select(number => (object?)number),
        ArbMap.Default.GeneratorFor<bool>().Select(flag => (object?)flag),
        ArbMap.Default.GeneratorFor<DateTimeOffset>().Select(date => (object?)date),
        Blobs.Select(blob => (object?)blob));

    private static Gen<BlobInfo> Blobs =>
        from key in Texts.Where(text => text.Length > 0)
        from provider in Gen.Elements(null, "default", "other")
        from name in Gen.OneOf(Gen.Constant<string?>(null), Texts.Select(text => (string?)text))
        from length in Gen.Elements<long?>(null, 0, long.MaxValue)
        let safe = provider is null ? key.Replace(':', 'c') : key
        select new BlobInfo { Key = new BlobKey(provider, safe), FileName = name, Digest = name, Length = length };

    private static Gen<object?> Values(int depth) => depth == 0 ? Scalars : Gen.OneOf(
        Scalars,
        Gen.ListOf(Values(depth - 1)).Select(items => (object?)items.ToList()),
        Gen.ListOf(Gen.Zip(Texts, Values(depth - 1))).Select(fields =>
            (object?)fields.DistinctBy(field => field.Item1).ToDictionary(field => field.Item1, field => field.Item2, StringComparer.Ordinal)));

    private static Gen<PropertyMap> Maps => Gen.ListOf(Values(3)).Select(values =>
    {
        var map = new PropertyMap();
        foreach (var (value, position) in values.Select((value, position) => (value, position)))
            map.Set($"x:p{position}", value);
        return map;
    });
}
