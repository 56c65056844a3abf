using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Archivolt;

/// <summary>Where Archivolt reports activities and metrics, for OpenTelemetry and other listeners of .NET's diagnostics.</summary>
public static class ArchivoltTelemetry
{
    /// <summary>Name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "Archivolt";

    /// <summary>Name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "Archivolt";

    internal const string Provider = "archivolt.provider";
    internal const string ErrorType = "error.type";

    internal static ActivitySource Source { get; } = new(ActivitySourceName);

    internal static Meter Meter { get; } = new(MeterName);

    /// <summary>A histogram of seconds, whose usual buckets are made for milliseconds.</summary>
    internal static Histogram<double> CreateDuration(string name, string description, params double[] buckets) =>
        Meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });
}
