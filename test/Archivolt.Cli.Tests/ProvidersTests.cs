namespace Archivolt.Cli.Tests;

public sealed class ProvidersTests : CliTest
{
    [Fact]
    public async Task A_sound_provider_passes_its_check()
    {
        await PutAsync("content");
        var run = (await RunAsync("providers", "check", "default", "--data", DataHome)).ShouldExitWith(0);
        run.Lines.Select(line => string.Join(' ', line.Split('\t')[..2])).ShouldBe(["open ok", "write ok", "stat ok", "read ok", "range ok", "list ok", "url -", "delete ok"]);
        (await RunAsync("verify", "--data", DataHome)).ShouldExitWith(0).Text.ShouldStartWith("1 blob,");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_finding_that_says_what_to_see_to()
    {
        var config = NewFile("remote.json", """
            { "Archivolt": { "Providers": { "remote": { "Type": "S3", "Bucket": "b", "Endpoint": "http://127.0.0.1:1", "Region": "r", "AccessKey": "id", "SecretKey": "s3cret", "Retries": 0 } } } }
            """);
        var run = (await RunAsync("providers", "check", "remote", "--json", "--config", config, "--data", DataHome)).ShouldExitWith(1);
        var step = run.Json.ShouldHaveSingleItem();
        step.GetProperty("step").GetString().ShouldBe("open");
        step.GetProperty("outcome").GetString().ShouldBe("failed");
        step.GetProperty("advice").GetString()!.ShouldContain("reaches it");
        (run.Text + run.Error).ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task An_unknown_provider_is_a_mistake_in_the_command() =>
        (await RunAsync("providers", "check", "nosuch", "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("There is no provider 'nosuch'");
}
