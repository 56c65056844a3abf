using System.Diagnostics.Metrics;

namespace Archivolt.Layers.Caching;

/// <summary>Metrics of caches.</summary>
internal static class CacheTelemetry
{
    private static readonly Counter<long> Reads = ArchivoltTelemetry.Meter.CreateCounter<long>(
        "archivolt.cache.reads", "{block}", "Blocks that were read: a hit, a miss, one that found no room and passed by, or one that was damaged on the disk.");

    private static readonly Counter<long> Evictions = ArchivoltTelemetry.Meter.CreateCounter<long>(
        "archivolt.cache.evictions", "{block}", "Blocks that were given up for others.");

    private static readonly UpDownCounter<long> Usage = ArchivoltTelemetry.Meter.CreateUpDownCounter<long>(
        "archivolt.cache.usage", "By", "Bytes that are kept.");

    public static void Hit() => Read("hit");

    public static void Missed() => Read("miss");

    public static void Passed() => Read("passed");

    public static void Damaged() => Read("damaged");

    public static void Evicted() => Evictions.Add(1);

    public static void Changed(long bytes) => Usage.Add(bytes);

    private static void Read(string outcome) => Reads.Add(1, new KeyValuePair<string, object?>("archivolt.outcome", outcome));
}
