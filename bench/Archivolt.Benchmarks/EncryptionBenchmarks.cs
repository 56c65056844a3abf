using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Nuxeo;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Benchmarks;

/// <summary>What encryption costs: against the same provider in clear, against <c>openssl enc</c>, and the platform's own form.</summary>
internal sealed class EncryptionBenchmarks(Scratch scratch, int rounds, bool quick)
{
    private const string OpenSslKey = "-K 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f -iv 000102030405060708090a0b0c0d0e0f";
    private const double MostMemory = 100;

    private readonly long _large = quick ? 128L << 20 : 1L << 30;

    public async IAsyncEnumerable<Measurement> RunAsync()
    {
        await using var clear = Open("clear", out var inClear);
        await using var encrypted = Open("encrypted", out var inCipher, ("KeyFile", KeyFile()));
        yield return await PutAsync(inCipher, "the same in clear", must: 1.15, source => SecondsAsync(() => inClear.WriteAsync(BlobSource.FromFile(source))));
        var copies = scratch.Folder("openssl");
        if (Shell.Has("openssl"))
        {
            yield return await PutAsync(inCipher, "openssl enc; sync", must: 1.0, source =>
            {
                var target = Path.Combine(copies, Guid.NewGuid().ToString("N"));
                return Shell.TimeAsync($"openssl enc -aes-256-ctr {OpenSslKey} -in {source} -out {target} && sync {target} && sync {copies}");
            });
        }
        var source = scratch.RandomFile("source", _large);
        var keys = (Clear: await KeyOfAsync(inClear, source), Encrypted: await KeyOfAsync(inCipher, source));
        yield return await new Measurement($"get {Mebi(_large)} MiB, encrypted, into a file", "s", "the same in clear", HigherIsBetter: false, Must: 1.25, Goal: 1.25)
            .TakeAsync(rounds, () => GetIntoFileAsync(inCipher, keys.Encrypted), () => GetIntoFileAsync(inClear, keys.Clear));
        // From the page cache into nowhere: what decryption costs where nothing else costs anything.
        yield return await new Measurement($"read {Mebi(_large)} MiB, encrypted, in memory", "s", "the same in clear", HigherIsBetter: false, Must: null, Goal: null)
            .TakeAsync(rounds, () => GetAsync(inCipher, keys.Encrypted), () => GetAsync(inClear, keys.Clear));
        if (Shell.Has("openssl"))
        {
            await Shell.RunAsync($"openssl enc -aes-256-ctr {OpenSslKey} -in {source} -out {copies}/stored");
            yield return await new Measurement($"read {Mebi(_large)} MiB, encrypted, in memory", "s", "openssl enc -d", HigherIsBetter: false, Must: 1.0, Goal: 1.0)
                .TakeAsync(rounds, () => GetAsync(inCipher, keys.Encrypted), () => Shell.TimeAsync($"openssl enc -d -aes-256-ctr {OpenSslKey} -in {copies}/stored -out /dev/null"));
        }
        foreach (var measurement in await PlatformFormAsync(source))
            yield return measurement;
    }

    private Task<Measurement> PutAsync(BlobProvider provider, string reference, double must, Func<string, Task<double>> theirs)
    {
        return new Measurement($"put {Mebi(_large)} MiB, encrypted, durable", "s", reference, HigherIsBetter: false, must, must).TakeAsync(rounds,
            () => WithFreshAsync(source => SecondsAsync(() => provider.WriteAsync(BlobSource.FromFile(source)))), () => WithFreshAsync(theirs));

        // New content each time, so that nothing is there already; made and synced outside the measured time.
        async Task<double> WithFreshAsync(Func<string, Task<double>> measured)
        {
            var source = scratch.RandomFile("source", _large);
            await Shell.RunAsync($"sync {source}");
            return await measured(source);
        }
    }

    /// <summary>Reading the platform's GCM form: twice as much takes twice as long, and memory stays.</summary>
    private async Task<IReadOnlyList<Measurement>> PlatformFormAsync(string source)
    {
        var half = scratch.RandomFile("half", _large / 2);
        await using var services = Open("platform", out var provider, ("Format", "nuxeo"), ("Password", "benchmark"));
        var keys = (Whole: await KeyOfAsync(provider, source), Half: await KeyOfAsync(provider, half));
        var linear = await new Measurement($"read {Mebi(_large)} MiB of NUXEOCRYPT, GCM", "MiB/s", "half as much", HigherIsBetter: true, Must: 0.8, Goal: 0.9).TakeAsync(rounds,
            async () => Mebi(_large) / await NewProcessAsync(keys.Whole, _ => { }), async () => Mebi(_large / 2) / await NewProcessAsync(keys.Half, _ => { }));
        var memory = await new Measurement("its peak resident memory", "MiB", "100 MiB", HigherIsBetter: false, Must: 1.0, Goal: 1.0).TakeAsync(1, async () =>
        {
            var peak = 0.0;
            await NewProcessAsync(keys.Whole, value => peak = value);
            return peak;
        }, () => Task.FromResult(MostMemory));
        return [linear, memory];
    }

    // In a process of its own, since nothing that was proven or derived before is to be known, and its memory is to be its own.
    private async Task<double> NewProcessAsync(string key, Action<double> peak)
    {
        var output = await Shell.RunAsync($"dotnet {Path.Combine(AppContext.BaseDirectory, "Archivolt.Benchmarks.dll")} read-platform {scratch.Root} {key}");
        var figures = output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToList();
        peak(figures[1]);
        return figures[0];
    }

    /// <summary>Reads a blob of the platform's form and prints seconds and peak memory in MiB; the hidden command <c>read-platform</c>.</summary>
    public static async Task ReadPlatformAsync(string root, string key)
    {
        await using var services = Open(root, "platform", out var provider, ("Format", "nuxeo"), ("Password", "benchmark"));
        var seconds = await GetAsync(provider, key);
        using var self = Process.GetCurrentProcess();
        await Console.Out.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{seconds} {self.PeakWorkingSet64 / (double)(1 << 20)}"));
    }

    private async Task<double> GetIntoFileAsync(BlobProvider provider, string key)
    {
        var target = Path.Combine(scratch.Root, "got");
        File.Delete(target);
        return await SecondsAsync(async () =>
        {
            await using var content = await provider.OpenAsync(key);
            await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            await content.CopyToAsync(file, 256 * 1024);
            file.Flush(flushToDisk: true);
        });
    }

    private static async Task<double> GetAsync(BlobProvider provider, string key)
    {
        var buffer = new byte[256 * 1024];
        return await SecondsAsync(async () =>
        {
            await using var content = await provider.OpenAsync(key);
            while (await content.ReadAsync(buffer) > 0)
            {
            }
        });
    }

    private static async Task<double> SecondsAsync(Func<Task> action)
    {
        var started = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<string> KeyOfAsync(BlobProvider provider, string file) => (await provider.WriteAsync(BlobSource.FromFile(file))).Key.Key;

    private static long Mebi(long bytes) => bytes >> 20;

    private string KeyFile()
    {
        var path = Path.Combine(scratch.Root, "key");
        File.WriteAllText(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        return path;
    }

    private ServiceProvider Open(string name, out BlobProvider provider, params (string Name, string Value)[] encryption) => Open(scratch.Root, name, out provider, encryption);

    private static ServiceProvider Open(string root, string name, out BlobProvider provider, params (string Name, string Value)[] encryption)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Archivolt:DataPath", root),
            new($"Archivolt:Providers:{name}:Path", $"store-{name}"),
            .. encryption.Select(setting => KeyValuePair.Create<string, string?>($"Archivolt:Providers:{name}:Encryption:{setting.Name}", setting.Value)),
        ]).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddArchivolt(configuration).AddNuxeoContributions(configuration);
        var built = services.BuildServiceProvider();
        provider = built.GetRequiredService<BlobManager>()[name];
        return built;
    }
}
