using System.Net;

namespace Archivolt.AspNetCore.Tests.Management;

/// <summary>A provider migrated by an administrator, worked on by the server itself.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private readonly RunningServer _server = new([
        "--Archivolt:Providers:default:Type=Memory", "--Archivolt:Providers:default:MigrateFrom:Type=File", "--Archivolt:Providers:default:MigrateFrom:Path=old",
        "--Archivolt:Providers:other:Type=Memory"]);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task It_is_started_watched_rolled_back_and_audited()
    {
        using var client = _server.Client();
        var listed = await (await client.GetAsync("api/v1/management/migrations")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        listed.GetProperty("entries").EnumerateArray().Select(entry => (entry.Text("provider"), entry.Text("phase"))).ShouldBe([("default", "notStarted")]);
        var id = (await _server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "before");

        (await AskAsync(client, "start")).ShouldBe(HttpStatusCode.Accepted);
        await UntilAsync(client, "verified");
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("before");
        (await AskAsync(client, "rollback")).ShouldBe(HttpStatusCode.Accepted);
        await UntilAsync(client, "rolledBack");

        // What was written to the new store is in the old one now.
        Directory.GetFiles(Path.Combine(_server.DataPath, "old", "data"), "*", SearchOption.AllDirectories).Length.ShouldBe(1);
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("before");
        var audit = await (await client.GetAsync("api/v1/management/audit?eventId=migrationRollback")).JsonAsync();
        audit.GetProperty("entries").EnumerateArray().ShouldHaveSingleItem().Text("principalName").ShouldBe(RunningServer.Admin);
        await (await AskAsync(client, "purge")).ShouldBeErrorAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_does_not_exist_or_makes_no_sense_is_refused()
    {
        using var client = _server.Client();
        await (await client.GetAsync("api/v1/management/migrations/other")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.GetAsync("api/v1/management/migrations/nosuch")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        (await (await AskAsync(client, "fly")).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("start, pause, resume");
        await (await AskAsync(client, "0")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await (await AskAsync(client, "purge")).ShouldBeErrorAsync(HttpStatusCode.Conflict)).ShouldContain("purge when every copy is verified");
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, string action) =>
        client.PostAsync($"api/v1/management/migrations/default/{action}", content: null);

    private async Task UntilAsync(HttpClient client, string phase)
    {
        for (var look = 0; ; look++)
        {
            var status = await (await client.GetAsync("api/v1/management/migrations/default")).ShouldBe(HttpStatusCode.OK).JsonAsync();
            if (status.Text("phase") == phase)
                return;
            look.ShouldBeLessThan(600, status.GetRawText());
            await Task.Delay(100);
        }
    }
}
