using System.Diagnostics;
using System.Diagnostics.Metrics;
using Archivolt.Blobs;

namespace Archivolt.Jobs;

/// <summary>Metrics of background jobs.</summary>
internal static class JobTelemetry
{
    private static readonly Histogram<double> Duration = ArchivoltTelemetry.CreateDuration(
        "archivolt.job.duration", "Duration of the runs of background jobs on this node.", 0.01, 0.1, 1, 10, 60, 600, 3600, 21_600, 86_400);

    /// <summary>Reports a run that took so long, and the exception that ended it; null when it ended by itself or was stopped.</summary>
    public static void Ran(string job, TimeSpan time, Exception? failure)
    {
        var tags = new TagList { { "archivolt.job", job } };
        if (failure is not null)
            tags.Add(ArchivoltTelemetry.ErrorType, ErrorType.Of(failure));
        Duration.Record(time.TotalSeconds, tags);
    }
}
