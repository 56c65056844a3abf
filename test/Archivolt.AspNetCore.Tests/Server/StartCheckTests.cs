using System.Net;
using Archivolt.Blobs;

namespace Archivolt.AspNetCore.Tests.Server;

/// <summary>A configuration under which content would be lost or uploads fail ends the start with a sentence.</summary>
public sealed class StartCheckTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("archivolt-server-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Without_the_provider_that_uploads_go_to_the_server_does_not_start()
    {
        var refusal = await Should.ThrowAsync<BlobException>(() => RunningServer.StartAsync(null, _data, "--Archivolt:Providers:files:Path", "files"));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain("Archivolt:Providers:default");
        refusal.Message.ShouldContain("Configured: files.");
    }

    [Fact]
    public async Task A_renamed_provider_is_told_by_health_and_its_content_is_there_again_under_the_old_name()
    {
        var first = await RunningServer.StartAsync(null, _data);
        var id = (await first.CreateAsync()).Uid();
        using (var client = first.Client())
            (await client.PutBlobAsync(id, "file:content", "kept")).ShouldBe(HttpStatusCode.OK);
        await first.StopAsync();

        string[] renamed = ["--Archivolt:Providers:files:Path", "binaries", "--Archivolt:Dispatch:Default", "files"];
        var second = await RunningServer.StartAsync(null, _data, renamed);
        using (var client = second.Client())
            (await client.GetStringAsync("/health/ready")).ShouldContain("documents refer to", Case.Insensitive);
        await second.StopAsync();

        var third = await RunningServer.StartAsync(null, _data);
        using (var client = third.Client())
            (await client.GetStringAsync($"nxfile/default/{id}/file:content")).ShouldBe("kept");
        await third.StopAsync();
    }

    [Fact]
    public async Task A_store_whose_directory_is_gone_ends_the_start_and_nothing_is_made_there()
    {
        var first = await RunningServer.StartAsync(null, _data);
        var id = (await first.CreateAsync()).Uid();
        using (var client = first.Client())
            (await client.PutBlobAsync(id, "file:content", "kept")).ShouldBe(HttpStatusCode.OK);
        await first.StopAsync();
        var store = Path.Combine(_data, "binaries");
        Directory.Move(store, store + ".unmounted");

        (await Should.ThrowAsync<BlobException>(() => RunningServer.StartAsync(null, _data))).Message.ShouldContain("mounted");
        Directory.Exists(store).ShouldBeFalse();

        Directory.Move(store + ".unmounted", store);
        var again = await RunningServer.StartAsync(null, _data);
        using (var client = again.Client())
            (await client.GetStringAsync($"nxfile/default/{id}/file:content")).ShouldBe("kept");
        await again.StopAsync();
    }
}
