using System.Net;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>A provider gets another name, or is removed.</summary>
public sealed class ProviderNameTests
{
    [Theory]
    [MemberData(nameof(StoreKind.Names), MemberType = typeof(StoreKind))]
    public async Task Content_of_a_provider_that_nobody_configured_is_not_served_is_told_and_comes_back(string kind)
    {
        await using var installed = await Installed.CreateAsync(kind);
        var without = await RunningServer.StartAsync(
            configure: null, installed.Home, "--Archivolt:Providers:files:Path", "files", "--Archivolt:Dispatch:Default", "files");
        using (var client = without.Client())
        {
            (await client.GetAsync($"nxfile/default/{installed.Id}/file:content", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            var health = await (await client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).JsonAsync();
            health.Text("status").ShouldBe("degraded");
            health.GetProperty("checks").Text("providers").ShouldNotBeNull().ShouldContain($"'{installed.Kind.Provider}'");
        }
        await without.StopAsync();

        await installed.StartAsync();
        await installed.ShouldServeAsync();
        (await installed.HealthAsync()).Status.ShouldBe("ready");
        await installed.StopAsync();
    }
}
