namespace Archivolt.Cli.Tests;

public sealed class KeyringTests : CliTest
{
    private const string FirstPassword = "first secret of this test";
    private const string NextPassword = "next secret of this test";

    private string _config = "";

    [Fact]
    public async Task A_rotated_key_encrypts_what_is_new_and_reencrypt_brings_the_rest_after()
    {
        Configure();
        var key = await PutAsync("one");
        var first = (await KeyringAsync("show")).ShouldExitWith(0);
        first.Text.ShouldContain("opened by password");

        (await KeyringAsync("rotate")).ShouldExitWith(0);

        (await KeyringAsync("show")).Lines.Count(line => line.StartsWith("data key", StringComparison.Ordinal)).ShouldBe(2);
        await PutAsync("two");
        (await RunAsync("reencrypt", "default", "--config", _config, "--data", DataHome)).ShouldExitWith(0)
            .Text.ShouldBe("2 blobs, 6 bytes: 1 written again, 0 left as they were.\n");
        var json = (await RunAsync("reencrypt", "default", "--json", "--config", _config, "--data", DataHome)).ShouldExitWith(0).Json.ShouldHaveSingleItem();
        json.GetProperty("rewritten").GetInt64().ShouldBe(0);
        json.GetProperty("isFinished").GetBoolean().ShouldBeTrue();
        (await RunAsync("get", key, "--config", _config, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("one");
        (await RunAsync("verify", "--config", _config, "--data", DataHome)).ShouldExitWith(0).Text.ShouldContain("2 sound");
    }

    [Fact]
    public async Task A_password_is_changed_and_the_old_one_opens_nothing_any_more()
    {
        Configure();
        var key = await PutAsync("content");
        (await KeyringAsync("change-password", "--password-file", NewFile("next", NextPassword + "\n"))).ShouldExitWith(0);

        var refused = (await RunAsync("get", key, "--config", _config, "--data", DataHome)).ShouldExitWith(2);
        refused.Error.ShouldContain("keyring cannot be opened");
        Configure(passwordFile: "next");
        (await RunAsync("get", key, "--config", _config, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("content");
    }

    [Fact]
    public async Task A_key_for_the_safe_is_added_and_taken_away_and_the_last_one_stays()
    {
        Configure();
        await PutAsync("content");
        var safe = NewFile("safe", new string('a', 64));
        (await KeyringAsync("add-master", "--key-file", safe)).ShouldExitWith(0).Text.ShouldContain("password, key-");
        (await KeyringAsync("add-master", "--key-file", safe)).ShouldExitWith(2).Error.ShouldContain("already");
        (await KeyringAsync("rotate")).ShouldExitWith(2).Error.ShouldContain("not at hand");
        (await KeyringAsync("rotate", "--key-file", safe)).ShouldExitWith(0);
        (await KeyringAsync("verify", "--key-file", safe)).ShouldExitWith(0).Lines.Length.ShouldBe(4);

        var id = (await KeyringAsync("show", "--json")).Json[0].GetProperty("masters")[1].GetString()!;
        (await KeyringAsync("remove-master", id)).ShouldExitWith(0);
        (await KeyringAsync("remove-master", "password")).ShouldExitWith(2).Error.ShouldContain("last master key");
        (await KeyringAsync("remove-master", id)).ShouldExitWith(2).Error.ShouldContain("no master key");
    }

    [Theory]
    [InlineData("archivolt-keyring-1")]
    [InlineData("archivolt-keyring-2")]
    public async Task A_destroyed_copy_is_reported_and_repaired_when_the_store_is_opened(string copy)
    {
        Configure();
        var key = await PutAsync("content");
        File.Delete(FileOf(copy));
        (await KeyringAsync("verify")).ShouldExitWith(1).Text.ShouldContain($"{copy}\tWRONG\tis missing");
        await PutAsync("more");
        (await KeyringAsync("verify")).ShouldExitWith(0);
        (await RunAsync("get", key, "--config", _config, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("content");
    }

    [Fact]
    public async Task A_lost_keyring_comes_back_from_its_export_and_an_old_export_replaces_none()
    {
        Configure();
        var key = await PutAsync("content");
        var export = Path.Combine(Folder, "export");
        (await KeyringAsync("export", export)).ShouldExitWith(0);
        (await KeyringAsync("export", export)).ShouldExitWith(2).Error.ShouldContain("already");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(export).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var link = File.CreateSymbolicLink(Path.Combine(Folder, "link"), "elsewhere").FullName;
        (await KeyringAsync("export", link)).ShouldExitWith(0);
        (await File.ReadAllTextAsync(Path.Combine(Folder, "elsewhere"))).ShouldBe(await File.ReadAllTextAsync(export));
        (await KeyringAsync("export", link)).ShouldExitWith(2).Error.ShouldContain("already");
        (await KeyringAsync("verify", "--export", export)).ShouldExitWith(0);
        File.Delete(FileOf("archivolt-keyring-1"));
        File.Delete(FileOf("archivolt-keyring-2"));
        (await RunAsync("get", key, "--config", _config, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("no keyring");

        (await KeyringAsync("import", export)).ShouldExitWith(0);

        (await RunAsync("get", key, "--config", _config, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("content");
        (await KeyringAsync("rotate")).ShouldExitWith(0);
        (await KeyringAsync("import", export)).ShouldExitWith(3).Error.ShouldContain("data keys that the export lacks");
        (await KeyringAsync("import", NewFile("nonsense", "{}"))).ShouldExitWith(3).Error.ShouldContain("not a keyring");
    }

    [Fact]
    public async Task A_store_in_clear_is_encrypted_in_place()
    {
        var keys = new[] { await CliPutAsync("one"), await CliPutAsync("two") };
        Configure(former: """, "Former": { "Format": "none" }""");
        var run = (await RunAsync("reencrypt", "default", "--config", _config, "--data", DataHome)).ShouldExitWith(0);
        run.Text.ShouldBe("2 blobs, 6 bytes: 2 written again, 0 left as they were.\n");
        run.Error.ShouldContain("remove the section Encryption:Former");
        Configure();
        (await RunAsync("get", keys[0], "--config", _config, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("one");
        File.ReadAllText(FileOf(keys[0])).ShouldNotContain("one");

        async Task<string> CliPutAsync(string text)
        {
            var put = (await RunAsync("put", "default", NewFile(text, text), "--data", DataHome)).ShouldExitWith(0);
            return put.Text.Split('\t')[0];
        }
    }

    [Fact]
    public async Task A_provider_without_a_keyring_is_told_apart()
    {
        await base.PutAsync("content"u8.ToArray());
        Configure(former: "");
        (await KeyringAsync("show")).ShouldExitWith(2).Error.ShouldContain("no keyring");
        (await RunAsync("keyring", "show", "other", "--config", _config, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("no provider 'other'");
        var plain = NewFile("plain.json", """{ "Archivolt": { "Providers": { "default": { "Type": "File" } } } }""");
        (await RunAsync("keyring", "show", "default", "--config", plain, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("Encryption is missing");
        (await RunAsync("reencrypt", "default", "--config", plain, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("nothing to re-encrypt");
    }

    private void Configure(string passwordFile = "password", string former = "")
    {
        NewFile("password", FirstPassword + "\n");
        _config = NewFile("config.json",
            $$"""{ "Archivolt": { "Providers": { "default": { "Type": "File", "Encryption": { "PasswordFile": "{{Path.Combine(Folder, passwordFile)}}"{{former}} } } } } }""");
    }

    private async Task<CliRun> KeyringAsync(string command, params string[] args)
    {
        var run = await RunAsync(["keyring", command, "default", .. args, "--config", _config, "--data", DataHome]);
        (run.Text + run.Error).ShouldNotContain(FirstPassword);
        (run.Text + run.Error).ShouldNotContain(NextPassword);
        return run;
    }

    private new async Task<string> PutAsync(string content)
    {
        var run = (await RunWithInputAsync(System.Text.Encoding.UTF8.GetBytes(content), "put", "default", "-", "--config", _config, "--data", DataHome)).ShouldExitWith(0);
        return run.Text.Split('\t')[0];
    }
}
