using Archivolt.Postgres;
using Archivolt.Soak;

namespace Archivolt.EndToEnd;

/// <summary>The short form of the soak in <c>bench</c>: two servers, killed at random, while the collector takes everything it can.</summary>
public sealed class CollectionSoakTests : TestFolder
{
    [Fact]
    public async Task Nothing_referred_to_is_lost_or_unreadable_while_servers_die_and_the_collector_runs()
    {
        var seed = Environment.TickCount;
        var soak = new CollectionSoak(StartAsync, servers: 2, seed) { Least = (Writes: 50, Kills: 2) };
        var result = await soak.RunAsync(TimeSpan.FromSeconds(20), settleTime: TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{result} (seed {seed})");
        result.Losses.ShouldBeEmpty();
        result.Left.ShouldBe(0);
        result.Writes.ShouldBeGreaterThanOrEqualTo(50);
        result.Kills.ShouldBeGreaterThanOrEqualTo(2);
    }

    private async Task<SoakNode> StartAsync()
    {
        var start = CliProcess.StartInfo(["serve", "--data", Folder, "--urls", "http://127.0.0.1:0"]);
        start.Environment["Archivolt__Database"] = ServerDatabase.SettingFor(Folder);
        foreach (var (name, value) in CollectionSoak.Settings)
            start.Environment[name] = value;
        var server = await ServerProcess.StartAsync(start);
        return new SoakNode(server.Client, async () => await server.DisposeAsync());
    }
}
