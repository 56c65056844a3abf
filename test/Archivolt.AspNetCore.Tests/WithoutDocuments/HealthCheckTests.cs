using System.Net;
using Archivolt.AspNetCore.Health;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Archivolt.AspNetCore.Tests.WithoutDocuments;

public sealed class HealthCheckTests
{
    [Fact]
    public async Task Providers_that_answer_are_healthy()
    {
        await using var app = await BlobApplication.StartAsync((routes, _) => routes.MapHealthChecks("/health"));

        (await app.Client.GetStringAsync("/health")).ShouldBe("Healthy");
        (await ReportAsync(app)).Entries["archivolt"].Data.ShouldBe(
            new Dictionary<string, object> { ["provider default"] = "ok", ["content"] = "ok" }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_unhealthy_and_named()
    {
        var store = new FaultyStore(new MemoryStore(), Fault.Fail(FaultPoint.Stat, BlobError.Unavailable));
        await using var app = await BlobApplication.StartAsync((routes, _) => routes.MapHealthChecks("/health"), store);

        (await app.Client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ReportAsync(app)).Entries["archivolt"].Description.ShouldNotBeNull().ShouldStartWith("provider default: ");
    }

    [Fact]
    public async Task Added_twice_it_is_there_once()
    {
        var services = new ServiceCollection();
        services.AddHealthChecks().AddArchivolt().AddArchivolt();
        await using var built = services.BuildServiceProvider();

        built.GetRequiredService<Microsoft.Extensions.Options.IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(check => check.Name)
            .ShouldBe(["archivolt"]);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Load_balancers_may_ask_with_head(string address)
    {
        await using var server = await RunningServer.StartAsync();
        using var nobody = server.Client(null);

        using var answer = await nobody.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri(server.Address, address)));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<HealthReport> ReportAsync(BlobApplication app) => app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
}
