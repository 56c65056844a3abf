using System.Security.Cryptography;

namespace Archivolt.Benchmarks;

/// <summary>Downloads and uploads over HTTP against the real server: authentication, permission and audit on.</summary>
internal sealed class HttpBenchmarks(Scratch scratch, int rounds, bool quick)
{
    private readonly double _seconds = quick ? 1 : 4;
    private int _uploads;

    public async IAsyncEnumerable<Measurement> RunAsync()
    {
        var files = scratch.Folder("www");
        await using var server = await ServerProcess.StartAsync(scratch.Folder("server"));
        await using var bare = await BareServer.StartAsync(files);
        if (Shell.Has("nginx") && Shell.Has("wrk"))
        {
            await using var nginx = await Nginx.StartAsync(scratch.Folder("nginx"), files);
            await foreach (var download in DownloadsAsync(server, nginx, bare))
                yield return download;
            yield return await UploadAsync(server, "nginx, PUT; sync", must: 1.0, async file =>
                await Shell.TimeAsync($"curl -sfS -o /dev/null -H 'Expect:' -T {file} {nginx.BaseUrl}/upload && sync {files}/upload {files}"));
        }
        else
        {
            await Console.Error.WriteLineAsync("What is measured beside nginx is left out: install nginx with its DAV module, and wrk.");
        }
        yield return await UploadAsync(server, "Kestrel alone, discarding", must: 0.6, file => Shell.TimeAsync($"curl -sfS -o /dev/null -H 'Expect:' -T {file} {bare.BaseUrl}/upload"));
        yield return PeakMemory(server);
    }

    private async IAsyncEnumerable<Measurement> DownloadsAsync(ServerProcess server, Nginx nginx, BareServer bare)
    {
        foreach (var (name, length, connections, must, goal) in new[]
        {
            ("download 4 KiB, signed in and audited", 4096, 32, 0.5, 0.8),
            ("download 1 MiB", 1 << 20, 8, 1.0, 1.3),
            ("download 256 MiB", 256 << 20, 2, 1.0, 1.3),
        })
        {
            var file = scratch.RandomFile($"www/{length}", length);
            using var content = new StreamContent(File.OpenRead(file));
            var url = await server.AddAsync($"download-{length}", content);
            var header = $"Authorization: {server.Authorization}";
            yield return await new Measurement(name, "req/s", "nginx, sendfile", HigherIsBetter: true, must, goal).TakeAsync(rounds,
                () => Wrk.RequestsPerSecondAsync(url, connections, _seconds, header),
                () => Wrk.RequestsPerSecondAsync($"{nginx.BaseUrl}/{length}", connections, _seconds));
            // What any server on Kestrel can reach here.
            yield return await new Measurement(name, "req/s", "Kestrel alone", HigherIsBetter: true, Must: null, Goal: null).TakeAsync(rounds,
                () => Wrk.RequestsPerSecondAsync(url, connections, _seconds, header),
                () => Wrk.RequestsPerSecondAsync($"{bare.BaseUrl}/{length}", connections, _seconds));
        }
    }

    private Task<Measurement> UploadAsync(ServerProcess server, string reference, double must, Func<string, Task<double>> theirs)
    {
        const int mebi = 256;
        return new Measurement($"upload {mebi} MiB, durable", "MiB/s", reference, HigherIsBetter: true, must, must).TakeAsync(rounds, Ours, Theirs);

        // curl sends faster than HttpClient, which would be the bottleneck of both.
        async Task<double> Ours()
        {
            var url = await server.AddAsync($"upload-{_uploads++}", new ByteArrayContent(RandomNumberGenerator.GetBytes(1)));
            var target = url.Replace("/nuxeo/nxfile/default/", "/nuxeo/api/v1/id/", StringComparison.Ordinal).Replace("/file:content", "/@blob/file:content", StringComparison.Ordinal);
            return mebi / await Shell.TimeAsync($"curl -sfS -o /dev/null -H 'Expect:' -H 'Authorization: {server.Authorization}' -H 'Content-Type: application/octet-stream' -T {Fresh()} '{target}'");
        }

        async Task<double> Theirs() => mebi / await theirs(Fresh());

        string Fresh() => scratch.RandomFile("upload", mebi << 20);
    }

    private static Measurement PeakMemory(ServerProcess server)
    {
        var measurement = new Measurement("server's peak resident memory", "MiB", "100 MiB", HigherIsBetter: false, Must: 1.0, Goal: 1.0);
        measurement.Ours.Add(server.PeakMemory);
        measurement.Theirs.Add(100);
        return measurement;
    }
}
