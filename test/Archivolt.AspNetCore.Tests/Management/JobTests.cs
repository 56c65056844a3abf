using System.Net;
using System.Text.Json;
using Archivolt.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Management;

public sealed class JobTests
{
    private const string Jobs = "nuxeo/api/v1/management/jobs";

    [Fact]
    public async Task Everything_that_works_in_the_background_is_a_job()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        var jobs = await (await client.GetAsync(Jobs)).ShouldBe(HttpStatusCode.OK).JsonAsync();
        jobs.GetProperty("entries").EnumerateArray().Select(job => job.Text("name"))
            .ShouldBe(["access", "coldstorage/check", "collect/default", "moves", "records/expiry", "scrub/default", "tiering"]);
        using var other = host.Client("somebody");
        await (await other.GetAsync(Jobs)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_job_is_started_watched_stopped_and_resumed_by_its_name()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateHelloAsync();
        using var client = host.Client();
        (await client.PostAsync($"{Jobs}/scrub/default/start", null)).ShouldBe(HttpStatusCode.Accepted);
        await host.Services.GetRequiredService<JobRunner>().WhenIdleAsync();
        var done = await StateAsync(client);
        (done.GetProperty("isRunning").GetBoolean(), done.GetProperty("progress").GetProperty("items").GetInt32()).ShouldBe((false, 1));
        (await client.PostAsync($"{Jobs}/scrub/default/stop", null)).ShouldBe(HttpStatusCode.Accepted);
        (await StateAsync(client)).GetProperty("isStopped").GetBoolean().ShouldBeTrue();
        (await client.PostAsync($"{Jobs}/scrub/default/resume", null)).ShouldBe(HttpStatusCode.Accepted);
        (await StateAsync(client)).GetProperty("isStopped").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_no_job_and_what_cannot_be_asked_is_refused_with_a_sentence()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        await (await client.GetAsync($"{Jobs}/scrub/none")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.PostAsync($"{Jobs}/scrub/none/start", null)).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.PostAsync($"{Jobs}/scrub/default/dance", null)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    private static async Task<JsonElement> StateAsync(HttpClient client) =>
        await (await client.GetAsync($"{Jobs}/scrub/default")).ShouldBe(HttpStatusCode.OK).JsonAsync();
}
