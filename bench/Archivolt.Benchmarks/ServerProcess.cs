using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Archivolt.Benchmarks;

/// <summary>The real server as a process of its own, with a client that is signed in.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Password = "benchmark-password-1";

    private readonly Process _process;

    private ServerProcess(Process process, string baseUrl)
    {
        _process = process;
        BaseUrl = baseUrl;
        Authorization = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"Administrator:{Password}"))}";
        Client = new HttpClient { BaseAddress = new Uri($"{baseUrl}/nuxeo/"), Timeout = TimeSpan.FromMinutes(10) };
        Client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(Authorization);
    }

    public string BaseUrl { get; }

    /// <summary>Value of the Authorization header.</summary>
    public string Authorization { get; }

    public HttpClient Client { get; }

    public static async Task<ServerProcess> StartAsync(string data, IEnumerable<KeyValuePair<string, string>>? settings = null)
    {
        var port = FreePort.Find();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Archivolt.Cli.dll"), "serve"]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["Archivolt__DataPath"] = data;
        start.Environment["Archivolt__AdminPassword"] = Password;
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (name, value) in settings ?? [])
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        await FreePort.WaitAsync(port, process);
        return new ServerProcess(process, $"http://127.0.0.1:{port}");
    }

    /// <summary>Creates a File document with this content and returns its download URL.</summary>
    public async Task<string> AddAsync(string name, HttpContent content)
    {
        using var created = await Client.PostAsJsonAsync("api/v1/path/default-domain/workspaces",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["entity-type"] = "document", ["type"] = "File", ["name"] = name });
        created.EnsureSuccessStatusCode();
        using var document = await JsonDocument.ParseAsync(await created.Content.ReadAsStreamAsync());
        var id = document.RootElement.GetProperty("uid").GetString()!;
        using var stored = await Client.PutAsync($"api/v1/id/{id}/@blob/file:content", content);
        stored.EnsureSuccessStatusCode();
        return $"{BaseUrl}/nuxeo/nxfile/default/{id}/file:content";
    }

    /// <summary>Highest resident memory so far, in MiB.</summary>
    public long PeakMemory => long.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Shell.RunAsync($"kill -TERM {_process.Id}");
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
