using System.Net;
using System.Text.Json;
using Archivolt.Encryption;
using Archivolt.Jobs;
using Archivolt.Stores;
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
            .ShouldBe(["access", "coldstorage/check", "collect/default", "moves", "ownership", "records/expiry", "scrub/default", "tiering", "uploads/expiry"]);
        using var other = host.Client("somebody");
        await (await other.GetAsync(Jobs)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_job_is_started_watched_stopped_and_resumed_by_its_name()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateHelloAsync();
        using var client = host.Client();
        await host.RunJobAsync("scrub/default");
        var done = await StateAsync(client);
        (done.GetProperty("isRunning").GetBoolean(), done.GetProperty("progress").GetProperty("items").GetInt32()).ShouldBe((false, 1));
        (await client.PostAsync($"{Jobs}/scrub/default/stop", null)).ShouldBe(HttpStatusCode.Accepted);
        (await StateAsync(client)).GetProperty("isStopped").GetBoolean().ShouldBeTrue();
        (await client.PostAsync($"{Jobs}/scrub/default/resume", null)).ShouldBe(HttpStatusCode.Accepted);
        (await StateAsync(client)).GetProperty("isStopped").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("collect/default")]
    [InlineData("reencrypt/default")]
    public async Task A_checkpoint_of_another_version_is_named_and_the_job_starts_afresh(string job)
    {
        await using var encrypted = await Encrypted.OpenAsync(new MemoryStore(), [new RawMasterKey(new byte[32])]);
        await using var host = await TestHost.StartAsync(encrypted);
        await host.CreateHelloAsync();
        using var client = host.Client();
        await LeaveAsync(host, job, """{"provider":["of","a","later","version"]}""");
        (await StateAsync(client, job)).TryGetProperty("progress", out _).ShouldBeFalse();

        await host.RunJobAsync(job);

        var done = await StateAsync(client, job);
        done.Text("problem").ShouldNotBeNull().ShouldContain("starts afresh");
        done.GetProperty("progress").GetProperty("items").GetInt32().ShouldBe(1);
        await host.RunJobAsync(job);
        (await StateAsync(client, job)).Text("problem").ShouldBeNull("the next run reads what this version wrote");
    }

    [Fact]
    public async Task Moves_are_made_whatever_the_report_of_an_earlier_run_looks_like()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        await LeaveAsync(host, "moves", """{"started":"long ago"}""");
        (await client.GetAsync("nuxeo/api/v1/management/moves")).ShouldBe(HttpStatusCode.OK);

        await host.RunJobAsync("moves");

        (await StateAsync(client, "moves")).GetProperty("progress").GetProperty("failed").GetInt32().ShouldBe(0);
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

    private static async Task<JsonElement> StateAsync(HttpClient client, string job = "scrub/default") =>
        await (await client.GetAsync($"{Jobs}/{job}")).ShouldBe(HttpStatusCode.OK).JsonAsync();

    // A node that is gone left it, after somebody had stopped the job: the runner of the host would go on with it at once.
    private static async Task LeaveAsync(TestHost host, string job, string checkpoint)
    {
        var ledger = host.Services.GetRequiredService<IJobLedger>();
        await ledger.RequestAsync(job, JobRequest.Stop);
        var lease = (await ledger.TryTakeAsync(job, "another node", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        await ledger.RenewAsync(lease, checkpoint, TimeSpan.FromMinutes(1));
        await ledger.ReleaseAsync(lease);
    }
}
