namespace Archivolt.Cli.Tests;

public sealed class ScrubTests : CliTest
{
    [Fact]
    public async Task A_sound_home_has_nothing_to_report()
    {
        await PutAsync("one");
        await PutAsync("two");

        (await RunAsync("scrub", "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("default: 2 blobs, 6 bytes: 0 damaged.\n");
        (await RunAsync("quarantine", "list", "--data", DataHome)).ShouldExitWith(0).Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task Damage_is_quarantined_listed_and_healed_by_the_same_content()
    {
        var key = await PutAsync("flipped");
        Damage(key);

        var scrub = (await RunAsync("scrub", "default", "--rate", "50MB", "--data", DataHome)).ShouldExitWith(1);
        scrub.Lines[0].ShouldStartWith($"{key}\tdamaged\tThe content hashes to sha-256:");
        scrub.Lines[1].ShouldBe("default: 1 blob, 7 bytes: 1 damaged.");

        var listed = (await RunAsync("quarantine", "list", "--json", "--data", DataHome)).ShouldExitWith(1).Json.ShouldHaveSingleItem();
        listed.GetProperty("key").GetString().ShouldBe(key);
        listed.GetProperty("damage").GetString().ShouldBe("WrongDigest");
        var place = listed.GetProperty("place").GetString().ShouldNotBeNull();
        File.ReadAllText(Path.Combine(StoreFolder, place)).ShouldNotBe("flipped");
        (await RunAsync("get", key, "--data", DataHome)).ShouldExitWith(1);
        (await RunAsync("quarantine", "release", key, "--data", DataHome)).ShouldExitWith(1).Text.ShouldContain("damaged still");

        (await PutAsync("flipped")).ShouldBe(key);
        (await RunAsync("get", key, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("flipped");
        (await RunAsync("quarantine", "list", "--data", DataHome)).ShouldExitWith(0);
        (await RunAsync("quarantine", "list", "--all", "--data", DataHome)).ShouldExitWith(0).Text.ShouldContain("\tHealed\t");
        (await RunAsync("scrub", "--data", DataHome)).ShouldExitWith(0);
    }

    [Fact]
    public async Task A_repaired_file_is_put_back_and_a_loss_can_be_accepted()
    {
        var (one, two) = (await PutAsync("one"), await PutAsync("two"));
        Damage(one);
        Damage(two);
        (await RunAsync("scrub", "--data", DataHome)).ShouldExitWith(1);
        var aside = Directory.GetFiles(Path.Combine(StoreFolder, "quarantine")).Single(file => file.Contains(one["default:".Length..], StringComparison.Ordinal));
        File.Delete(aside);
        File.WriteAllText(aside, "one");

        (await RunAsync("quarantine", "release", one, "--data", DataHome)).ShouldExitWith(0).Text.ShouldContain("put back");
        (await RunAsync("get", one, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("one");
        (await RunAsync("quarantine", "release", two, "--accept-loss", "--data", DataHome)).ShouldExitWith(0).Text.ShouldContain("lost");
        (await RunAsync("quarantine", "list", "--data", DataHome)).ShouldExitWith(0);
        (await RunAsync("quarantine", "release", two, "--data", DataHome)).ShouldExitWith(1).Error.ShouldContain("no such blob in quarantine");
    }

    [Fact]
    public async Task A_mirror_heals()
    {
        var config = NewFile("mirror.json", """{ "Archivolt": { "Providers": { "default": { "Path": "binaries", "Mirror": { "Path": "copies" } } } } }""");
        (await RunAsync("put", "default", NewFile("a.txt", "content"), "--config", config, "--data", DataHome)).ShouldExitWith(0);
        var key = KeyOf("content"u8.ToArray());
        Damage(key);

        var run = (await RunAsync("scrub", "--config", config, "--data", DataHome)).ShouldExitWith(0);

        run.Lines[0].ShouldStartWith($"{key}\thealed\tThe copy in File \"default\" was bad and is good again");
        run.Lines[1].ShouldBe("default: 1 blob, 7 bytes: 0 damaged, 1 healed.");
        File.ReadAllText(FileOf(key)).ShouldBe("content");
    }

    [Theory]
    [InlineData("first", "second")]
    [InlineData("second", "first")]
    public async Task What_could_not_be_checked_in_one_provider_is_a_failure_though_the_others_are_sound(string blocked, string sound)
    {
        var config = NewFile("mirrors.json", """
            { "Archivolt": { "Providers": {
                "first": { "Path": "first", "Mirror": { "Path": "first-copy" } },
                "second": { "Path": "second", "Mirror": { "Path": "second-copy" } } } } }
            """);
        foreach (var provider in new[] { "first", "second" })
            (await RunAsync("put", provider, NewFile("a.txt", "content"), "--config", config, "--data", DataHome)).ShouldExitWith(0);
        // A directory is where the copy belongs.
        var copy = Directory.GetFiles(Path.Combine(DataHome, $"{blocked}-copy", "data"), "*", SearchOption.AllDirectories).Single();
        File.Delete(copy);
        Directory.CreateDirectory(copy);

        var run = (await RunAsync("scrub", "--config", config, "--data", DataHome)).ShouldExitWith(3);

        run.Text.ShouldContain($"{blocked}: 1 blob, 7 bytes: 0 damaged, 1 not checked.");
        run.Text.ShouldContain($"{sound}: 1 blob, 7 bytes: 0 damaged.");
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("0")]
    [InlineData("-5MB")]
    public async Task A_rate_is_a_number_of_bytes(string rate) =>
        (await RunAsync("scrub", $"--rate={rate}", "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("write it like 50MB");

    [Theory]
    [InlineData("1500", 1500)]
    [InlineData("50MB", 50_000_000)]
    [InlineData("1.5 GB", 1_500_000_000)]
    [InlineData("64kib", 65_536)]
    [InlineData("7b", 7)]
    public void Sizes_are_written_as_people_do(string text, long bytes)
    {
        ByteSize.TryParse(text, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(bytes);
    }

    [Fact]
    public async Task Content_without_a_document_is_found_by_the_check_and_is_no_fault()
    {
        var key = await PutAsync("orphan");
        var run = (await RunAsync("check", "--json", "--data", DataHome)).ShouldExitWith(0);
        run.Json[0].GetProperty("key").GetString().ShouldBe(key);
        run.Json[0].GetProperty("inconsistency").GetString().ShouldBe("unreferenced");
        run.Json[1].GetProperty("unreferenced").GetInt64().ShouldBe(1);
    }

    private void Damage(string key)
    {
        var path = FileOf(key);
        var bytes = File.ReadAllBytes(path);
        bytes[0] ^= 1;
        File.Delete(path); // stored files are read-only
        File.WriteAllBytes(path, bytes);
    }
}
