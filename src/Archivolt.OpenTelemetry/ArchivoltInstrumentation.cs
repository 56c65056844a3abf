using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Archivolt.OpenTelemetry;

/// <summary>Adds what Archivolt reports to an application's traces and metrics.</summary>
public static class ArchivoltInstrumentation
{
    /// <summary>Adds an activity for each blob that a provider writes or opens.</summary>
    public static TracerProviderBuilder AddArchivoltInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(ArchivoltTelemetry.ActivitySourceName);
    }

    /// <summary>Adds the metrics of providers, scrubs, quarantine and background jobs.</summary>
    public static MeterProviderBuilder AddArchivoltInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(ArchivoltTelemetry.MeterName);
    }
}
