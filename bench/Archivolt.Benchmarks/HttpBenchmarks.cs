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
        yield return await TusAsync(server);
        yield return PeakMemory(server);
    }

    private async IAsyncEnumerable<Measurement> DownloadsAsync(ServerProcess server, Nginx nginx, BareServer bare)
    {
        foreach (var (name, length, connections, must, goal) in new[]
        {
            ("download 4 KiB, signed in and audited", 4096, 32, 0.5, 0.8),
            ("download 64 KiB, signed in and audited", 64 << 10, 32, 0.5, 0.8),
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

        async Task<double> Ours() => mebi / await PutAsync(server, Fresh());

        async Task<double> Theirs() => mebi / await theirs(Fresh());

        string Fresh() => scratch.RandomFile("upload", mebi << 20);
    }

    // By one request or by tus, until the document has it.
    private Task<Measurement> TusAsync(ServerProcess server)
    {
        var mebi = quick ? 64 : 1024;
        return new Measurement($"upload {mebi} MiB by tus, durable", "MiB/s", "plain PUT", HigherIsBetter: true, Must: 0.9, Goal: 1.0).TakeAsync(rounds, Ours, Theirs);

        async Task<double> Ours()
        {
            var (document, file) = (await AddAsync(server), scratch.RandomFile("upload", mebi << 20));
            var api = $"{server.BaseUrl}/nuxeo/api/v1";
            var curl = $"curl -sfS -H 'Expect:' -H 'Authorization: {server.Authorization}' -H 'Tus-Resumable: 1.0.0'";
            const string attach = """'{"entity-type":"document","properties":{"file:content":{"upload-batch":"'$batch'","upload-fileId":"0"}}}'""";
            return mebi / await Shell.TimeAsync(
                $"""
                batch=$({curl} -D - -o /dev/null -X POST -H 'Upload-Length: {(long)mebi << 20}' '{api}/tus' | tr -d '\r' | sed -n 's/^upload-batch: //Ip') &&
                {curl} -o /dev/null -X PATCH -H 'Upload-Offset: 0' -H 'Content-Type: application/offset+octet-stream' -T {file} "{api}/tus/$batch/0" &&
                {curl} -o /dev/null -X PUT -H 'Content-Type: application/json' -d {attach} '{api}/id/{document}'
                """);
        }

        async Task<double> Theirs() => mebi / await PutAsync(server, scratch.RandomFile("upload", mebi << 20));
    }

    // curl sends faster than HttpClient, which would be the bottleneck of both.
    private async Task<double> PutAsync(ServerProcess server, string file) => await Shell.TimeAsync(
        $"curl -sfS -o /dev/null -H 'Expect:' -H 'Authorization: {server.Authorization}' -H 'Content-Type: application/octet-stream' -T {file} '{server.BaseUrl}/nuxeo/api/v1/id/{await AddAsync(server)}/@blob/file:content'");

    // A document of its own, by its id.
    private async Task<string> AddAsync(ServerProcess server) =>
        (await server.AddAsync($"upload-{_uploads++}", new ByteArrayContent(RandomNumberGenerator.GetBytes(1)))).Split('/')[^2];

    private static Measurement PeakMemory(ServerProcess server)
    {
        var measurement = new Measurement("server's peak resident memory", "MiB", "100 MiB", HigherIsBetter: false, Must: 1.0, Goal: 1.0);
        measurement.Ours.Add(server.PeakMemory);
        measurement.Theirs.Add(100);
        return measurement;
    }
}
