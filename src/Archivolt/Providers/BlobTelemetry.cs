using System.Diagnostics;
using System.Diagnostics.Metrics;
using Archivolt.Blobs;

namespace Archivolt.Providers;

/// <summary>Activities and metrics of a provider's operations.</summary>
internal static class BlobTelemetry
{
    private const string Operation = "archivolt.operation";

    private static readonly Histogram<double> Duration = ArchivoltTelemetry.CreateDuration(
        "archivolt.blob.operation.duration", "Duration of blob operations; of a read, until the content is open.",
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600);

    private static readonly Counter<long> Io = ArchivoltTelemetry.Meter.CreateCounter<long>(
        "archivolt.blob.io", "By", "Content bytes of blob operations; of a read, those of the range that was opened.");

    /// <summary>True while somebody listens; operations need not be observed otherwise.</summary>
    public static bool IsListening => Duration.Enabled || Io.Enabled || ArchivoltTelemetry.Source.HasListeners();

    /// <summary>Does an operation, and reports its duration, its bytes and its error.</summary>
    public static async ValueTask<T> ObserveAsync<T>(string provider, string name, Func<ValueTask<T>> operation, Func<T, (string Key, long Bytes)> result)
    {
        var tags = new TagList { { ArchivoltTelemetry.Provider, provider }, { Operation, name } };
        using var activity = ArchivoltTelemetry.Source.StartActivity($"blob {name}", ActivityKind.Internal, default(ActivityContext), tags);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var answer = await operation();
            var (key, bytes) = result(answer);
            Io.Add(bytes, tags);
            activity?.SetTag("archivolt.blob.key", key).SetTag("archivolt.blob.length", bytes);
            return answer;
        }
        catch (Exception exception)
        {
            var error = ErrorType.Of(exception);
            tags.Add(ArchivoltTelemetry.ErrorType, error);
            activity?.SetTag(ArchivoltTelemetry.ErrorType, error).SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
        finally
        {
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
        }
    }
}
