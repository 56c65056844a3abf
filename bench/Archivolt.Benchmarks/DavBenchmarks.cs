using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;

namespace Archivolt.Benchmarks;

/// <summary>What WebDAV has to hold against the real server: a large file in bounded memory, and a long folder at once.</summary>
internal sealed class DavBenchmarks(Scratch scratch, int rounds, bool quick)
{
    private const string Reader = "reader";
    private const string Password = "benchmark-password-2";

    public async IAsyncEnumerable<Measurement> RunAsync()
    {
        // A server for each, so that the memory is that of the upload.
        await using (var server = await ServerProcess.StartAsync(scratch.Folder("listing")))
            yield return await ListingAsync(server);
        await using (var server = await ServerProcess.StartAsync(scratch.Folder("upload")))
            yield return await UploadAsync(server);
    }

    private async Task<Measurement> ListingAsync(ServerProcess server)
    {
        const int count = 1000;
        var folder = $"{server.BaseUrl}/nuxeo/site/dav/default-domain/workspaces/long";
        await SendAsync(server.Client, "MKCOL", folder);
        for (var i = 0; i < count; i++)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($"content {i}"));
            (await server.Client.PutAsync($"{folder}/{i:0000}.txt", content)).EnsureSuccessStatusCode();
        }
        // Somebody whose right is asked for each document.
        (await server.Client.PostAsJsonAsync("api/v1/management/users", new { name = Reader, password = Password })).EnsureSuccessStatusCode();
        (await server.Client.PostAsJsonAsync("api/v1/automation/Document.AddPermission",
            new { input = "/default-domain/workspaces/long", @params = new { permission = "Read", user = Reader } })).EnsureSuccessStatusCode();
        using var reader = new HttpClient();
        reader.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Reader}:{Password}")));
        var measurement = new Measurement($"PROPFIND of {count} documents", "s", "1 s", HigherIsBetter: false, Must: 1.0, Goal: 0.5);
        for (var round = 0; round <= rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var listed = await SendAsync(reader, "PROPFIND", folder, ("Depth", "1"));
            var time = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (listed.Split("<D:href>").Length - 1 is var seen && seen != count + 1)
                throw new InvalidOperationException($"The folder lists {seen} documents.");
            if (round == 0)
                continue;
            measurement.Ours.Add(time);
            measurement.Theirs.Add(1);
        }
        return measurement;
    }

    private async Task<Measurement> UploadAsync(ServerProcess server)
    {
        var gibi = quick ? 1 : 5;
        var file = Path.Combine(scratch.Root, "large");
        // Without content on the disk: what is measured is the server.
        using (var sparse = new FileStream(file, FileMode.Create))
            sparse.SetLength((long)gibi << 30);
        await Shell.RunAsync($"curl -sfS -o /dev/null -H 'Expect:' -H 'Authorization: {server.Authorization}' -T {file} {server.BaseUrl}/nuxeo/site/dav/default-domain/workspaces/large.bin");
        var measurement = new Measurement($"server's peak resident memory, PUT of {gibi} GiB", "MiB", "200 MB", HigherIsBetter: false, Must: 1.0, Goal: 1.0);
        measurement.Ours.Add(server.PeakMemory);
        measurement.Theirs.Add(200e6 / (1 << 20));
        return measurement;
    }

    private static async Task<string> SendAsync(HttpClient client, string method, string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }
}
