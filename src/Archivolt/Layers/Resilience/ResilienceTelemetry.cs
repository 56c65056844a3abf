using System.Diagnostics.Metrics;

namespace Archivolt.Layers.Resilience;

/// <summary>Metrics of requests that are made again.</summary>
internal static class ResilienceTelemetry
{
    private static readonly Counter<long> Retries = ArchivoltTelemetry.Meter.CreateCounter<long>(
        "archivolt.store.retries", "{retry}", "Requests to stores that were made again, and reads that went on after they broke.");

    public static void Retried() => Add("request");

    public static void Resumed() => Add("read");

    private static void Add(string kind) => Retries.Add(1, new KeyValuePair<string, object?>("archivolt.retry", kind));
}
