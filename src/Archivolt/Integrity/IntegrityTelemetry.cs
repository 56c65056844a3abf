using System.Diagnostics;
using System.Diagnostics.Metrics;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Integrity;

/// <summary>Metrics of scrubbing and quarantine.</summary>
internal static class IntegrityTelemetry
{
    private static readonly Counter<long> Bytes = ArchivoltTelemetry.Meter.CreateCounter<long>("archivolt.scrub.io", "By", "Content bytes read again.");

    private static readonly Counter<long> Blobs = ArchivoltTelemetry.Meter.CreateCounter<long>("archivolt.scrub.blobs", "{blob}", "Blobs read again, by what was found.");

    private static readonly Counter<long> Quarantined = ArchivoltTelemetry.Meter.CreateCounter<long>(
        "archivolt.quarantine.blobs", "{blob}", "Blobs that were found damaged.");

    public static void Read(BlobProvider provider, long bytes) => Bytes.Add(bytes, Tag(ArchivoltTelemetry.Provider, provider.Id));

    public static void Verified(BlobProvider provider, BlobVerification found) =>
        Blobs.Add(1, Tag(ArchivoltTelemetry.Provider, provider.Id), Tag("archivolt.health", found.Health.ToString()));

    public static void Damaged(QuarantinedBlob blob, bool healed) => Quarantined.Add(1, new TagList
    {
        { ArchivoltTelemetry.Provider, blob.Provider },
        { "archivolt.damage", blob.Damage.ToString() },
        { "archivolt.healed", healed },
    });

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
