namespace Archivolt.Cli.Tests;

public sealed class JobsTests : CliTest
{
    [Fact]
    public async Task Every_job_is_listed_with_how_far_it_came()
    {
        await PutAsync("content");
        var before = (await JobsAsync("list")).ShouldExitWith(0);
        before.Lines.Select(line => line.Split('\t')[0]).ShouldBe(["access", "coldstorage/check", "collect/default", "moves", "ownership", "records/expiry", "scrub/default", "tiering", "uploads/expiry"]);
        before.Lines.ShouldContain("scrub/default\tnever ran");

        (await JobsAsync("run", "scrub/default")).ShouldExitWith(0).Text
            .ShouldMatch(@"^scrub/default\tfinished \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\t1 of 1 done, 7 bytes, 0 failed\n$");

        var after = (await JobsAsync("show", "scrub/default", "--json")).ShouldExitWith(0).Json.ShouldHaveSingleItem();
        after.GetProperty("name").GetString().ShouldBe("scrub/default");
        after.GetProperty("isRunning").GetBoolean().ShouldBeFalse();
        (after.GetProperty("progress").GetProperty("items").GetInt64(), after.GetProperty("progress").GetProperty("bytes").GetInt64()).ShouldBe((1, 7));
    }

    [Fact]
    public async Task Commands_read_the_file_that_the_server_reads()
    {
        await PutAsync("content");
        var config = NewFile("config.json", """
            {"Archivolt": {"Console": {"Enabled": false}, "WebDav": {"Enabled": false}, "Cmis": {"Enabled": false}, "OAuth2": {"JwtSecret": "long enough for this"}, "OpenIdConnect": {"Authority": "https://id.example.org", "ClientId": "a", "Groups": {"urn:x": "members"}}, "Offload": {"Header": "X-Accel-Redirect"},
             "Telemetry": {"Prometheus": true}, "AllowedOrigins": ["https://app.example.org"]}}
            """);
        (await JobsAsync("list", "--config", config)).ShouldExitWith(0);
    }

    [Fact]
    public async Task A_job_with_a_schedule_tells_when_it_is_due()
    {
        await PutAsync("content");
        var config = NewFile("config.json", """{"Archivolt": {"Scrub": {"Every": "30.00:00:00"}, "Collection": {"Every": "1.00:00:00"}}}""");
        (await JobsAsync("list", "--config", config)).ShouldExitWith(0).Lines
            .Where(line => line.Contains(", due ", StringComparison.Ordinal)).Select(line => line.Split('\t')[0]).ShouldBe(["collect/default", "scrub/default"]);
        await JobsAsync("run", "scrub/default");

        var job = (await JobsAsync("show", "scrub/default", "--config", config, "--json")).ShouldExitWith(0).Json.Single();

        (job.GetProperty("due").GetDateTimeOffset() - job.GetProperty("progress").GetProperty("started").GetDateTimeOffset()).ShouldBe(TimeSpan.FromDays(30));
        (await JobsAsync("show", "scrub/default", "--config", config)).ShouldExitWith(0).Text
            .ShouldMatch(@"^scrub/default\tfinished \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, due \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\t");
        (await JobsAsync("stop", "scrub/default")).ShouldExitWith(0);
        (await JobsAsync("show", "scrub/default", "--config", config)).ShouldExitWith(0).Text.ShouldNotContain("due");
    }

    [Fact]
    public async Task A_run_that_finds_something_exits_with_1()
    {
        var file = FileOf(await PutAsync("content"));
        File.Delete(file);
        await File.WriteAllTextAsync(file, "damaged", TestContext.Current.CancellationToken);
        (await JobsAsync("run", "scrub/default")).ShouldExitWith(1).Text.ShouldContain("1 failed");
    }

    [Fact]
    public async Task A_stopped_job_stays_stopped_until_it_is_started_and_runs_when_somebody_runs_it()
    {
        await PutAsync("content");
        (await JobsAsync("stop", "scrub/default")).ShouldExitWith(0).Text.ShouldBe("scrub/default\tstopped\n");
        (await JobsAsync("show", "scrub/default", "--json")).ShouldExitWith(0).Json[0].GetProperty("isStopped").GetBoolean().ShouldBeTrue();
        (await JobsAsync("start", "scrub/default")).ShouldExitWith(0).Text.ShouldBe("scrub/default\tasked to run\n");
        (await JobsAsync("stop", "scrub/default")).ShouldExitWith(0);
        (await JobsAsync("run", "scrub/default")).ShouldExitWith(0).Text.ShouldContain("1 of 1 done");
        (await JobsAsync("show", "scrub/default")).ShouldExitWith(0).Text.ShouldNotContain("stopped");
    }

    [Theory]
    [InlineData("show")]
    [InlineData("run")]
    [InlineData("start")]
    [InlineData("stop")]
    public async Task A_job_that_there_is_not_is_a_wrong_use_that_names_those_there_are(string verb)
    {
        await PutAsync("content");
        var run = (await JobsAsync(verb, "scrub/none")).ShouldExitWith(2);
        run.Error.ShouldContain("There is no job 'scrub/none'");
        run.Error.ShouldContain("scrub/default");
    }

    private Task<CliRun> JobsAsync(params string[] args) => RunAsync(["jobs", .. args, "--data", DataHome]);
}
