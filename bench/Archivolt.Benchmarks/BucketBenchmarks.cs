using System.Diagnostics;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Providers;

namespace Archivolt.Benchmarks;

/// <summary>A bucket of S3: many small objects, listings, the cache, and the memory of a server that keeps its content there.</summary>
internal sealed class BucketBenchmarks
{
    private const int Writers = 16;
    private const string Bucket = "bench";

    private readonly Scratch _scratch;
    private readonly int _rounds;
    private readonly string _aws;

    private BucketBenchmarks(Scratch scratch, int rounds, string aws) => (_scratch, _rounds, _aws) = (scratch, rounds, aws);

    /// <summary>The bucket, for the puts and gets that every place has.</summary>
    public RemotePlace Place { get; private init; } = null!;

    /// <summary>Makes the bucket.</summary>
    public static async Task<BucketBenchmarks> CreateAsync(TestServer server, Scratch scratch, int rounds)
    {
        // http://ID:SECRET@HOST:PORT/REGION
        var uri = new Uri(await server.VariableAsync("ARCHIVOLT_TEST_S3"));
        var (login, endpoint, region) = (uri.UserInfo.Split(':'), uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped), uri.AbsolutePath.Trim('/'));
        var configuration = Path.Combine(scratch.Root, "aws.conf");
        await File.WriteAllTextAsync(configuration, $"[default]\nregion = {region}\ns3 =\n  max_concurrent_requests = {Writers}\n");
        // Debian's own before another one on the path.
        var program = File.Exists("/usr/bin/aws") ? "/usr/bin/aws" : "aws";
        var aws = $"AWS_CONFIG_FILE={configuration} AWS_ACCESS_KEY_ID={login[0]} AWS_SECRET_ACCESS_KEY={login[1]} AWS_EC2_METADATA_DISABLED=true {program} --endpoint-url {endpoint} s3";
        await Shell.RunAsync($"{aws} mb s3://{Bucket}");
        var copy = $"{aws} cp --only-show-errors";
        var rclone = await RclonePlace.ToolAsync("s3", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["provider"] = "Ceph",
            ["endpoint"] = endpoint,
            ["region"] = region,
            ["access_key_id"] = login[0],
            ["secret_access_key"] = login[1],
        }, Bucket, scratch);
        var place = new RemotePlace("S3", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Type"] = "S3",
            ["Bucket"] = Bucket,
            ["Endpoint"] = endpoint,
            ["PathStyle"] = "true",
            ["Region"] = region,
            ["AccessKey"] = login[0],
            ["SecretKey"] = login[1],
        }, key => key,
        [
            new("aws s3 cp", (file, name) => $"{copy} {file} s3://{Bucket}/{name}", (name, file) => $"{copy} s3://{Bucket}/{name} {file}", name => $"{aws} rm --only-show-errors s3://{Bucket}/{name}"),
            rclone,
        ], Must: 0.9);
        return new BucketBenchmarks(scratch, rounds, aws) { Place = place };
    }

    public async IAsyncEnumerable<Measurement> RunAsync(int keys, int mebibytes)
    {
        yield return await SmallPutsAsync($"aws s3 cp --recursive, {Writers} at once", must: 3, (folder, name) => $"{_aws} cp --only-show-errors --recursive {folder} s3://{Bucket}/{name}");
        yield return await SmallPutsAsync($"rclone copy --transfers {Writers}", must: null, (folder, name) => $"{RclonePlace.Command("s3", _scratch)} copy --transfers {Writers} {folder} reference:{Bucket}/{name}");
        yield return await ListAsync(keys);
        foreach (var length in new[] { 64 << 10, 64 << 20 })
            yield return await CachedAsync(length);
        yield return await MemoryAsync(mebibytes);
    }

    private async Task<Measurement> SmallPutsAsync(string reference, double? must, Func<string, string, string> put)
    {
        const int count = 1000, length = 64 << 10;
        await using var services = Open("small", out var provider);
        var (source, round) = (_scratch.Folder("small"), 0);
        return await new Measurement($"S3: put {count} × 64 KiB, {Writers} at once", "/s", reference, HigherIsBetter: true, must, must).TakeAsync(_rounds, Ours, Theirs);

        async Task<double> Ours()
        {
            var files = Fresh();
            var started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (file, token) => await provider.WriteAsync(BlobSource.FromFile(file), cancellationToken: token));
            return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        async Task<double> Theirs()
        {
            Fresh();
            return count / await Shell.TimeAsync(put(source, string.Create(CultureInfo.InvariantCulture, $"reference-small/{round++}")));
        }

        List<string> Fresh() => [.. Enumerable.Range(0, count).Select(number => _scratch.RandomFile($"small/{number}", length))];
    }

    private async Task<Measurement> ListAsync(int keys)
    {
        await using var services = Open("listed", out var provider);
        await Parallel.ForEachAsync(Enumerable.Range(0, keys), new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (number, token) => await provider.WriteAsync(BlobSource.FromBytes(BitConverter.GetBytes(number)), cancellationToken: token));
        return await new Measurement($"S3: list {keys} keys", "/s", "aws s3 ls --recursive", HigherIsBetter: true, Must: 1, Goal: 1).TakeAsync(_rounds, Ours, Theirs);

        async Task<double> Ours()
        {
            var started = Stopwatch.GetTimestamp();
            Check(await provider.ListAsync().CountAsync());
            return keys / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        async Task<double> Theirs()
        {
            var started = Stopwatch.GetTimestamp();
            Check(int.Parse(await Shell.RunAsync($"{_aws} ls --recursive s3://{Bucket}/listed/ | grep -cv /.archivolt/"), CultureInfo.InvariantCulture));
            return keys / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        void Check(int found)
        {
            if (found != keys)
                throw new InvalidOperationException($"{found} of {keys} keys were listed.");
        }
    }

    private async Task<Measurement> CachedAsync(int length)
    {
        await using var cached = Open("cached", out var near, ("Cache:MaxBytes", "1000000000"));
        await using var local = RemoteBenchmarks.Open(_scratch, "local", new Dictionary<string, string>(StringComparer.Ordinal) { ["Type"] = "File" }, out var disk);
        var source = BlobSource.FromFile(_scratch.RandomFile("source", length));
        var key = (await near.WriteAsync(source)).Key.Key;
        await disk.WriteAsync(source);
        var (buffer, count) = (new byte[256 << 10], Math.Max(4, (64 << 20) / length));
        return await new Measurement($"S3: read {length >> 10} KiB from the cache", "MiB/s", "from a local store", HigherIsBetter: true, Must: 0.9, Goal: 0.9)
            .TakeAsync(_rounds, () => ReadAsync(near), () => ReadAsync(disk));

        async Task<double> ReadAsync(BlobProvider provider)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                await using var content = await provider.OpenAsync(key);
                var total = 0L;
                for (int read; (read = await content.ReadAsync(buffer)) > 0;)
                    total += read;
                if (total != length)
                    throw new InvalidOperationException($"{total} of {length} bytes were read.");
            }
            return count * (length / (double)(1 << 20)) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }

    private async Task<Measurement> MemoryAsync(int mebibytes)
    {
        var settings = Place.Settings.Append(new("Prefix", "server")).Select(setting => KeyValuePair.Create($"Archivolt__Providers__default__{setting.Key}", setting.Value));
        await using var server = await ServerProcess.StartAsync(_scratch.Folder("server"), settings);
        var source = _scratch.RandomFile("source", (long)mebibytes << 20);
        await using (var file = File.OpenRead(source))
        {
            using var content = new StreamContent(file);
            var url = await server.AddAsync("large", content);
            await Shell.RunAsync($"curl -sfS -H 'Authorization: {server.Authorization}' {url} | cmp - {source}");
        }
        var measurement = new Measurement($"S3: server's peak resident memory, {mebibytes} MiB up and down", "MB", "200 MB", HigherIsBetter: false, Must: 1, Goal: 1);
        measurement.Ours.Add(server.PeakMemory * 1.048576);
        measurement.Theirs.Add(200);
        return measurement;
    }

    // In a folder of its own, beside what other measurements leave.
    private Microsoft.Extensions.DependencyInjection.ServiceProvider Open(string name, out BlobProvider provider, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>(Place.Settings, StringComparer.Ordinal) { ["Prefix"] = name };
        foreach (var (setting, value) in more)
            settings[setting] = value;
        return RemoteBenchmarks.Open(_scratch, name, settings, out provider);
    }
}
