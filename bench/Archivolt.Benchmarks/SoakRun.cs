using Archivolt.Soak;

namespace Archivolt.Benchmarks;

/// <summary>The soak as a command: minutes of it on real servers.</summary>
internal static class SoakRun
{
    public static async Task<int> RunAsync(double minutes, int servers, string? database, int seed, string? folder)
    {
        using var scratch = new Scratch(folder);
        var settings = CollectionSoak.Settings.ToList();
        if (database is not null)
            settings.Add(new("Archivolt__Database", database));
        var data = scratch.Folder("soak");
        var result = await new CollectionSoak(StartAsync, servers, seed).RunAsync(TimeSpan.FromMinutes(minutes), settleTime: TimeSpan.FromMinutes(2));
        foreach (var loss in result.Losses.Take(20))
            await Console.Error.WriteLineAsync(loss);
        Console.WriteLine($"{result} (seed {seed})");
        return result is { Losses.Count: 0, Left: 0 } ? 0 : 1;

        async Task<SoakNode> StartAsync()
        {
            var server = await ServerProcess.StartAsync(data, settings);
            var client = new HttpClient { BaseAddress = new Uri(server.BaseUrl), Timeout = TimeSpan.FromMinutes(1) };
            client.DefaultRequestHeaders.Authorization = server.Client.DefaultRequestHeaders.Authorization;
            return new SoakNode(client, server.KillAsync);
        }
    }
}
