using System.Net;
using Archivolt.Blobs;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Management;

public sealed class MovesTests
{
    [Fact]
    public async Task A_changed_document_shows_its_move_until_it_is_made_and_old_tokens_stay_good()
    {
        await using var host = await StartAsync();
        using var client = host.Client();
        var document = await host.CreateHelloAsync();
        var changed = await (await client.PutAsync($"nuxeo/api/v1/id/{document.Id}", Body("dc:source", "cold"))).ShouldBe(HttpStatusCode.OK).JsonAsync();

        var moves = await (await client.GetAsync("nuxeo/api/v1/management/moves")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        moves.GetProperty("waiting").GetInt64().ShouldBe(1);
        var move = moves.GetProperty("entries").EnumerateArray().ShouldHaveSingleItem();
        (move.Text("documentId"), move.Text("source"), move.Text("target"), move.Text("rule")).ShouldBe((document.Id, "default", "cold", "dc:source=cold"));

        (await client.PostAsync("nuxeo/api/v1/management/moves/pause", null)).ShouldBe(HttpStatusCode.NoContent);
        (await host.Services.GetRequiredService<MoveRun>().RunAsync()).ShouldBeNull();
        (await client.PostAsync("nuxeo/api/v1/management/moves/resume", null)).ShouldBe(HttpStatusCode.NoContent);
        (await host.Services.GetRequiredService<MoveRun>().RunAsync()).ShouldNotBeNull().Moved.ShouldBe(1);

        moves = await (await client.GetAsync("nuxeo/api/v1/management/moves")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        moves.GetProperty("entries").GetArrayLength().ShouldBe(0);
        moves.GetProperty("progress").GetProperty("moved").GetInt64().ShouldBe(1);
        (await client.GetStringAsync($"nuxeo/nxfile/default/{document.Id}/file:content")).ShouldBe("Hello World");
        (await client.PutAsync($"nuxeo/api/v1/id/{document.Id}", Body("dc:title", "x", changed.Text("changeToken")))).ShouldBe(HttpStatusCode.OK);
        var key = ((BlobInfo)(await host.Documents.FindAsync("default", document.Id))!.Properties.Get("file:content")!).Key;
        key.Provider.ShouldBe("cold");
        await (await client.PutAsync($"nuxeo/api/v1/id/{document.Id}", Body("dc:title", "y", changed.Text("changeToken")))).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        await (await client.GetAsync("nuxeo/api/v1/management/moves?limit=-1")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await (await client.PostAsync("nuxeo/api/v1/management/moves/retry", null)).ShouldBe(HttpStatusCode.OK).JsonAsync())
            .GetProperty("retried").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_look_at_all_documents_is_asked_for_and_shown()
    {
        await using var host = await StartAsync();
        using var client = host.Client();
        var tiering = await (await client.GetAsync("nuxeo/api/v1/management/tiering")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        tiering.GetProperty("dependsOnTime").GetBoolean().ShouldBeFalse();
        (await client.PostAsync("nuxeo/api/v1/management/tiering/run", null)).ShouldBe(HttpStatusCode.Accepted);
        // The host's own runner may be at it; then this one has to wait.
        while (await host.Services.GetRequiredService<TieringScan>().RunAsync() is null)
            await Task.Yield();
        tiering = await (await client.GetAsync("nuxeo/api/v1/management/tiering")).JsonAsync();
        tiering.GetProperty("progress").GetProperty("documents").GetInt64().ShouldBe(5);
        tiering.GetProperty("asked").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("GET", null, true)]
    [InlineData("GET", "bytes=3-5", true)]
    [InlineData("HEAD", null, false)]
    public async Task Handing_out_content_is_an_access_and_telling_about_it_is_none(string method, string? range, bool isAccess)
    {
        var accesses = new Accesses();
        await using var host = await StartAsync(accesses);
        using var client = host.Client();
        var document = await host.CreateHelloAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"nuxeo/nxfile/default/{document.Id}/file:content");
        request.Headers.TryAddWithoutValidation("Range", range);
        (await client.SendAsync(request)).IsSuccessStatusCode.ShouldBeTrue();
        using var last = await client.GetAsync($"nuxeo/nxfile/default/{(await host.CreateAsync("File", ("file:content", BlobSource.FromText("last")))).Id}");
        host.Advance(TimeSpan.FromMinutes(1));
        var keys = await accesses.Recorded.Task.WaitAsync(TimeSpan.FromSeconds(30));
        keys.Contains(((BlobInfo)document.Properties.Get("file:content")!).Key).ShouldBe(isAccess);
        keys.Count.ShouldBe(isAccess ? 2 : 1);
    }

    private static StringContent Body(string property, string value, string? token = null) => Json.Text(
        $$"""{"entity-type": "document", "properties": {"{{property}}": "{{value}}"}{{(token is null ? "" : $", \"changeToken\": \"{token}\"")}}}""");

    private static Task<TestHost> StartAsync(IBlobAccess? access = null) => TestHost.StartAsync(configure: archivolt =>
    {
        archivolt.AddProvider("cold", _ => new MemoryStore());
        archivolt.UseRules(new DispatchRule("dc:source=cold", "cold"), new DispatchRule("default", "default"));
        // The test makes the moves.
        archivolt.Services.Configure<MoveOptions>(options => options.Parallel = 0);
        if (access is not null)
            archivolt.Services.AddSingleton(access);
    });

    private sealed class Accesses : IBlobAccess
    {
        public TaskCompletionSource<HashSet<BlobKey>> Recorded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task RecordAsync(IReadOnlyCollection<KeyValuePair<BlobKey, DateTimeOffset>> accesses, CancellationToken cancellationToken = default)
        {
            Recorded.TrySetResult([.. accesses.Select(access => access.Key)]);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyDictionary<BlobKey, DateTimeOffset>> FindAsync(
            IReadOnlyCollection<BlobKey> keys, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyDictionary<BlobKey, DateTimeOffset>>(new Dictionary<BlobKey, DateTimeOffset>());

        public Task<int> PruneAsync(CancellationToken cancellationToken = default) => Task.FromResult(0);
    }
}
