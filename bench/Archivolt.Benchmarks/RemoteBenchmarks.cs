using System.Diagnostics;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.GridFS;
using Archivolt.Providers;
using Archivolt.Rclone;
using Archivolt.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Benchmarks;

/// <summary>A large put and get in places of others, beside the tools that people use for them. What arrived is compared every time.</summary>
internal sealed class RemoteBenchmarks(Scratch scratch, int rounds, int mebibytes)
{
    private readonly string _got = Path.Combine(scratch.Root, "got");

    public async IAsyncEnumerable<Measurement> RunAsync(RemotePlace place)
    {
        await using var services = Open(scratch, "remote", place.Settings, out var provider);
        foreach (var tool in place.Tools)
        {
            yield return await PutAsync(place, provider, tool);
            yield return await GetAsync(place, provider, tool);
        }
    }

    /// <summary>A provider of its own with these settings.</summary>
    public static ServiceProvider Open(Scratch scratch, string name, IReadOnlyDictionary<string, string> settings, out BlobProvider provider)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Archivolt:DataPath", scratch.Root),
            .. settings.Select(setting => KeyValuePair.Create<string, string?>($"Archivolt:Providers:{name}:{setting.Key}", setting.Value)),
        ]).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddArchivolt(configuration, archivolt => archivolt.AddS3Stores().AddGridFSStores().AddRcloneStores());
        var built = services.BuildServiceProvider();
        provider = built.GetRequiredService<BlobManager>()[name];
        return built;
    }

    private Task<Measurement> PutAsync(RemotePlace place, BlobProvider provider, ReferenceTool tool)
    {
        return new Measurement($"{place.Name}: put {mebibytes} MiB", "MiB/s", tool.Name, HigherIsBetter: true, place.Must, place.Must).TakeAsync(rounds, Ours, Theirs);

        async Task<double> Ours()
        {
            var source = await FreshAsync();
            var started = Stopwatch.GetTimestamp();
            var key = (await provider.WriteAsync(BlobSource.FromFile(source))).Key.Key;
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await Shell.RunAsync(tool.Get(place.NameOf(key), _got));
            await CheckAsync(key, tool.Name);
            await Shell.RunAsync(tool.Delete(place.NameOf(key)));
            return mebibytes / seconds;
        }

        async Task<double> Theirs()
        {
            var source = await FreshAsync();
            var seconds = await Shell.TimeAsync(tool.Put(source, "reference"));
            await Shell.RunAsync(tool.Delete("reference"));
            return mebibytes / seconds;
        }
    }

    private async Task<Measurement> GetAsync(RemotePlace place, BlobProvider provider, ReferenceTool tool)
    {
        var key = (await provider.WriteAsync(BlobSource.FromFile(await FreshAsync()))).Key.Key;
        var measured = await new Measurement($"{place.Name}: get {mebibytes} MiB into a file", "MiB/s", tool.Name, HigherIsBetter: true, place.Must, place.Must).TakeAsync(rounds, Ours, Theirs);
        await Shell.RunAsync(tool.Delete(place.NameOf(key)));
        return measured;

        async Task<double> Ours()
        {
            var started = Stopwatch.GetTimestamp();
            await using (var content = await provider.OpenAsync(key))
            await using (var file = new FileStream(_got, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
                await content.CopyToAsync(file, 256 * 1024);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await CheckAsync(key, "Archivolt");
            return mebibytes / seconds;
        }

        async Task<double> Theirs()
        {
            var seconds = await Shell.TimeAsync(tool.Get(place.NameOf(key), _got));
            await CheckAsync(key, tool.Name);
            return mebibytes / seconds;
        }
    }

    // Written back before the clock starts.
    private async Task<string> FreshAsync()
    {
        var source = scratch.RandomFile("source", (long)mebibytes << 20);
        await Shell.RunAsync($"sync {source}");
        return source;
    }

    private async Task CheckAsync(string key, string who)
    {
        await using (var file = File.OpenRead(_got))
        {
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file)) != key)
                throw new InvalidOperationException($"What {who} got is not what was put.");
        }
        File.Delete(_got);
    }
}
