using System.Diagnostics.Metrics;

namespace Archivolt.Layers.Mirroring;

/// <summary>Metrics of mirrors.</summary>
internal static class MirrorTelemetry
{
    private static readonly Counter<long> Repairs = ArchivoltTelemetry.Meter.CreateCounter<long>(
        "archivolt.mirror.repairs", "{repair}", "Repairs of copies: made, failed, or dropped because too many ran.");

    public static void Repaired() => Add("repaired");

    public static void Failed() => Add("failed");

    public static void Dropped() => Add("dropped");

    private static void Add(string outcome) => Repairs.Add(1, new KeyValuePair<string, object?>("archivolt.outcome", outcome));
}
