using System.Net;
using Archivolt.Documents;
using Archivolt.Documents.Renditions;
using Archivolt.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NetVips;

namespace Archivolt.AspNetCore.Tests.Renditions;

/// <summary>Renditions of new content that the job made before its first viewer came.</summary>
public sealed class RenditionsAheadTests
{
    private const string Jobs = "/nuxeo/api/v1/management/jobs";

    [Fact]
    public async Task The_first_viewer_of_new_content_waits_for_nothing()
    {
        await using var store = new CountingReads();
        await using var host = await StartAsync(store);
        var picture = await PictureAsync(host, "picture", 1200, 600);

        var made = await RunAsync(host);

        made.GetProperty("progress").GetProperty("items").GetInt32().ShouldBeGreaterThan(0);
        var reads = store.Reads(picture);
        using var client = host.Client();
        foreach (var (name, width) in ((string, int)[])[("thumbnail", 1000), ("Thumbnail", 100), ("Small", 560), ("Medium", 1000), ("FullHD", 1200)])
        {
            using var answer = (await client.GetAsync($"/nuxeo/api/v1/id/{picture.Id}/@rendition/{name}")).ShouldBe(HttpStatusCode.OK);
            using var view = Image.NewFromBuffer(await answer.Content.ReadAsByteArrayAsync());
            view.Width.ShouldBe(width);
        }
        store.Reads(picture).ShouldBe(reads);
        // Nobody had it downloaded.
        (await host.AuditAsync()).ShouldAllBe(entry => entry.PrincipalName == TestHost.Admin);
    }

    [Fact]
    public async Task What_is_made_is_not_made_again_and_a_change_is_seen()
    {
        await using var store = new CountingReads();
        await using var host = await StartAsync(store);
        var picture = await PictureAsync(host, "picture", 40, 20);
        await RunAsync(host);
        var reads = store.Reads(picture);
        await RunAsync(host);
        store.Reads(picture).ShouldBe(reads);

        host.Advance(TimeSpan.FromHours(1));
        using var client = host.Client();
        var other = Image.Black(30, 30).WriteToBuffer(".png");
        (await client.PutAsync($"/nuxeo/api/v1/id/{picture.Id}/@blob/file:content?filename=a.png", new ByteArrayContent(other))).ShouldBe(HttpStatusCode.OK);
        var changed = (await host.Documents.FindAsync("default", picture.Id))!;
        store.Reads(changed).ShouldBe(0);
        await RunAsync(host);
        store.Reads(changed).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_cannot_be_made_stops_nothing_and_is_no_problem()
    {
        await using var store = new CountingReads();
        await using var host = await StartAsync(store);
        await CreateAsync(host, "broken", "a.png", "no picture"u8.ToArray());
        await CreateAsync(host, "unknown", "a.bin", [1, 2, 3]);
        var picture = await PictureAsync(host, "picture", 40, 20);
        var done = await RunAsync(host);
        store.Reads(picture).ShouldBeGreaterThan(0);
        (done.TryGetProperty("problem", out var problem) ? problem.GetString() : null).ShouldBeNull();
    }

    [Fact]
    public async Task A_look_that_was_interrupted_goes_on_where_it_was()
    {
        await using var store = new CountingReads();
        await using var host = await StartAsync(store);
        var first = await PictureAsync(host, "first", 40, 20);
        var last = await PictureAsync(host, "last", 42, 20);
        var since = host.Clock.GetUtcNow().AddMinutes(-5).ToString("O");
        // The look goes from the newest to the oldest: what stands before this entry was looked at.
        var reached = (await host.AuditAsync("documentCreated"))[^1].Id;
        await LeaveAsync(host, $$"""{"since":"{{since}}","began":"{{since}}","before":{{reached}},"documents":7}""");

        var done = await RunAsync(host);

        (store.Reads(first) > 0, store.Reads(last)).ShouldBe((true, 0));
        done.GetProperty("progress").GetProperty("items").GetInt32().ShouldBeGreaterThan(7);
    }

    [Fact]
    public async Task Nothing_of_it_runs_unless_it_is_switched_on()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        await (await client.PostAsync($"{Jobs}/renditions/start", null)).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Settings_switch_it_on_and_name_what_is_made()
    {
        await using var server = await RunningServer.StartAsync(null, null, "--Archivolt:RenditionsAhead:Enabled", "true", "--Archivolt:RenditionsAhead:Names:0", "Small");
        server.Get<IOptions<RenditionsAheadOptions>>().Value.Names.ShouldBe(["Small"]);
        using var client = server.Client();
        (await client.GetAsync(Jobs + "/renditions")).ShouldBe(HttpStatusCode.OK);
    }

    private static Task<TestHost> StartAsync(CountingReads store) =>
        TestHost.StartAsync(store, archivolt => archivolt.Services.Configure<RenditionsAheadOptions>(options => (options.Enabled, options.Every, options.BytesPerSecond) = (true, TimeSpan.FromDays(1), 0)));

    private static async Task<Document> PictureAsync(TestHost host, string name, int width, int height) =>
        await CreateAsync(host, name, "a.png", Image.Black(width, height).WriteToBuffer(".png"));

    private static async Task<Document> CreateAsync(TestHost host, string name, string fileName, byte[] content)
    {
        using var client = host.Client();
        var created = await (await client.PostAsync("/nuxeo/api/v1/path/default-domain/workspaces", Json.Content(new Dictionary<string, object> { ["entity-type"] = "document", ["type"] = "File", ["name"] = name })))
            .ShouldBe(HttpStatusCode.Created).JsonAsync();
        (await client.PutAsync($"/nuxeo/api/v1/id/{created.Uid()}/@blob/file:content?filename={fileName}", new ByteArrayContent(content))).ShouldBe(HttpStatusCode.OK);
        return (await host.Documents.FindAsync("default", created.Uid()))!;
    }

    private static async Task LeaveAsync(TestHost host, string checkpoint)
    {
        var ledger = host.Services.GetRequiredService<IJobLedger>();
        Lease? lease;
        do
            lease = await ledger.TryTakeAsync("renditions", "another node", TimeSpan.FromMinutes(1));
        while (lease is null);
        await ledger.RenewAsync(lease, checkpoint, TimeSpan.FromMinutes(1));
        await ledger.ReleaseAsync(lease);
    }

    private static async Task<System.Text.Json.JsonElement> RunAsync(TestHost host)
    {
        using var client = host.Client();
        await host.RunJobAsync("renditions");
        return await (await client.GetAsync($"{Jobs}/renditions")).ShouldBe(HttpStatusCode.OK).JsonAsync();
    }
}
