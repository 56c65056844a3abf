using Archivolt.Blobs;
using Archivolt.Layers;
using Archivolt.Stores.Files;

namespace Archivolt.Cli.Tests;

public sealed class RestoreTests : CliTest
{
    [Fact]
    public async Task An_archived_blob_is_told_asked_for_and_read_again()
    {
        var key = await PutAsync("abc");
        var config = Config("00:00:00");
        (await RunAsync("stat", key, "--config", config)).ShouldExitWith(0).Text.TrimEnd().ShouldEndWith("\tavailable");
        await ArchiveAsync(key);

        var stat = (await RunAsync("stat", key, "--config", config, "--json")).ShouldExitWith(0).Json.ShouldHaveSingleItem();
        stat.GetProperty("cold").GetString().ShouldBe("archived");
        stat.GetProperty("length").GetInt64().ShouldBe(3);
        (await RunAsync("get", key, "--config", config)).ExitCode.ShouldNotBe(0);
        (await RunAsync("get", key, "--config", config)).Error.ShouldContain("archivolt restore");
        (await RunAsync("verify", "default", "--config", config)).ShouldExitWith(0);

        var restored = (await RunAsync("restore", key, "--days", "2", "--config", config, "--json")).ShouldExitWith(0).Json.ShouldHaveSingleItem();
        restored.GetProperty("state").GetString().ShouldBe("restored");
        restored.GetProperty("until").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(1));
        (await RunAsync("get", key, "--config", config)).ShouldExitWith(0).Text.ShouldBe("abc");
    }

    [Fact]
    public async Task A_restore_that_takes_its_time_says_when_it_is_expected()
    {
        var key = await PutAsync("abc");
        var config = Config("04:00:00");
        await ArchiveAsync(key);
        var first = (await RunAsync("restore", key, "--config", config)).ShouldExitWith(0).Text;
        first.ShouldStartWith($"{key}\trestoring, expected ");
        (await RunAsync("restore", key, "--days", "9", "--config", config)).ShouldExitWith(0).Text.ShouldBe(first, "asked for once");
    }

    [Fact]
    public async Task What_cannot_be_restored_is_refused()
    {
        var key = await PutAsync("abc");
        var config = Config("00:00:00");
        (await RunAsync("restore", "default:0123", "--config", config)).ShouldExitWith(1);
        (await RunAsync("restore", key, "--days", "0", "--config", config)).ShouldExitWith(2);
        (await RunAsync("restore", key, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("no cold storage");
        (await RunAsync("restore", key, "--config", Config("soon"))).ShouldExitWith(2).Error.ShouldContain("RestoreDelay");
    }

    private string Config(string delay) => NewFile("archivolt.json", $$"""
        { "Archivolt": { "DataPath": "{{DataHome}}", "Providers": { "default": { "Type": "File", "Cold": { "RestoreDelay": "{{delay}}" } } } } }
        """);

    // As the server does, with what it leaves on the disk.
    private async Task ArchiveAsync(string key)
    {
        await using var cold = new Cold(
            FileStore.Open(new FileStoreOptions { Path = StoreFolder }), FileStore.Open(new FileStoreOptions { Path = Path.Combine(StoreFolder, "cold") }));
        await cold.ArchiveAsync(BlobKey.Parse(key).Key);
    }
}
