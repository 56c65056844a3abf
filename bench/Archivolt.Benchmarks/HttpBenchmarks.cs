using System.Globalization;
using System.Security.Cryptography;

namespace Archivolt.Benchmarks;

/// <summary>Downloads and uploads over HTTP against the real server: authentication, permission and audit on.</summary>
internal sealed class HttpBenchmarks(Scratch scratch, int rounds, bool quick)
{
    private readonly double _seconds = quick ? 1 : 4;

    public async IAsyncEnumerable<Measurement> RunAsync()
    {
        await using var server = await ServerProcess.StartAsync(scratch.Folder("server"));
        await foreach (var download in DownloadsAsync(server))
            yield return download;
        yield return await UploadAsync(server);
        yield return PeakMemory(server);
    }

    private async IAsyncEnumerable<Measurement> DownloadsAsync(ServerProcess server)
    {
        if (!Shell.Has("nginx") || !Shell.Has("wrk"))
        {
            await Console.Error.WriteLineAsync("Downloads are left out: install nginx and wrk.");
            yield break;
        }
        var files = scratch.Folder("www");
        await using var nginx = await StartNginxAsync(files);
        foreach (var (name, length, connections, must, goal) in new[]
        {
            ("download 4 KiB, signed in and audited", 4096, 32, (double?)null, 0.5),
            ("download 1 MiB", 1 << 20, 8, 1.0, 1.3),
            ("download 256 MiB", 256 << 20, 2, 1.0, 1.3),
        })
        {
            var file = scratch.RandomFile($"www/{length}", length);
            await Shell.RunAsync($"chmod a+r {file}");
            using var content = new StreamContent(File.OpenRead(file));
            var url = await server.AddAsync($"download-{length}", content);
            var header = $"Authorization: {server.Authorization}";
            yield return await new Measurement(name, "req/s", "nginx, sendfile", HigherIsBetter: true, must, goal).TakeAsync(rounds,
                () => Wrk.RequestsPerSecondAsync(url, connections, _seconds, header),
                () => Wrk.RequestsPerSecondAsync($"{nginx.BaseUrl}/{length}", connections, _seconds));
        }
    }

    private async Task<Nginx> StartNginxAsync(string files)
    {
        var home = scratch.Folder("nginx");
        await Shell.RunAsync($"chmod a+rx {scratch.Root}");
        return await Nginx.StartAsync(home, files);
    }

    private async Task<Measurement> UploadAsync(ServerProcess server)
    {
        const int length = 256 << 20;
        var port = FreePort.Find();
        using var discard = Shell.Start("dotnet", Path.Combine(AppContext.BaseDirectory, "Archivolt.Benchmarks.dll"), "discard", port.ToString(CultureInfo.InvariantCulture));
        await FreePort.WaitAsync(port, discard);
        var number = 0;
        try
        {
            return await new Measurement("upload 256 MiB, durable", "MiB/s", "a discarding endpoint", HigherIsBetter: true, Must: 0.6, Goal: 0.6)
                .TakeAsync(rounds, Ours, Theirs);
        }
        finally
        {
            discard.Kill();
            await discard.WaitForExitAsync();
        }

        // curl sends faster than HttpClient, which would be the bottleneck of both.
        async Task<double> Ours()
        {
            var url = await server.AddAsync($"upload-{number++}", new ByteArrayContent(RandomNumberGenerator.GetBytes(1)));
            var target = url.Replace("/nuxeo/nxfile/default/", "/nuxeo/api/v1/id/", StringComparison.Ordinal).Replace("/file:content", "/@blob/file:content", StringComparison.Ordinal);
            var file = scratch.RandomFile("upload", length);
            return 256 / await Shell.TimeAsync($"curl -sfS -o /dev/null -H 'Expect:' -H 'Authorization: {server.Authorization}' -H 'Content-Type: application/octet-stream' -T {file} '{target}'");
        }

        async Task<double> Theirs()
        {
            var file = scratch.RandomFile("upload", length);
            return 256 / await Shell.TimeAsync($"curl -sfS -o /dev/null -H 'Expect:' -T {file} http://127.0.0.1:{port}/upload");
        }
    }

    private static Measurement PeakMemory(ServerProcess server)
    {
        var measurement = new Measurement("server's peak resident memory", "MiB", "100 MiB", HigherIsBetter: false, Must: null, Goal: 1.0);
        measurement.Ours.Add(server.PeakMemory);
        measurement.Theirs.Add(100);
        return measurement;
    }
}
