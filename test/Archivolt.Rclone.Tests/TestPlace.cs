using System.Text.Json.Nodes;
using Archivolt.Testing;

namespace Archivolt.Rclone;

/// <summary>A folder or container of a test's own, on this machine or on a server of the run; deleted with everything in it.</summary>
public sealed class TestPlace : IAsyncDisposable
{
    // Started once: the last one who leaves ends it.
    private static readonly RcloneUse Kept = SupervisedRclone.Take("rclone", configuration: "", backend: null);

    private readonly RcloneUse _rclone;
    private readonly TestDirectory? _own;

    private TestPlace(RcloneStoreOptions options, TestDirectory? own)
    {
        (Options, _own) = (options, own);
        _rclone = SupervisedRclone.Take(options.Executable, configuration: "", new Backend(options.Backend!, options.Settings));
    }

    /// <summary>Depth 0, so that keys may be short.</summary>
    public RcloneStoreOptions Options { get; }

    /// <summary>Makes a place.</summary>
    /// <param name="backend"><c>local</c>, <c>sftp</c>, <c>ftp</c>, <c>webdav</c> or <c>swift</c>; the test is skipped where there is no such server, or no rclone.</param>
    /// <param name="change">Changes the settings of the back end.</param>
    /// <param name="hasOwnProcess">True for an rclone that nobody else uses, so that it may die.</param>
    public static async Task<TestPlace> CreateAsync(string backend, Func<Uri, Uri>? change = null, bool hasOwnProcess = false)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "rclone")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "rclone is not installed: apt-get install rclone");
        var (settings, folder) = backend == "local" ? ([], Path.GetTempPath()) : SettingsOf(backend, change);
        // Stores share the process of one program.
        var own = hasOwnProcess ? new TestDirectory() : null;
        if (own is not null)
            File.CreateSymbolicLink(own["rclone"], program!);
        var options = new RcloneStoreOptions { Backend = backend, Settings = settings, Path = Path.Combine(folder, $"t{Guid.NewGuid():n}"), Depth = 0, Executable = own?["rclone"] ?? "rclone" };
        var place = new TestPlace(options, own);
        await place.CallAsync("operations/mkdir", "");
        return place;
    }

    public Task<RcloneStore> OpenAsync(TimeProvider? clock = null) => RcloneStore.OpenAsync(Options, clock).AsTask();

    /// <summary>The rclone that the place is reached by.</summary>
    internal RcloneProcess Rclone => _rclone.Rclone.Process!;

    /// <summary>Requests to the place itself.</summary>
    internal RemotePlace Below(string path = "") => new(_rclone, $"{_rclone.Remote}:{Path.Combine(Options.Path, path)}", Options, "test");

    public async ValueTask DisposeAsync()
    {
        await CallAsync("operations/purge", "");
        await _rclone.DisposeAsync();
        _own?.Dispose();
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
            "ftp" => (new() { ["host"] = server.Host, ["port"] = $"{server.Port}", ["user"] = login[0], ["pass"] = login[1] }, ""),
            "webdav" => (new() { ["url"] = address, ["vendor"] = "other", ["user"] = login[0], ["pass"] = login[1] }, ""),
            _ => (new() { ["auth"] = address, ["user"] = login[0], ["key"] = login[1] }, ""),
        };
    }
}
