using System.Diagnostics;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Benchmarks;

/// <summary>Puts and gets through a provider over a durable file store, in this process.</summary>
internal sealed class StoreBenchmarks(Scratch scratch, int rounds, bool quick)
{
    private const int Small = 4096;

    private readonly long _large = quick ? 128L << 20 : 1L << 30;
    private readonly int _count = quick ? 400 : 2000;

    public async IAsyncEnumerable<Measurement> RunAsync()
    {
        yield return await LargePutAsync();
        yield return await MediumPutAsync();
        yield return await SmallPutsByManyWritersAsync();
        yield return await DuplicatesAsync();
        yield return await SmallGetsAsync();
    }

    private Task<Measurement> LargePutAsync() => PutAsync($"put {_large >> 20} MiB, durable", _large, must: 1.2, goal: 1.0);

    private Task<Measurement> MediumPutAsync() => PutAsync("put 1 MiB, durable", 1 << 20, must: null, goal: null);

    private async Task<Measurement> PutAsync(string name, long length, double? must, double? goal)
    {
        await using var services = Open($"put-{length}", out var provider);
        var copies = scratch.Folder($"copies-{length}");
        return await new Measurement(name, "s", "cp; sync", HigherIsBetter: false, must, goal).TakeAsync(rounds, Ours, Theirs);

        async Task<double> Ours()
        {
            var source = scratch.RandomFile("source", length);
            await Shell.RunAsync($"sync {source}");
            var started = Stopwatch.GetTimestamp();
            await provider.WriteAsync(BlobSource.FromFile(source));
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        async Task<double> Theirs()
        {
            var source = scratch.RandomFile("source", length);
            await Shell.RunAsync($"sync {source}");
            var target = Path.Combine(copies, Guid.NewGuid().ToString("N"));
            return await Shell.TimeAsync($"cp {source} {target} && sync {target} && sync {copies}");
        }
    }

    private async Task<Measurement> SmallPutsByManyWritersAsync()
    {
        await using var services = Open("small", out var provider);
        return await new Measurement("put 4 KiB, durable, 16 writers", "/s", "one writer", HigherIsBetter: true, Must: 3.5, Goal: 3.5)
            .TakeAsync(rounds, () => PutsPerSecondAsync(provider, 16, _count * 4), () => PutsPerSecondAsync(provider, 1, _count));
    }

    private static async Task<double> PutsPerSecondAsync(BlobProvider provider, int writers, int count)
    {
        var contents = Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetBytes(Small)).ToList();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = writer; i < count; i += writers)
                await provider.WriteAsync(BlobSource.FromBytes(contents[i]));
        })));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<Measurement> DuplicatesAsync()
    {
        await using var services = Open("duplicates", out var provider);
        var contents = Enumerable.Range(0, _count).Select(_ => RandomNumberGenerator.GetBytes(Small)).ToList();
        foreach (var content in contents)
            await provider.WriteAsync(BlobSource.FromBytes(content));
        var folder = scratch.Folder("existing");
        foreach (var content in contents)
            await File.WriteAllBytesAsync(Path.Combine(folder, Name(content)), content);
        return await new Measurement("put 4 KiB already there", "/s", "SHA-256 and touching a file", HigherIsBetter: true, null, null)
            .TakeAsync(rounds, Ours, Theirs);

        async Task<double> Ours()
        {
            var started = Stopwatch.GetTimestamp();
            for (var pass = 0; pass < 5; pass++)
            {
                foreach (var content in contents)
                    await provider.WriteAsync(BlobSource.FromBytes(content));
            }
            return 5 * contents.Count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        Task<double> Theirs()
        {
            var started = Stopwatch.GetTimestamp();
            for (var pass = 0; pass < 5; pass++)
            {
                foreach (var content in contents)
                    File.SetLastWriteTimeUtc(Path.Combine(folder, Name(content)), DateTime.UtcNow);
            }
            return Task.FromResult(5 * contents.Count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        static string Name(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private async Task<Measurement> SmallGetsAsync()
    {
        await using var services = Open("gets", out var provider);
        var folder = scratch.Folder("files");
        var keys = new List<string>();
        for (var i = 0; i < _count; i++)
        {
            var content = RandomNumberGenerator.GetBytes(Small);
            var key = (await provider.WriteAsync(BlobSource.FromBytes(content))).Key.Key;
            await File.WriteAllBytesAsync(Path.Combine(folder, key), content);
            keys.Add(key);
        }
        var buffer = new byte[Small];
        return await new Measurement("get 4 KiB", "/s", "File.ReadAllBytes", HigherIsBetter: true, null, null).TakeAsync(rounds, Ours, Theirs);

        async Task<double> Ours()
        {
            var started = Stopwatch.GetTimestamp();
            for (var pass = 0; pass < 10; pass++)
            {
                foreach (var key in keys)
                {
                    await using var stream = await provider.OpenAsync(key);
                    await stream.ReadExactlyAsync(buffer);
                }
            }
            return 10 * keys.Count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        Task<double> Theirs()
        {
            var started = Stopwatch.GetTimestamp();
            for (var pass = 0; pass < 10; pass++)
            {
                foreach (var key in keys)
                    File.ReadAllBytes(Path.Combine(folder, key));
            }
            return Task.FromResult(10 * keys.Count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    private ServiceProvider Open(string name, out BlobProvider provider)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Archivolt:DataPath"] = scratch.Root,
            [$"Archivolt:Providers:{name}:Type"] = "File",
            [$"Archivolt:Providers:{name}:Path"] = $"store-{name}",
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddArchivolt(configuration);
        var built = services.BuildServiceProvider();
        provider = built.GetRequiredService<BlobManager>()[name];
        return built;
    }
}
