namespace Archivolt.Cli.Tests;

public sealed class MigrateTests : CliTest
{
    [Fact]
    public async Task A_provider_is_migrated_verified_and_purged()
    {
        var key = await PutAsync("in the old store");
        var config = NewFile("settings.json", """
            { "Archivolt": { "Providers": { "default": { "Path": "new", "MigrateFrom": { "Path": "binaries" } }, "other": { "Path": "other" } } } }
            """);
        string[] installation = ["default", "--config", config, "--data", DataHome];

        (await RunAsync(["migrate", "status", .. installation])).ShouldExitWith(0).Text.ShouldStartWith("default: NotStarted");
        (await RunAsync(["migrate", "purge", .. installation])).ShouldExitWith(2).Error.ShouldContain("purge when every copy is verified");
        (await RunAsync(["get", key, "--config", config, "--data", DataHome])).ShouldExitWith(0).Text.ShouldBe("in the old store");
        (await RunAsync(["migrate", "start", .. installation])).ShouldExitWith(0).Text.ShouldStartWith("default: Verified; 1 of 1 blobs, 16 of 16 bytes");
        (await RunAsync(["migrate", "pause", .. installation])).ShouldExitWith(0);
        (await RunAsync(["migrate", "verify", "--json", .. installation])).ShouldExitWith(0).Json[0].GetProperty("phase").GetString().ShouldBe("verified");
        (await RunAsync(["migrate", "purge", .. installation])).ShouldExitWith(0).Text.ShouldStartWith("default: Purged");
        Directory.GetFiles(Path.Combine(StoreFolder, "data"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
        (await RunAsync(["verify", .. installation])).ShouldExitWith(0).Text.ShouldContain("1 blob, 16 bytes: 1 sound");
        (await RunAsync(["migrate", "rollback", .. installation])).ShouldExitWith(2).Error.ShouldContain("no way back");
        (await RunAsync(["migrate", "status", "other", "--config", config, "--data", DataHome])).ShouldExitWith(2).Error.ShouldContain("MigrateFrom");
    }

    [Theory]
    [InlineData("""{ "Path": "new", "MigrateFrom": { "Path": "new" } }""", "in the same place")]
    [InlineData("""{ "Path": "new", "MigrateFrom": { "Path": "old", "KeyStrategy": "document" } }""", "set the provider's KeyStrategy to 'document'")]
    [InlineData("""{ "Path": "new", "Record": true, "MigrateFrom": { "Path": "old", "Record": true } }""", "a provider with records")]
    [InlineData("""{ "Path": "new", "MigrateFrom": { "Path": "old", "Cold": { "RestoreDelay": "01:00:00" } } }""", "MigrateFrom:Cold is for a whole provider")]
    [InlineData("""{ "Path": "new", "Cold": { "RestoreDelay": "01:00:00" }, "MigrateFrom": { "Path": "old" } }""", "a provider with a cold tier")]
    [InlineData("""{ "Path": "new", "MigrateFrom": { "Type": "Tape" } }""", "Providers:default:MigrateFrom:Type")]
    public async Task A_migration_that_cannot_be_right_is_refused(string provider, string reason)
    {
        var config = NewFile("settings.json", $$"""{ "Archivolt": { "Providers": { "default": {{provider}} } } }""");
        (await RunAsync("migrate", "status", "default", "--config", config, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain(reason);
    }
}
