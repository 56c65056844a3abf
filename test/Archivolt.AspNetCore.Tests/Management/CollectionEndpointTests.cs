using System.Net;
using System.Text.Json;
using Archivolt.Blobs;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Management;

public sealed class CollectionEndpointTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Collection_is_planned_run_looked_at_and_undone_over_HTTP()
    {
        await using var host = await TestHost.StartAsync(digest: DigestAlgorithm.Sha256);
        var kept = await host.CreateHelloAsync();
        var provider = host.Services.GetRequiredService<BlobManager>()["default"];
        var orphan = await provider.WriteAsync(BlobSource.FromText("orphan"));
        using var client = host.Client();

        var uploads = await EntriesAsync(client, "uploads");
        uploads.ShouldHaveSingleItem().GetProperty("key").GetString().ShouldBe(orphan.Key.Key);
        host.Advance(Day);
        var plan = await LinesAsync(await client.GetAsync("nuxeo/api/v1/management/collection/plan?provider=default&sizes=true"));
        plan.Count.ShouldBe(2);
        plan[0].GetProperty("key").GetString().ShouldBe(orphan.Key.ToString());
        plan[0].GetProperty("age").GetInt64().ShouldBe((long)Day.TotalSeconds);
        plan[1].GetProperty("summary").GetProperty("referencedBytes").GetInt64().ShouldBe("Hello World".Length);

        var run = await LinesAsync(await PostAsync(client, "run", """{"provider": "default"}"""));
        run[^1].GetProperty("summary").GetProperty("abandoned").GetInt64().ShouldBe(1);
        (await EntriesAsync(client, "collection/condemned?provider=default")).ShouldHaveSingleItem().GetProperty("reason").GetString().ShouldBe("abandoned");
        var status = (await EntriesAsync(client, "collection")).Single(entry => entry.GetProperty("provider").GetString() == "default");
        status.GetProperty("condemned").GetProperty("blobs").GetInt64().ShouldBe(1);
        status.GetProperty("run").GetProperty("phase").GetString().ShouldBe("done");

        using var restored = await PostAsync(client, "restore", $$"""{"provider": "default", "keys": ["{{orphan.Key.Key}}"]}""");
        (await JsonAsync(restored)).GetProperty("restored").GetInt64().ShouldBe(1);
        await LinesAsync(await PostAsync(client, "condemn", """{"provider": "default", "grace": 0}"""));
        var purged = await LinesAsync(await PostAsync(client, "purge", """{"provider": "default"}"""));
        purged[^1].GetProperty("summary").GetProperty("purged").GetInt64().ShouldBe(1);
        (await provider.StatAsync(orphan.Key.Key)).ShouldBeNull();
        (await provider.StatAsync(((BlobInfo)kept.Properties.Get("file:content")!).Key.Key)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_platforms_call_answers_the_platforms_status()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateHelloAsync();
        using var client = host.Client();
        using var answer = await client.DeleteAsync("nuxeo/api/v1/management/binaries/orphaned");
        var status = await JsonAsync(answer);
        status.GetProperty("entity-type").GetString().ShouldBe("binaryManagerStatus");
        status.GetProperty("numBinaries").GetInt64().ShouldBe(1);
        status.GetProperty("sizeBinaries").GetInt64().ShouldBe(11);
        status.GetProperty("numBinariesGC").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_collected_says_why()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        (await PostAsync(client, "run", """{"provider": "nope"}""")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(client, "run", "{}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(client, "run", """{"provider": "default", "grace": -1}""")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await host.Services.GetRequiredService<BlobManager>()["default"].WriteAsync(BlobSource.FromText("x"));
        using var refused = await PostAsync(client, "condemn", """{"provider": "default"}""");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("right database");
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body) =>
        client.PostAsync($"nuxeo/api/v1/management/collection/{path}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

    private static async Task<List<JsonElement>> EntriesAsync(HttpClient client, string path) =>
        [.. (await JsonAsync(await client.GetAsync($"nuxeo/api/v1/management/{path}"))).GetProperty("entries").EnumerateArray()];

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<List<JsonElement>> LinesAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
