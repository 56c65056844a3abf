using System.Net;
using System.Security.Cryptography;

namespace Archivolt.EndToEnd;

/// <summary>kill -9 while files are uploaded: what was acknowledged is there and whole, nothing else is visible.</summary>
public sealed class KilledServerTests : TestFolder
{
    private const int Rounds = 8;
    private const int UploadsPerRound = 17;
    private const int Uploaders = 4;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_half_written_is_seen()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var documents = new List<Upload>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await StartSweptAsync();
            List<Upload> uploads = [.. Enumerable.Range(0, UploadsPerRound).Select(number => new Upload($"{round}-{number}", LengthOf(random), random.Next()))];
            await UploadUntilKilledAsync(server, uploads, killAfter: random.NextInt64(uploads.Sum(upload => upload.Length)));
            documents.AddRange(uploads.Where(upload => upload.Document is not null));
        }

        await using (var server = await StartSweptAsync())
        {
            foreach (var upload in documents)
                await CheckAsync(server, upload, $"seed {seed}");
        }
        (await CliProcess.RunAsync("verify", "--data", Folder)).ShouldExitWith(0);
        var acknowledged = documents.Count(upload => upload.IsAcknowledged);
        TestContext.Current.TestOutputHelper?.WriteLine($"{acknowledged} of {Rounds * UploadsPerRound} uploads were acknowledged before a kill (seed {seed}).");
        acknowledged.ShouldBeInRange(Rounds, Rounds * UploadsPerRound - 1, $"seed {seed}");
    }

    // Mostly small, some of many blocks.
    private static int LengthOf(Random random) => random.Next(4) == 0 ? random.Next(4_000_000) : random.Next(200_000);

    private static async Task UploadUntilKilledAsync(ServerProcess server, List<Upload> uploads, long killAfter)
    {
        var sent = 0L;
        var killed = 0;
        await Parallel.ForEachAsync(uploads, new ParallelOptions { MaxDegreeOfParallelism = Uploaders }, async (upload, cancellationToken) =>
        {
            try
            {
                upload.Document = await server.CreateDocumentAsync(upload.Name);
                using var content = new GeneratedStream(upload.Length, upload.Seed, OnSent);
                using var response = await server.Client.PutAsync(ServerProcess.MainFileOf(upload.Document), new StreamContent(content), cancellationToken);
                response.EnsureSuccessStatusCode();
                upload.IsAcknowledged = true;
            }
            catch (HttpRequestException) when (Volatile.Read(ref killed) != 0)
            {
                // Nobody promised anything.
            }
        });
        server.Kill();

        void OnSent(int bytes)
        {
            if (Interlocked.Add(ref sent, bytes) > killAfter && Interlocked.Exchange(ref killed, 1) == 0)
                server.Kill();
        }
    }

    // A document has its whole content or none; an acknowledged one has it.
    private static async Task CheckAsync(ServerProcess server, Upload upload, string how)
    {
        using var response = await server.Client.GetAsync(ServerProcess.MainFileOf(upload.Document!));
        if (response.StatusCode == HttpStatusCode.NotFound && !upload.IsAcknowledged)
            return;
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{upload} {how}");
        Convert.ToHexStringLower(SHA256.HashData(await response.Content.ReadAsByteArrayAsync()))
            .ShouldBe(GeneratedStream.DigestOf(upload.Length, upload.Seed), $"{upload} {how}");
    }

    private async Task<ServerProcess> StartSweptAsync()
    {
        var server = await ServerProcess.StartAsync(Folder);
        Directory.GetFileSystemEntries(Path.Combine(Folder, "binaries", "tmp")).ShouldBeEmpty();
        return server;
    }

    private sealed record Upload(string Name, int Length, int Seed)
    {
        public string? Document { get; set; }

        public bool IsAcknowledged { get; set; }
    }
}
