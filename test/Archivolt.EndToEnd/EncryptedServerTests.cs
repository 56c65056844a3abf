using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Archivolt.EndToEnd;

/// <summary>A server whose provider is encrypted, killed at random moments: no content is ever in clear on its disk.</summary>
public sealed class EncryptedServerTests : TestFolder
{
    private const int Rounds = 6;
    private const int UploadsPerRound = 16;

    private string Data => Directory.CreateDirectory(Path.Combine(Folder, "data")).FullName;

    // The system's temporary files of the server, and of nobody else.
    private string Temporary => Directory.CreateDirectory(Path.Combine(Folder, "temporary")).FullName;

    [Fact]
    public async Task Whatever_moment_it_is_killed_at_nothing_is_in_clear_on_any_disk()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var stored = new List<(string Document, byte[] Content)>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await ServerProcess.StartAsync(Start());
            var contents = Enumerable.Range(0, UploadsPerRound).Select(_ => Marked.Content(random.Next(3) == 0 ? random.Next(3_000_000) : random.Next(100_000))).ToList();
            stored.AddRange(await UseUntilKilledAsync(server, round, contents, killAfter: random.NextInt64(contents.Sum(content => content.Length)), stored));
            Marked.FilesWithMarker(Folder).ShouldBeEmpty($"round {round}, seed {seed}");
        }
        await using (var server = await ServerProcess.StartAsync(Start()))
        {
            foreach (var (document, content) in stored)
                (await server.Client.GetByteArrayAsync(ServerProcess.MainFileOf(document))).AsSpan().SequenceEqual(content).ShouldBeTrue($"{document}, seed {seed}");
        }
        (await CliProcess.RunAsync("verify", "--data", Data, "--config", Config())).ShouldExitWith(0);
        stored.Count.ShouldBeInRange(1, (Rounds * UploadsPerRound) - 1, $"seed {seed}");
        Marked.FilesWithMarker(Folder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_call_to_the_system_writes_content_in_clear_unless_the_provider_is_in_clear(bool encrypted)
    {
        var trace = Path.Combine(Folder, "trace");
        if (!Tools.Has("strace"))
            Assert.Skip("strace shows what is written; it is not installed here.");
        var start = Start(encrypted);
        var traced = new ProcessStartInfo("strace", ["-f", "-y", "-s", "300", "-e", "trace=write,pwrite64,writev,pwritev,pwritev2", "-e", "signal=none", "-o", trace, start.FileName, .. start.ArgumentList])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.WorkingDirectory,
        };
        foreach (var (name, value) in start.Environment)
            traced.Environment[name] = value;
        await using (var server = await ServerProcess.StartAsync(traced))
        {
            foreach (var length in new[] { 1000, 300_000, 2_000_000 })
            {
                var content = Marked.Content(length);
                var file = ServerProcess.MainFileOf(await server.CreateDocumentAsync($"traced-{length}"));
                using var stored = await server.Client.PutAsync(file, length == 1000 ? Form(content) : new ByteArrayContent(content));
                stored.EnsureSuccessStatusCode();
                (await RangeAsync(server, file, 100, 200)).ShouldBe(content[100..201]);
                (await server.Client.GetByteArrayAsync(file)).AsSpan().SequenceEqual(content).ShouldBeTrue();
            }
        }
        var lines = await File.ReadAllLinesAsync(trace);
        lines.ShouldContain(line => line.Contains(Path.Combine(Data, "binaries"), StringComparison.Ordinal), "the trace shows the store's files");
        var marker = System.Text.Encoding.ASCII.GetString(Marked.Marker)[..12];
        var written = lines.Where(line => line.Contains(marker, StringComparison.Ordinal) && line.Contains($"<{Folder}", StringComparison.Ordinal));
        written.Any().ShouldBe(!encrypted);
        if (encrypted)
            lines.Where(line => line.Contains(marker, StringComparison.Ordinal) && !line.Contains("<socket:[", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>Uploads and reads until the server is killed; returns what was acknowledged.</summary>
    private static async Task<List<(string, byte[])>> UseUntilKilledAsync(
        ServerProcess server, int round, List<byte[]> contents, long killAfter, IReadOnlyList<(string Document, byte[] Content)> stored)
    {
        var (acknowledged, sent, killed) = (new List<(string, byte[])>(), 0L, 0);
        await Parallel.ForEachAsync(contents.Select((content, number) => (content, number)), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (item, cancellationToken) =>
        {
            try
            {
                var document = await server.CreateDocumentAsync($"{round}-{item.number}");
                HttpContent body = item.number % 4 == 0 ? Form(item.content) : new ByteArrayContent(item.content);
                using var response = await server.Client.PutAsync(ServerProcess.MainFileOf(document), body, cancellationToken);
                response.EnsureSuccessStatusCode();
                lock (acknowledged)
                    acknowledged.Add((document, item.content));
                if (stored.Count > 0)
                {
                    var (other, whole) = stored[item.number % stored.Count];
                    (await RangeAsync(server, ServerProcess.MainFileOf(other), 5, 90)).ShouldBe(whole[5..Math.Min(91, whole.Length)]);
                }
                if (Interlocked.Add(ref sent, item.content.Length) > killAfter && Interlocked.Exchange(ref killed, 1) == 0)
                    server.Kill();
            }
            catch (HttpRequestException) when (Volatile.Read(ref killed) != 0)
            {
                // Nobody promised anything.
            }
        });
        server.Kill();
        return acknowledged;
    }

    private static async Task<byte[]> RangeAsync(ServerProcess server, string file, long from, long to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file) { Headers = { Range = new RangeHeaderValue(from, to) } };
        using var response = await server.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        return await response.Content.ReadAsByteArrayAsync();
    }

    private static MultipartFormDataContent Form(byte[] content) => new() { { new ByteArrayContent(content), "file", "file.bin" } };

    private ProcessStartInfo Start(bool encrypted = true)
    {
        var start = CliProcess.StartInfo(["serve", "--data", Data, "--urls", "http://127.0.0.1:0", .. encrypted ? ["--config", Config()] : Array.Empty<string>()]);
        start.Environment["TMPDIR"] = Temporary;
        // Its sockets are no files to look into.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }

    private string Config()
    {
        var key = Path.Combine(Folder, "key");
        File.WriteAllText(key, new string('5', 64));
        var config = Path.Combine(Folder, "config.json");
        File.WriteAllText(config, $$"""{ "Archivolt": { "Providers": { "default": { "Type": "File", "Encryption": { "KeyFile": "{{key.Replace("\\", "/", StringComparison.Ordinal)}}" } } } } }""");
        return config;
    }
}
