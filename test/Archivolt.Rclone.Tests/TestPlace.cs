using System.Text.Json.Nodes;

namespace Archivolt.Rclone;

/// <summary>A folder or container of a test's own, on this machine or on a server of the run; deleted with everything in it.</summary>
public sealed class TestPlace : IAsyncDisposable
{
    // Started once: the last one who leaves ends it.
    private static readonly RcloneUse Kept = SupervisedRclone.Take("rclone", configuration: "", backend: null);

    private readonly RcloneUse _rclone;

    private TestPlace(RcloneStoreOptions options)
    {
        Options = options;
        _rclone = SupervisedRclone.Take(options.Executable, configuration: "", new Backend(options.Backend!, options.Settings));
    }

    /// <summary>Depth 0, so that keys may be short.</summary>
    public RcloneStoreOptions Options { get; }

    /// <summary>Makes a place.</summary>
    /// <param name="backend"><c>local</c>, <c>sftp</c>, <c>webdav</c> or <c>swift</c>; the test is skipped where there is no such server, or no rclone.</param>
    /// <param name="change">Changes the settings of the back end.</param>
    public static async Task<TestPlace> CreateAsync(string backend, Func<Uri, Uri>? change = null)
    {
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "rclone"))), "rclone is not installed: apt-get install rclone");
        var (settings, folder) = backend == "local" ? ([], Path.GetTempPath()) : SettingsOf(backend, change);
        var place = new TestPlace(new RcloneStoreOptions { Backend = backend, Settings = settings, Path = Path.Combine(folder, $"t{Guid.NewGuid():n}"), Depth = 0 });
        await place.CallAsync("operations/mkdir", "");
        return place;
    }

    public Task<RcloneStore> OpenAsync(TimeProvider? clock = null) => RcloneStore.OpenAsync(Options, clock).AsTask();

    /// <summary>The rclone of this process that the place is reached by.</summary>
    internal static SupervisedRclone Rclone => Kept.Rclone;

    /// <summary>Requests to the place itself.</summary>
    internal RemotePlace Below(string path = "") => new(_rclone, $"{_rclone.Remote}:{Path.Combine(Options.Path, path)}", Options, "test");

    public async ValueTask DisposeAsync()
    {
        await CallAsync("operations/purge", "");
        await _rclone.DisposeAsync();
    }

    private async Task CallAsync(string command, string path)
    {
        var arguments = new JsonObject { ["fs"] = $"{_rclone.Remote}:{Options.Path}", ["remote"] = path };
        await RcloneHttp.CallAsync(await _rclone.ReachAsync(CancellationToken.None), command, arguments, AnswerJson.Default.Done, CancellationToken.None);
    }

    private static (Dictionary<string, string> Settings, string Folder) SettingsOf(string backend, Func<Uri, Uri>? change)
    {
        var variable = $"ARCHIVOLT_TEST_{backend.ToUpperInvariant()}";
        var text = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(text), $"{variable} names no server: eng/{backend}.sh start, then eval \"$(eng/{backend}.sh env)\"");
        var server = new Uri(text!);
        server = change?.Invoke(server) ?? server;
        var login = Array.ConvertAll(server.UserInfo.Split(':'), Uri.UnescapeDataString);
        var address = server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return backend switch
        {
            "sftp" => (new()
            {
                ["host"] = server.Host,
                ["port"] = $"{server.Port}",
                ["user"] = login[0],
                ["key_file"] = Environment.GetEnvironmentVariable("ARCHIVOLT_TEST_SFTP_KEY")!,
                ["shell_type"] = "none",
            }, server.AbsolutePath),
            "webdav" => (new() { ["url"] = address, ["vendor"] = "other", ["user"] = login[0], ["pass"] = login[1] }, ""),
            _ => (new() { ["auth"] = address, ["user"] = login[0], ["key"] = login[1] }, ""),
        };
    }
}
