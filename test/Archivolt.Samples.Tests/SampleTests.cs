using System.Net;
using Archivolt.Server;

namespace Archivolt.Samples.Tests;

/// <summary>Every sample runs and does what it says.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("archivolt-samples-").FullName;

    [Fact]
    public async Task Kernel_puts_gets_and_scrubs()
    {
        var lines = await LinesAsync("Kernel", _folder);
        lines[0].ShouldMatch("^put files:[0-9a-f]{64}, 11 bytes, text/plain$");
        lines.Skip(1).ShouldBe(["get World", "scrub 1 blobs, 0 damaged"]);
        Directory.GetFiles(Path.Combine(_folder, "binaries", "data"), "*", SearchOption.AllDirectories).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Documents_are_created_and_read_by_whoever_may()
    {
        var lines = await LinesAsync("Documents", _folder);
        lines.ShouldBe(["created /default-domain/workspaces/greeting", "alice read Hello World", "bob got NotFound"]);
    }

    [Fact]
    public async Task Driver_passes_the_contract()
    {
        var output = await SampleProcess.RunAsync("Driver");
        output.ShouldMatch(@"Total: \d{2,}, Errors: 0, Failed: 0, Skipped: 0");
    }

    [Fact]
    public async Task Layer_is_composed_and_logs()
    {
        var lines = await LinesAsync("Layer", _folder);
        lines[0].ShouldStartWith("files: Logged(Mirrored(");
        lines.Skip(1).ShouldBe(["files: stored 11 bytes", "files: opened 11 bytes", "Hello World"]);
    }

    [Fact]
    public async Task Host_takes_and_serves_blobs()
    {
        using var process = SampleProcess.Start("Host", null, "--urls", "http://127.0.0.1:0", "--Archivolt:DataPath", _folder);
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(process.StandardOutput) };
            using var stored = await client.PostAsync("/files", new StringContent("Hello World"));
            stored.StatusCode.ShouldBe(HttpStatusCode.Created);
            using var request = new HttpRequestMessage(HttpMethod.Get, stored.Headers.Location);
            request.Headers.Range = new(6, null);
            using var part = await client.SendAsync(request);
            part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
            (await part.Content.ReadAsStringAsync()).ShouldBe("World");
            (await client.GetStringAsync("/health")).ShouldBe("Healthy");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task EntityFramework_keeps_references()
    {
        var lines = await LinesAsync("EntityFramework", _folder);
        lines[0].ShouldMatch("^2026-001: scans:[0-9a-f]{64}$");
        lines[1].ShouldBe("1 Archivolt, 0.00");
    }

    [Fact]
    public async Task RestClient_talks_to_a_server()
    {
        await using var server = ArchivoltHost.Create(
            ["--urls", "http://127.0.0.1:0", "--data", _folder, "--Archivolt:AdminPassword", "correct horse battery", "--Logging:LogLevel:Default", "None"]);
        await ArchivoltHost.StartAsync(server, TextWriter.Null);

        var output = await SampleProcess.RunAsync("RestClient", ("Archivolt__AdminPassword", "correct horse battery"), server.Urls.Single());

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        lines.Take(2).ShouldBe(["created /default-domain/workspaces/greeting, 'A greeting'", "read World"]);
        lines[2].ShouldStartWith("404 ");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string[]> LinesAsync(string sample, params string[] args) =>
        (await SampleProcess.RunAsync(sample, args)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static async Task<Uri> AddressAsync(StreamReader output)
    {
        const string Announcement = "Now listening on: ";
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Announcement, StringComparison.Ordinal) is >= 0 and var start)
                return new Uri(line[(start + Announcement.Length)..]);
        }
        throw new InvalidOperationException("The host ended before it listened.");
    }
}
