using System.Diagnostics;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Archivolt.OpenTelemetry.Tests;

public sealed class ArchivoltInstrumentationTests
{
    [Fact]
    public async Task Writes_and_reads_are_activities_with_their_provider_key_and_length()
    {
        var activities = new List<Activity>();
        await using var provider = new BlobProvider("files", new MemoryStore());
        string key;
        using (Sdk.CreateTracerProviderBuilder().AddArchivoltInstrumentation().AddInMemoryExporter(activities).Build())
        {
            key = (await provider.WriteAsync(BlobSource.FromText("Hello World"))).Key.Key;
            await using var part = await provider.OpenAsync(key, ByteRange.From(6));
            await Should.ThrowAsync<BlobException>(async () => await provider.OpenAsync("none"));
        }

        activities.Select(activity => activity.DisplayName).ShouldBe(["blob write", "blob open", "blob open"]);
        activities.ShouldAllBe(activity => Equals(activity.GetTagItem("archivolt.provider"), "files"));
        activities.Take(2).ShouldAllBe(activity => Equals(activity.GetTagItem("archivolt.blob.key"), key));
        activities.Select(activity => activity.GetTagItem("archivolt.blob.length")).ShouldBe([11L, 5L, null]);
        activities.Select(activity => activity.GetTagItem("error.type")).ShouldBe([null, null, "NotFound"]);
        activities[2].Status.ShouldBe(ActivityStatusCode.Error);
    }

    [Fact]
    public async Task Durations_bytes_and_errors_are_metrics()
    {
        var metrics = new List<Metric>();
        await using var provider = new BlobProvider("measured", new MemoryStore());
        using (Sdk.CreateMeterProviderBuilder().AddArchivoltInstrumentation().AddInMemoryExporter(metrics).Build())
        {
            var key = (await provider.WriteAsync(BlobSource.FromText("Hello World"))).Key.Key;
            await using var part = await provider.OpenAsync(key, ByteRange.From(6));
            await Should.ThrowAsync<BlobException>(async () => await provider.OpenAsync("none"));
        }

        var duration = metrics.Single(metric => metric.Name == "archivolt.blob.operation.duration");
        duration.Unit.ShouldBe("s");
        Points(duration, point => point.GetHistogramCount()).ShouldBe(["open/ 1", "open/NotFound 1", "write/ 1"]);
        var io = metrics.Single(metric => metric.Name == "archivolt.blob.io");
        io.Unit.ShouldBe("By");
        Points(io, point => point.GetSumLong()).ShouldBe(["open/ 5", "write/ 11"]);
    }

    // The other test may report to the same meter.
    private static List<string> Points(Metric metric, Func<MetricPoint, long> value)
    {
        var points = new List<string>();
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var tags = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var tag in point.Tags)
                tags[tag.Key] = tag.Value;
            if (Equals(tags["archivolt.provider"], "measured"))
                points.Add($"{tags["archivolt.operation"]}/{tags.GetValueOrDefault("error.type")} {value(point)}");
        }
        points.Sort(StringComparer.Ordinal);
        return points;
    }
}
