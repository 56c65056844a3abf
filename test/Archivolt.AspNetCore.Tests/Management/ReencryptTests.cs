using System.Net;
using System.Text.Json;
using Archivolt.Blobs;
using Archivolt.Encryption;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Management;

public sealed class ReencryptTests
{
    private const string Start = """{"provider":"default"}""";

    [Fact]
    public async Task A_provider_is_re_encrypted_in_the_background()
    {
        await using var encrypted = await Encrypted.OpenAsync(new MemoryStore(), [new RawMasterKey(new byte[32])]);
        await using var host = await TestHost.StartAsync(encrypted);
        var provider = host.Services.GetRequiredService<BlobManager>()["default"];
        for (var i = 0; i < 20; i++)
            await provider.WriteAsync(BlobSource.FromText($"content {i}"));
        await provider.Ability<Keyring>()!.RotateAsync();
        using var client = host.Client();
        await (await client.GetAsync("nuxeo/api/v1/management/reencrypt/default")).ShouldBeErrorAsync(HttpStatusCode.NotFound);

        var started = await (await client.PostAsync("nuxeo/api/v1/management/reencrypt", Json.Text(Start))).ShouldBe(HttpStatusCode.Accepted).JsonAsync();
        started.Text("provider").ShouldBe("default");
        await host.Services.GetRequiredService<JobRunner>().WhenIdleAsync();

        var status = await (await client.GetAsync("nuxeo/api/v1/management/reencrypt/default")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        (status.GetProperty("isFinished").GetBoolean(), status.GetProperty("isRunning").GetBoolean()).ShouldBe((true, false));
        (status.GetProperty("blobs").GetInt32(), status.GetProperty("rewritten").GetInt32(), status.GetProperty("failed").GetInt32()).ShouldBe((20, 20, 0));
    }

    [Fact]
    public async Task It_runs_once_at_a_time_stops_when_it_is_asked_to_and_goes_on_where_it_was()
    {
        using var gate = new SemaphoreSlim(0);
        var gated = new GatedStore(new MemoryStore(), gate);
        await using var encrypted = await Encrypted.OpenAsync(gated, [new RawMasterKey(new byte[32])]);
        await using var host = await TestHost.StartAsync(encrypted);
        var provider = host.Services.GetRequiredService<BlobManager>()["default"];
        for (var i = 0; i < 30; i++)
            await provider.WriteAsync(BlobSource.FromText($"content {i}"));
        await provider.Ability<Keyring>()!.RotateAsync();
        var work = host.Services.GetRequiredService<JobRunner>();
        using var client = host.Client();
        gated.IsShut = true;
        (await client.PostAsync("nuxeo/api/v1/management/reencrypt", Json.Text(Start))).ShouldBe(HttpStatusCode.Accepted);
        await (await client.PostAsync("nuxeo/api/v1/management/reencrypt", Json.Text(Start))).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        // Stopped earlier, it would end before its first write.
        await gated.Reached;
        (await client.DeleteAsync("nuxeo/api/v1/management/reencrypt/default")).ShouldBe(HttpStatusCode.NoContent);
        // The next checkpoint is due, and brings the request along.
        host.Advance(TimeSpan.FromSeconds(6));
        gate.Release(1000);
        await work.WhenIdleAsync();
        var stopped = await StatusAsync(client);
        (stopped.GetProperty("isFinished").GetBoolean(), stopped.GetProperty("isRunning").GetBoolean()).ShouldBe((false, false));
        var before = stopped.GetProperty("blobs").GetInt32();
        before.ShouldBeInRange(1, 29);

        (await client.PostAsync("nuxeo/api/v1/management/reencrypt", Json.Text(Start))).ShouldBe(HttpStatusCode.Accepted);
        await work.WhenIdleAsync();
        var finished = await StatusAsync(client);
        finished.GetProperty("isFinished").GetBoolean().ShouldBeTrue();
        finished.GetProperty("blobs").GetInt32().ShouldBe(30, "what was done is not counted twice");
    }

    [Fact]
    public async Task What_cannot_be_re_encrypted_is_refused_with_a_sentence()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.Client();
        await (await client.PostAsync("nuxeo/api/v1/management/reencrypt", Json.Text(Start))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.PostAsync("nuxeo/api/v1/management/reencrypt", Json.Text("{}"))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.PostAsync("nuxeo/api/v1/management/reencrypt", Json.Text("""{"provider":"nosuch"}"""))).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.GetAsync("nuxeo/api/v1/management/reencrypt/nosuch")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        using var other = host.Client("somebody");
        await (await other.PostAsync("nuxeo/api/v1/management/reencrypt", Json.Text(Start))).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
    }

    private static async Task<JsonElement> StatusAsync(HttpClient client) =>
        await (await client.GetAsync("nuxeo/api/v1/management/reencrypt/default")).ShouldBe(HttpStatusCode.OK).JsonAsync();

    /// <summary>Once it is shut, each write waits for its turn.</summary>
    private sealed class GatedStore(IBlobStore inner, SemaphoreSlim gate) : StoreLayer(inner)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsShut { get; set; }

        /// <summary>Ends when somebody waits before the gate.</summary>
        public Task Reached => _reached.Task;

        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (IsShut)
            {
                _reached.TrySetResult();
                await gate.WaitAsync(cancellationToken);
            }
            return await base.BeginWriteAsync(options, cancellationToken);
        }
    }
}
