using Archivolt.Postgres;
using Archivolt.Testing;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>The server's clock is two years off.</summary>
public sealed class ClockTests
{
    public static MatrixTheoryData<string, int> Kinds => new(StoreKind.Names.Select(kind => kind.Data), [-2, 2]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_that_is_referred_to_is_collected_or_refused(string kind, int years)
    {
        Assert.SkipWhen(ServerDatabase.IsPostgres, "PostgreSQL goes by its own clock.");
        await using var installed = await Installed.CreateAsync(kind);

        await installed.StartAsync(new TestClock(DateTimeOffset.UtcNow.AddYears(years)));
        await installed.ShouldServeAsync();
        var other = await installed.StoreAsync(kind == "Folder" ? Installed.Content : "stored meanwhile");
        await installed.CollectAsync();
        (await installed.HealthAsync()).Status.ShouldBe("ready");
        await installed.StopAsync();

        await installed.StartAsync();
        await installed.CollectAsync();
        await installed.ShouldServeAsync();
        await installed.ShouldServeAsync(other, kind == "Folder" ? Installed.Content : "stored meanwhile");
        (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
    }
}
