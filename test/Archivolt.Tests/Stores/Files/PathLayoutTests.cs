using System.Text.Json;
using Archivolt.Blobs;
using Archivolt.Stores.Files;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Tests.Stores.Files;

public sealed class PathLayoutTests
{
    private static readonly (string Name, PathLayout Layout)[] Recorded =
    [
        ("flat", PathLayout.Flat), ("shortened", PathLayout.Shortened),
        .. Enumerable.Range(0, 6).Select(depth => ($"subdirs{depth}", PathLayout.SubDirectories(depth))),
    ];

    [Fact]
    public void Every_key_has_the_path_that_the_platform_gives_it()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "paths.json")));
        var same = 0;
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            var key = entry.GetProperty("key").GetString()!;
            foreach (var (name, layout) in Recorded)
            {
                var result = entry.GetProperty("results").GetProperty(name);
                var path = result.GetProperty("path").GetString()!;
                if (result.TryGetProperty("escapesRoot", out var escapes) && escapes.GetBoolean())
                    RefusalOf(layout, key).Message.ShouldContain("parent directory");
                else if (path.Split('/')[^1].Length > 255)
                    RefusalOf(layout, key).Message.ShouldContain("at most 255");
                else
                    Check(layout, key, path, result.TryGetProperty("roundTrips", out var trips) && trips.GetBoolean());
            }
        }
        same.ShouldBeGreaterThan(300);

        void Check(PathLayout layout, string key, string path, bool roundTrips)
        {
            same++;
            layout.PathOf(key).ShouldBe(path);
            layout.KeyOf(path).ShouldBe(roundTrips ? key : null);
        }
    }

    [Theory]
    [InlineData("%foo%")]
    [InlineData("%foo%0")]
    [InlineData("%foo%xy")]
    [InlineData("%foo")]
    [InlineData("%foo%2Fbar")]
    [InlineData("%%41")]
    [InlineData("%%ff")]
    [InlineData("foo:bar")]
    [InlineData("")]
    [InlineData("bin_1234.tmp")]
    [InlineData("create_99.tmp")]
    [InlineData("ab/cd/abcd")]
    public void A_name_that_no_key_has_is_foreign(string name) => PathLayout.Flat.KeyOf(name).ShouldBeNull();

    [Theory]
    [InlineData("abcdef")]
    [InlineData("ab/abcdef")]
    [InlineData("ab/ce/abcdef")]
    [InlineData("000/abcdef")]
    [InlineData("ab/cd/ef/abcdef")]
    public void A_file_in_a_directory_that_is_not_its_key_s_is_foreign(string path) => PathLayout.SubDirectories(2).KeyOf(path).ShouldBeNull();

    [Theory]
    [InlineData("....")]
    [InlineData("..ab")]
    [InlineData("ab..")]
    [InlineData("....x")]
    public void A_key_that_would_lead_to_a_parent_directory_is_refused(string key) =>
        RefusalOf(PathLayout.SubDirectories(2), key).Error.ShouldBe(BlobError.InvalidKey);

    [Fact]
    public void A_key_that_is_not_well_formed_is_refused_by_every_layout()
    {
        foreach (var (_, layout) in Recorded)
            RefusalOf(layout, "a\ud800b").Message.ShouldContain("surrogate");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(17)]
    public void A_depth_out_of_bounds_is_a_configuration_error(int depth) =>
        Should.Throw<BlobException>(() => PathLayout.SubDirectories(depth)).Error.ShouldBe(BlobError.Configuration);

    [Fact]
    public void No_key_leads_outside_and_each_has_a_file_of_its_own()
    {
        var root = Path.GetFullPath("/srv/store/data");
        var awkward = Gen.Elements("..", ".", "/", "\\", "%", "%2e", "%2f", "\0", ":", "~", " ", "é", "\ud83d\ude00", "\ud800", "\u2025", "a", "000", "\n")
            .ListOf().Select(string.Concat);
        var keys = Gen.OneOf(awkward, ArbMap.Default.GeneratorFor<string>().Where(text => text is not null), Gen.Choose(0, 600).Select(length => new string('.', length)));
        Prop.ForAll(keys.ToArbitrary(), ArbMap.Default.GeneratorFor<int>().Select(number => PathLayout.SubDirectories(Math.Abs(number % 6))).ToArbitrary(), (key, layout) =>
        {
            foreach (var each in new[] { layout, PathLayout.Shortened })
            {
                if (PathOrNull(each, key) is not { } path)
                    continue;
                Path.GetFullPath(Path.Combine(root, path)).ShouldBe($"{root}/{path}", $"'{path}' is canonical and inside");
                path.Split('/').ShouldAllBe(name => name.Length > 0 && name.Length <= 255 && name != "." && name != ".." && !name.Contains('\0'));
                path.Count(character => character == '/').ShouldBeLessThanOrEqualTo(each.Depth);
                if (each.TellsKeys)
                    each.KeyOf(path).ShouldBe(key);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static BlobException RefusalOf(PathLayout layout, string key) => Should.Throw<BlobException>(() => layout.PathOf(key));

    private static string? PathOrNull(PathLayout layout, string key)
    {
        try
        {
            return layout.PathOf(key);
        }
        catch (BlobException exception) when (exception.Error == BlobError.InvalidKey)
        {
            return null;
        }
    }
}
