namespace Archivolt.Cli.Tests;

public sealed class VerifyTests : CliTest
{
    [Fact]
    public async Task A_sound_store_verifies()
    {
        await PutAsync("one");
        await PutAsync("two");

        (await RunAsync("verify", "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("2 blobs, 6 bytes: 2 sound, 0 damaged.\n");
    }

    [Fact]
    public async Task A_flipped_byte_and_a_truncated_file_are_found()
    {
        await PutAsync("sound");
        var flipped = await PutAsync("flipped");
        var truncated = await PutAsync(new byte[1_000_000]);
        Damage(flipped, bytes => bytes[3] ^= 1);
        Damage(truncated, bytes => bytes[..999_999]);

        var run = (await RunAsync("verify", "default", "--store", StoreFolder)).ShouldExitWith(1);

        var damaged = run.Lines.Where(line => line.Contains("\tdamaged\t", StringComparison.Ordinal)).Select(line => line.Split('\t')[0]);
        damaged.ShouldBe([flipped, truncated], ignoreOrder: true);
        run.Lines[^1].ShouldBe("3 blobs, 1000011 bytes: 1 sound, 2 damaged.");
    }

    [Fact]
    public async Task Damage_is_reported_as_json_with_the_sums_last()
    {
        var key = await PutAsync("flipped");
        Damage(key, bytes => bytes[0] ^= 0x80);

        var json = (await RunAsync("verify", "--json", "--data", DataHome)).ShouldExitWith(1).Json;

        json.Length.ShouldBe(2);
        json[0].GetProperty("key").GetString().ShouldBe(key);
        json[0].GetProperty("health").GetString().ShouldBe("damaged");
        json[0].GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        json[1].GetProperty("blobs").GetInt64().ShouldBe(1);
        json[1].GetProperty("damaged").GetInt64().ShouldBe(1);
        json[1].GetProperty("sound").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Keys_that_are_no_digests_are_readable_but_not_verifiable()
    {
        var config = NewFile("records.json", """{ "Archivolt": { "Providers": { "records": { "KeyStrategy": "document" } } } }""");
        string[] common = ["--config", config, "--data", DataHome];
        (await RunAsync(["put", "records", NewFile("letter.txt", "Dear reader"), "--document", "id-1", .. common])).ShouldExitWith(0);

        var run = (await RunAsync(["verify", .. common])).ShouldExitWith(0);

        run.Text.ShouldBe("1 blob, 11 bytes: 0 sound, 0 damaged, 1 readable but not verifiable.\n");
    }

    [Fact]
    public async Task A_blob_that_cannot_be_read_is_a_failure_and_hides_no_other_one()
    {
        var (one, two) = (await PutAsync("one"), await PutAsync("two"));
        // A link to itself, which even root cannot follow.
        var path = FileOf(one);
        File.Delete(path);
        File.CreateSymbolicLink(path, Path.GetFileName(path));

        var run = (await RunAsync("verify", "--data", DataHome)).ShouldExitWith(3);

        run.Text.ShouldContain($"\tunreadable\tCould not look at '{path}'");
        run.Lines[^1].ShouldBe("1 blob, 3 bytes: 1 sound, 0 damaged, 1 unreadable.");
        (await RunAsync("get", two, "--data", DataHome)).ShouldExitWith(0);
    }

    [Fact]
    public async Task A_stray_file_is_named_by_verify_and_check_and_is_no_fault()
    {
        var key = await PutAsync("content");
        File.WriteAllText(Path.Combine(StoreFolder, "data", ".DS_Store"), "");

        foreach (var command in new[] { "verify", "check" })
        {
            var run = (await RunAsync(command, "--data", DataHome)).ShouldExitWith(0);
            run.Text.ShouldContain(".DS_Store\tstray\t");
            run.Lines[^1].ShouldContain("1 stray");
        }
        (await RunAsync("get", key, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("content");
    }

    [Fact]
    public async Task A_depth_that_does_not_fit_is_a_finding()
    {
        await PutAsync("content");
        File.WriteAllText(Path.Combine(StoreFolder, "config.xml"), "<binary-store><digest>SHA-256</digest><depth>1</depth></binary-store>");

        var run = (await RunAsync("verify", "--data", DataHome)).ShouldExitWith(1);

        run.Text.ShouldContain("\tmisplaced\t");
        run.Lines[^1].ShouldBe("0 blobs, 0 bytes: 0 sound, 0 damaged, 1 misplaced.");
    }

    private void Damage(string key, Func<byte[], byte[]> change)
    {
        var path = FileOf(key);
        var bytes = change(File.ReadAllBytes(path));
        File.Delete(path); // stored files are read-only
        File.WriteAllBytes(path, bytes);
    }

    private void Damage(string key, Action<byte[]> change) => Damage(key, bytes =>
    {
        change(bytes);
        return bytes;
    });
}
