using System.Diagnostics;
using System.Diagnostics.Metrics;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Integrity;

/// <summary>Metrics of care, under the meter name <c>Archivolt</c>.</summary>
internal static class IntegrityTelemetry
{
    private static readonly Meter Meter = new("Archivolt");

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("archivolt.scrub.io", "By", "Content bytes read again.");

    private static readonly Counter<long> Blobs = Meter.CreateCounter<long>("archivolt.scrub.blobs", "{blob}", "Blobs read again, by what was found.");

    private static readonly Counter<long> Quarantined = Meter.CreateCounter<long>(
        "archivolt.quarantine.blobs", "{blob}", "Blobs that were found damaged.");

    public static void Read(BlobProvider provider, long bytes) => Bytes.Add(bytes, Tag("archivolt.provider", provider.Id));

    public static void Verified(BlobProvider provider, BlobVerification found) =>
        Blobs.Add(1, Tag("archivolt.provider", provider.Id), Tag("archivolt.health", found.Health.ToString()));

    public static void Damaged(QuarantinedBlob blob, bool healed) => Quarantined.Add(1, new TagList
    {
        { "archivolt.provider", blob.Provider },
        { "archivolt.damage", blob.Damage.ToString() },
        { "archivolt.healed", healed },
    });

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
