using System.Diagnostics;
using System.Net;

namespace Archivolt.EndToEnd;

/// <summary>A server that may open few files is asked for more than it can give.</summary>
public sealed class FewHandlesTests : TestFolder
{
    private const int Clients = 500;

    [Fact]
    public async Task Under_a_limit_that_leaves_no_room_for_requests_the_server_refuses_to_start()
    {
        using var process = Process.Start(Serve("ulimit -n 256"))!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(3);
        error.ShouldStartWith("Archivolt cannot start: This process may open 256 files and connections at once");
    }

    [Fact]
    public async Task The_soft_limit_does_not_count_where_the_hard_one_is_higher()
    {
        await using var server = await ServerProcess.StartAsync(Serve("ulimit -Sn 256"));
        (await server.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Five_hundred_downloads_at_once_are_served_or_sent_away_and_the_server_lives()
    {
        await using var server = await ServerProcess.StartAsync(Serve("ulimit -n 512"));
        var file = ServerProcess.MainFileOf(await server.CreateDocumentAsync("wanted"));
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        (await server.Client.PutAsync(file, new ByteArrayContent(content))).EnsureSuccessStatusCode();

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => DownloadAsync(server, file, content)));

        // A connection beyond the limit is closed; whoever got an answer got all of it, or was told to come back.
        answers.ShouldAllBe(status => status == null || status == HttpStatusCode.OK || status == HttpStatusCode.ServiceUnavailable);
        answers.Count(status => status == HttpStatusCode.OK).ShouldBeGreaterThan(0);
        (await server.Client.GetByteArrayAsync(file)).ShouldBe(content);
        (await server.Client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private ProcessStartInfo Serve(string limit)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no such limit.");
        var serve = CliProcess.StartInfo(["serve", "--data", Folder, "--urls", "http://127.0.0.1:0"]);
        var start = new ProcessStartInfo("/bin/bash", ["-c", limit + "; exec \"$0\" \"$@\"", serve.FileName, .. serve.ArgumentList])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = serve.WorkingDirectory,
        };
        start.Environment["Archivolt__Database"] = Postgres.ServerDatabase.SettingFor(Folder);
        return start;
    }

    private static async Task<HttpStatusCode?> DownloadAsync(ServerProcess server, string file, byte[] content)
    {
        // One connection each.
        using var client = new HttpClient(new LostConnections()) { BaseAddress = server.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = ServerProcess.Authorization;
        try
        {
            using var answer = await client.GetAsync(file);
            if (answer.StatusCode == HttpStatusCode.OK)
                (await answer.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(content).ShouldBeTrue();
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                answer.Headers.RetryAfter.ShouldNotBeNull(await answer.Content.ReadAsStringAsync());
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
