using System.Net;
using Archivolt.Documents;
using Archivolt.Postgres;

namespace Archivolt.AspNetCore.Tests.Server;

/// <summary>What the server stands on is deleted, replaced or moved away while it runs, and comes back.</summary>
public sealed class LostGroundTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();
    private HttpClient _client = null!;
    private string _id = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _client = _server.Client();
        _id = (await _server.CreateAsync()).Uid();
        (await _client.PutBlobAsync(_id, "file:content", "content")).ShouldBe(HttpStatusCode.OK);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("data")]
    [InlineData("tmp")]
    public async Task Without_its_directories_a_store_takes_nothing_misses_nothing_and_health_says_so(string lost)
    {
        var place = Path.Combine(_server.DataPath, "binaries", lost);
        Directory.Move(place, Aside);

        (await _client.PutBlobAsync(_id, "file:content", "other content")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await HealthAsync("provider default")).ShouldContain("is not there any more");
        if (lost != "tmp")
            (await _client.GetAsync($"nxfile/default/{_id}/file:content", Cancelled)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        Directory.Move(Aside, place);
        (await _client.GetAsync("/health/ready", Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _client.GetStringAsync($"nxfile/default/{_id}/file:content", Cancelled)).ShouldBe("content");
        (await _client.PutBlobAsync(_id, "file:content", "other content")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(".db", false)]
    [InlineData(".db", true)]
    [InlineData(".db-wal", false)]
    [InlineData(".db-shm", false)]
    public async Task Without_its_database_file_the_server_acknowledges_nothing_and_health_says_so(string lost, bool isReplaced)
    {
        Assert.SkipWhen(ServerDatabase.IsPostgres, "PostgreSQL looks after its own files.");
        var file = Path.Combine(_server.DataPath, "archivolt" + lost);
        File.Move(file, Aside);
        if (isReplaced)
            File.Copy(Aside, file);

        (await _client.PutBlobAsync(_id, "file:content", "other content")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await _client.DeleteAsync($"api/v1/id/{_id}", Cancelled)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await HealthAsync("database")).ShouldContain("was deleted, replaced or moved away");
        File.Exists(file).ShouldBe(isReplaced);

        File.Move(Aside, file, overwrite: true);
        (await _client.PutBlobAsync(_id, "file:content", "other content")).ShouldBe(HttpStatusCode.OK);
        (await _client.GetAsync("/health/ready", Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _server.Get<IDocumentStore>().FindAsync("default", _id, Cancelled)).ShouldNotBeNull();
    }

    private string Aside => Path.Combine(_server.DataPath, "aside");

    private async Task<string> HealthAsync(string check)
    {
        var health = await (await _client.GetAsync("/health/ready", Cancelled)).ShouldBe(HttpStatusCode.ServiceUnavailable).JsonAsync();
        health.Text("status").ShouldBe("not ready");
        return health.GetProperty("checks").Text(check)!;
    }
}
