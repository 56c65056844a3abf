using Spectre.Console;

namespace Archivolt.Benchmarks;

/// <summary>Stores on servers of others, each started for its part of the run.</summary>
internal static class RemoteRun
{
    private const string S3 = "s3";
    private const string GridFS = "gridfs";
    private const string Local = "local";

    /// <summary>What can be measured.</summary>
    public static readonly string[] Places = [S3, GridFS, Local, "sftp", "ftp", "webdav", "swift"];

    public static async Task<int> RunAsync(string[] places, int rounds, int mebibytes, int keys, string? folder)
    {
        using var scratch = new Scratch(folder);
        var table = new ResultTable();
        foreach (var place in places)
            await table.AddAsync(MeasureAsync(place, scratch, rounds, mebibytes, keys));
        return table.Print(AnsiConsole.Console) ? 0 : 1;
    }

    private static async IAsyncEnumerable<Measurement> MeasureAsync(string name, Scratch scratch, int rounds, int mebibytes, int keys)
    {
        await using var server = name == Local ? null : await TestServer.StartAsync(name switch { S3 => "radosgw", GridFS => "mongo", _ => name }, scratch);
        var bucket = name == S3 ? await BucketBenchmarks.CreateAsync(server!, scratch, rounds) : null;
        var place = bucket?.Place ?? (name == GridFS ? await GridFSPlace.CreateAsync(server!) : await RclonePlace.CreateAsync(name, server, scratch));
        await foreach (var measurement in new RemoteBenchmarks(scratch, rounds, mebibytes).RunAsync(place))
            yield return measurement;
        if (bucket is null)
            yield break;
        await foreach (var measurement in bucket.RunAsync(keys, mebibytes))
            yield return measurement;
    }
}
