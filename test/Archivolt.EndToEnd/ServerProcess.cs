using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Archivolt.Postgres;

namespace Archivolt.EndToEnd;

/// <summary>A server as a process of its own, on a port of its own, and a client of it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    public const string Workspaces = "/nuxeo/api/v1/path/default-domain/workspaces";

    public const string Password = "end-to-end";
    private const string Ready = "Archivolt listens on ";

    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient(new LostConnections()) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        Client.DefaultRequestHeaders.Authorization = Authorization;
    }

    public static AuthenticationHeaderValue Authorization { get; } =
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"Administrator:{Password}")));

    public HttpClient Client { get; }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Everything it printed and logged, once it has ended.</summary>
    public required Task<string> Printed { get; init; }

    /// <summary>The most memory it ever held, in bytes (VmHWM).</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts a server over a data home and waits until it answers.</summary>
    public static Task<ServerProcess> StartAsync(string dataHome, params IEnumerable<string> more) => StartOnAsync(dataHome, database: null, more);

    /// <summary>Starts a server over a data home, and a database if it is to be a certain one, and waits until it answers.</summary>
    public static Task<ServerProcess> StartOnAsync(string dataHome, string? database, params IEnumerable<string> more)
    {
        var start = CliProcess.StartInfo(["serve", "--data", dataHome, "--urls", "http://127.0.0.1:0", .. more]);
        start.Environment["Archivolt__Database"] = database ?? ServerDatabase.SettingFor(dataHome);
        return StartAsync(start);
    }

    /// <summary>Starts a server as told and waits until it answers.</summary>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start)
    {
        start.Environment["Archivolt__AdminPassword"] = Password;
        var process = Process.Start(start)!;
        var printed = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            printed.AppendLine(line);
            if (!line.StartsWith(Ready, StringComparison.Ordinal))
                continue;
            // A full pipe would stop the server.
            return new ServerProcess(process, new Uri(line[Ready.Length..].TrimEnd('.')))
            {
                Printed = PrintedAsync(printed.ToString(), process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()),
            };
        }
        throw new InvalidOperationException($"The server did not start: {printed}{await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Creates a document of type File in the workspaces; returns its path below the server's address.</summary>
    public async Task<string> CreateDocumentAsync(string name)
    {
        var document = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["entity-type"] = "document",
            ["type"] = "File",
            ["name"] = name,
            ["properties"] = new Dictionary<string, string> { ["dc:title"] = name },
        });
        using var response = await Client.PostAsync(Workspaces, new StringContent(document, Encoding.UTF8, "application/json"));
        response.EnsureSuccessStatusCode();
        return $"{Workspaces}/{name}";
    }

    /// <summary>Where a document's main file is put and fetched.</summary>
    public static string MainFileOf(string document) => $"{document}/@blob/file:content";

    /// <summary>Ends the process as a power cut would.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    private static async Task<string> PrintedAsync(string before, Task<string> output, Task<string> error) => before + await output + await error;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        // A server that a tracer started would outlive it.
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
