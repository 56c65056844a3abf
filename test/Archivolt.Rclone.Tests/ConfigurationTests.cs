using System.Diagnostics;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.RemoteStores;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Rclone;

/// <summary>Providers of type <c>Rclone</c>, and the programs and remotes that they name.</summary>
public sealed class ConfigurationTests : RemoteStoreTest<TestPlace>
{
    protected override async ValueTask<TestPlace> CreateAsync() => await TestPlace.CreateAsync("local");

    [Fact]
    public async Task A_back_end_is_configured_by_its_settings()
    {
        await using var services = Services(("Backend", "local"), ("Settings:nounc", "true"), ("Path", Place.Options.Path), ("Digest", "MD5"), ("Depth", "0"), ("Namespace", "ns"));
        Directory.CreateDirectory(Path.Combine(Place.Options.Path, "ns"));
        var provider = services.GetRequiredKeyedService<BlobProvider>("remote");
        var stored = await provider.WriteAsync(BlobSource.FromText("content"));
        stored.Key.Key.ShouldBe("9a0364b9e99bb480dd25e1f0284c8555");
        (await File.ReadAllTextAsync(Path.Combine(Place.Options.Path, "ns", stored.Key.Key))).ShouldBe("content");
    }

    [Fact]
    public async Task A_remote_of_a_configuration_file_is_used_by_its_name()
    {
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(directory["rclone.conf"], "[backup]\ntype = local\n");
        await using var store = await RcloneStore.OpenAsync(new RcloneStoreOptions { Remote = "backup:", Path = Place.Options.Path, ConfigFile = directory["rclone.conf"], Depth = 0 });
        await WriteAsync(store, "blob", RandomContent(300_000));
        (await ReadAsync(store, "blob")).Length.ShouldBe(300_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_rclone_of_somebody_else_is_used_by_its_address(bool serves)
    {
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(directory["rclone.conf"], "[backup]\ntype = local\n");
        var start = new ProcessStartInfo("rclone")
        {
            ArgumentList = { "rcd", "--rc-addr", "127.0.0.1:0" },
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["RCLONE_RC_USER"] = "me", ["RCLONE_RC_PASS"] = "pass-s3cret", ["RCLONE_RC_SERVE"] = serves ? "true" : "false", ["RCLONE_CONFIG"] = directory["rclone.conf"] },
        };
        using var rclone = Process.Start(start)!;
        try
        {
            var line = (await rclone.StandardError.ReadLineAsync()).ShouldNotBeNull();
            var options = new RcloneStoreOptions
            {
                Address = new Uri(line[line.IndexOf("http:", StringComparison.Ordinal)..].Trim()),
                User = "me",
                Password = "pass-s3cret",
                Remote = $"backup:{Place.Options.Path}",
                Depth = 0,
            };
            if (!serves)
            {
                (await FailsAsync(BlobError.Configuration, async () => await RcloneStore.OpenAsync(options))).Message.ShouldContain("--rc-serve");
                return;
            }
            var refused = await FailsAsync(BlobError.PermissionDenied, async () => await RcloneStore.OpenAsync(options with { Password = "wr0ng-s3cret" }));
            refused.Message.ShouldContain("check the settings User and Password");
            refused.ToString().ShouldNotContain("s3cret");
            await using var store = await RcloneStore.OpenAsync(options);
            await WriteAsync(store, "blob", RandomContent(300_000));
            (await ReadAsync(store, "blob")).Length.ShouldBe(300_000);
        }
        finally
        {
            rclone.Kill();
        }
    }

    [Fact]
    public async Task One_rclone_serves_all_stores_and_no_secret_is_on_its_command_line()
    {
        await using var one = await Place.OpenAsync();
        await using var two = await RcloneStore.OpenAsync(Place.Options with { ReadOnly = true });
        var process = Place.Rclone;
        (await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries).Skip(1).ShouldBe(["rcd"]);
        (await one.ListAsync().CountAsync()).ShouldBe(0);
        Place.Rclone.ShouldBe(process);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("unreachable")]
    public async Task A_server_that_refuses_or_is_not_there_is_named_and_no_secret_is(string what)
    {
        await using var place = await TestPlace.CreateAsync("webdav");
        var settings = place.Options.Settings.ToDictionary();
        settings["pass"] = "wr0ng-s3cret";
        if (what == "unreachable")
            settings["url"] = "http://me:wr0ng-s3cret@127.0.0.1:1/dav?sig=wr0ng-s3cret";
        var exception = await FailsAsync(
            what == "password" ? BlobError.PermissionDenied : BlobError.Unavailable, async () => await RcloneStore.OpenAsync(place.Options with { Settings = settings }));
        exception.Message.ShouldContain(what == "password" ? "check user, password or key" : "refused");
        exception.ToString().ShouldNotContain("s3cret");
        (place.Options with { Settings = settings }).ToString().ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("Executable", "no-such-rclone", "There is no program 'no-such-rclone': install rclone")]
    [InlineData("Executable", "/bin/false", "rclone ended at its start with code 1")]
    [InlineData("Backend", "nonesuch", "rclone has no back end 'nonesuch'")]
    [InlineData("Backend", "sfpt", "rclone has no back end 'sfpt'")]
    [InlineData("Settings:pass", "s3cret", "rclone's back end 'local' has no setting 'pass'")]
    [InlineData("Settings:copylinks", "true", "has no setting 'copylinks'")]
    [InlineData("Backend", "", "Give either Remote")]
    [InlineData("Path", "/no/such/folder", "There is no such folder or container: make it")]
    [InlineData("Path", "a[b]", "brackets")]
    [InlineData("Remote", "other:", "Give either Remote")]
    [InlineData("ConfigFile", "/etc/rclone.conf", "ConfigFile describes a Remote")]
    [InlineData("Address", "http://127.0.0.1:1", "name a Remote of it")]
    [InlineData("Depth", "99", "Depth")]
    [InlineData("Digest", "MD6", "Digest")]
    [InlineData("Bakend", "x", "Bakend")]
    public async Task A_setting_that_cannot_be_right_is_named(string name, string value, string message)
    {
        var settings = new Dictionary<string, string> { ["Backend"] = "local", ["Path"] = Place.Options.Path, [name] = value };
        await using var services = Services([.. settings.Select(setting => (setting.Key, setting.Value))]);
        var exception = await Should.ThrowAsync<Exception>(async () => await services.GetRequiredService<BlobManager>().EnsureOpenAsync());
        exception.Message.ShouldContain(message);
        exception.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task An_account_of_a_server_of_files_is_not_taken_as_a_whole() =>
        (await FailsAsync(BlobError.Configuration, async () => await RcloneStore.OpenAsync(Place.Options with { Path = "" }))).Message.ShouldContain("Give a Path");

    [Theory]
    [InlineData(":sftp,host=h,pass=s3cret:data")]
    [InlineData("nothing")]
    [InlineData("name,pass=s3cret:data")]
    public async Task A_remote_is_a_name_and_no_description(string remote) =>
        (await FailsAsync(BlobError.Configuration, async () => await RcloneStore.OpenAsync(new RcloneStoreOptions { Remote = remote }))).ToString().ShouldNotContain("s3cret");

    [Fact]
    public async Task A_remote_that_rclone_does_not_know_is_named()
    {
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(directory["rclone.conf"], "");
        var exception = await FailsAsync(BlobError.Configuration, async () => await RcloneStore.OpenAsync(new RcloneStoreOptions { Remote = "nonesuch:", ConfigFile = directory["rclone.conf"] }));
        exception.Message.ShouldContain("rclone's configuration has no such remote");
        exception.Message.ShouldContain("nonesuch");
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Archivolt:Providers:remote:Type"] = "Rclone" };
        foreach (var (name, value) in settings)
            all[$"Archivolt:Providers:remote:{name}"] = value;
        var services = new ServiceCollection();
        services.AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), archivolt => archivolt.AddRcloneStores());
        return services.BuildServiceProvider();
    }
}
