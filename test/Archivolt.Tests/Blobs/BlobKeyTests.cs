using System.Text.Json;
using Archivolt.Blobs;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Tests.Blobs;

public sealed class BlobKeyTests
{
    [Theory]
    [InlineData("default:5eb6", "default", "5eb6")]
    [InlineData("5eb6", null, "5eb6")]
    [InlineData("google:user@example.org:file:7", "google", "user@example.org:file:7")]
    [InlineData("fs:/some/x.txt", "fs", "/some/x.txt")]
    [InlineData("a::", "a", ":")]
    public void Only_the_first_colon_separates(string text, string? provider, string key)
    {
        var parsed = BlobKey.Parse(text);
        (parsed.Provider, parsed.Key).ShouldBe((provider, key));
        parsed.ToString().ShouldBe(text);
        BlobKey.TryParse(text, out var tried).ShouldBeTrue();
        tried.ShouldBe(parsed);
    }

    [Theory]
    [InlineData("", "A blob key is empty")]
    [InlineData(":", "empty provider id")]
    [InlineData(":key", "empty provider id")]
    [InlineData("default:", "A blob key is empty")]
    public void What_names_nothing_is_refused(string text, string because)
    {
        var exception = Should.Throw<BlobException>(() => BlobKey.Parse(text));
        exception.Error.ShouldBe(BlobError.InvalidKey);
        exception.Message.ShouldContain(because);
        BlobKey.TryParse(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_key_has_a_greatest_length()
    {
        BlobKey.TryParse(new string('k', BlobKey.MaxLength), out _).ShouldBeTrue();
        BlobKey.TryParse(new string('k', BlobKey.MaxLength + 1), out _).ShouldBeFalse();
        BlobKey.TryParse(null, out _).ShouldBeFalse();
        Should.Throw<BlobException>(() => new BlobKey("a:b", "key")).Error.ShouldBe(BlobError.InvalidKey);
    }

    [Fact]
    public void Every_key_survives_its_text_form() => Prop.ForAll(
        Texts.Any.Where(text => !text.Contains(':', StringComparison.Ordinal) && text.Length is > 0 and < 100).ToArbitrary(),
        Texts.Any.Where(text => text.Length is > 0 and < 100).ToArbitrary(),
        (provider, key) => BlobKey.Parse(new BlobKey(provider, key).ToString()) == new BlobKey(provider, key)).QuickCheckThrowOnFailure();

    [Fact]
    public void Keys_and_blobs_survive_JSON()
    {
        var blob = new BlobInfo { Key = new BlobKey("scans", "a:b"), Length = 3, Digest = new string('a', 64), FileName = "a.txt", Upload = Guid.NewGuid() };
        var json = JsonSerializer.Serialize(blob);
        json.ShouldContain("\"scans:a:b\"");
        JsonSerializer.Deserialize<BlobInfo>(json).ShouldBe(blob with { Upload = null });
        JsonSerializer.Deserialize<BlobKey?>("null").ShouldBeNull();
        JsonSerializer.Serialize(default(BlobKey)).ShouldBe("null");
        var counted = new Dictionary<BlobKey, int> { [blob.Key] = 1 };
        JsonSerializer.Deserialize<Dictionary<BlobKey, int>>(JsonSerializer.Serialize(counted)).ShouldBe(counted);
        foreach (var wrong in (string[])["\":\"", "1", "{}"])
            Should.Throw<JsonException>(() => JsonSerializer.Deserialize<BlobKey>(wrong)).Message.ShouldContain("provider:key");
    }

    [Fact]
    public void Parsing_throws_exactly_when_trying_fails() => Prop.ForAll(Texts.Any.ToArbitrary(), text =>
    {
        var succeeds = BlobKey.TryParse(text, out _);
        if (succeeds)
            BlobKey.Parse(text).ToString().ShouldBe(text);
        else
            Should.Throw<BlobException>(() => BlobKey.Parse(text));
    }).QuickCheckThrowOnFailure();
}
