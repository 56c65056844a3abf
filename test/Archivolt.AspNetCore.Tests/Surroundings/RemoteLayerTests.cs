using System.Net;
using System.Net.Http.Headers;
using Archivolt.Layers.Migration;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>The layers of a provider over places on other servers.</summary>
public sealed class RemoteLayerTests
{
    private static readonly Dictionary<string, string[]> Layers = new(StringComparer.Ordinal)
    {
        ["Encrypted"] = ["Encryption:KeyFile=key"],
        ["Mirrored"] = ["Mirror:Type=File", "Mirror:Path=mirror"],
        ["Mirror of files"] = [],
        ["Cached"] = ["Cache:Path=cache"],
        ["Cold"] = ["Cold:RestoreDelay=04:00:00", "Cold:Path=cold"],
        ["Resilient"] = ["Resilience:Retries=3"],
        ["All"] = ["Encryption:KeyFile=key", "Mirror:Type=File", "Mirror:Path=mirror", "Cache:Path=cache", "Resilience:Retries=3"],
    };

    // Each layer over every place, except rclone, whose processes take long to start: all layers at once, and the one that is over another store.
    public static TheoryData<string, string> Cases => [.. RemotePlace.Types.SelectMany(type => Layers.Keys.Where(layer => type.Data != "Rclone" || layer is "All" or "Mirror of files").Select(layer => (type.Data, layer)))];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_stored_is_served_whole_and_in_parts_over_restarts_and_collections(string type, string layer)
    {
        await using var place = await RemotePlace.CreateAsync(type);
        await using var installed = await Installed.CreateAsync(Over(place, layer));
        await installed.StartAsync();
        await installed.ShouldServeAsync();
        var large = string.Concat(Enumerable.Range(0, 400_000).Select(number => $"{number:d8}"));
        var other = await installed.StoreAsync(large);
        await installed.StopAsync();

        await installed.StartAsync();
        await installed.ShouldServeAsync();
        await installed.ShouldServeAsync(other, large);
        (await RangeAsync(installed, other, 1_600_000, 1_600_015)).ShouldBe("0020000000200001");
        (await installed.PutAsync(other, "other content")).ShouldBe(HttpStatusCode.OK);
        await installed.CollectAsync();
        await installed.ShouldServeAsync();
        await installed.ShouldServeAsync(other, "other content");
        (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
        var verified = await installed.VerifyAsync();
        verified.GetProperty("damaged").GetInt64().ShouldBe(0, verified.ToString());
        (await installed.HealthAsync()).Status.ShouldBe("ready");
    }

    [Theory]
    [MemberData(nameof(RemotePlace.Types), MemberType = typeof(RemotePlace))]
    public async Task Files_move_to_the_place_and_back_is_possible_until_they_are_purged(string type)
    {
        await using var place = await RemotePlace.CreateAsync(type);
        await using var installed = await Installed.CreateAsync("File");
        installed.Kind = new StoreKind("Migrating", [.. place.Kind.Settings, "default:MigrateFrom:Type=File", "default:MigrateFrom:Path=binaries"], ["binaries"]);
        await installed.StartAsync();
        await installed.ShouldServeAsync();
        var meanwhile = await installed.StoreAsync("stored meanwhile");

        (await MigrateAsync(installed, MigrationAction.Start)).ShouldBe(MigrationPhase.Verified);
        (await MigrateAsync(installed, MigrationAction.Rollback)).ShouldBe(MigrationPhase.RolledBack);
        await installed.ShouldServeAsync(meanwhile, "stored meanwhile");
        (await MigrateAsync(installed, MigrationAction.Start)).ShouldBe(MigrationPhase.Verified);
        (await MigrateAsync(installed, MigrationAction.Purge)).ShouldBe(MigrationPhase.Purged);
        await installed.ShouldServeAsync();
        await installed.StopAsync();

        Directory.GetFiles(installed.Place("binaries", "data"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
        installed.Kind = place.Kind;
        await installed.StartAsync();
        await installed.ShouldServeAsync();
        await installed.ShouldServeAsync(meanwhile, "stored meanwhile");
        (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
    }

    private static StoreKind Over(RemotePlace place, string layer) => layer == "Mirror of files"
        ? new StoreKind(layer, ["default:Type=File", "default:Path=binaries", .. place.Kind.Settings.Select(setting => setting.Replace("default:", "default:Mirror:", StringComparison.Ordinal))], [])
        : place.Kind with { Settings = [.. place.Kind.Settings, .. Layers[layer].Select(setting => $"default:{setting}")] };

    private static async Task<MigrationPhase> MigrateAsync(Installed installed, MigrationAction action)
    {
        var migrations = installed.Server.Get<ProviderMigrations>();
        await migrations.AskAsync("default", action, RunningServer.Admin, Cancelled);
        MigrationStatus? status;
        // Null while the server's own job is faster.
        do
            status = await migrations.RunAsync("default", cancellationToken: Cancelled);
        while (status is null or { IsWorking: true, IsHalted: false });
        status.LastProblem.ShouldBeNull();
        return status.Phase;
    }

    private static async Task<string> RangeAsync(Installed installed, string id, long from, long to)
    {
        using var client = installed.Server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"nxfile/default/{id}/file:content") { Headers = { Range = new RangeHeaderValue(from, to) } };
        return await (await client.SendAsync(request, Cancelled)).ShouldBe(HttpStatusCode.PartialContent).Content.ReadAsStringAsync(Cancelled);
    }
}
