using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Archivolt.Providers;

/// <summary>Activities and metrics of providers, under the source and meter name <c>Archivolt</c>.</summary>
internal static class ProviderTelemetry
{
    private static readonly ActivitySource Source = new("Archivolt");
    private static readonly Meter Meter = new("Archivolt");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("archivolt.blob.operation.duration", "s", "Time of blob operations.");

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("archivolt.blob.io", "By", "Content bytes taken in.");

    public static Operation Start(BlobProvider provider, string name) =>
        new(provider.Id, name, Stopwatch.GetTimestamp(), Source.StartActivity($"blob {name}"));

    /// <summary>One operation; ends with its disposal, as failed unless <see cref="Succeeded"/> was called.</summary>
    public sealed class Operation(string provider, string name, long started, Activity? activity) : IDisposable
    {
        private bool _succeeded;

        public void Succeeded(long bytes)
        {
            _succeeded = true;
            activity?.SetTag("archivolt.blob.length", bytes);
            Bytes.Add(bytes, new KeyValuePair<string, object?>("archivolt.provider", provider));
        }

        public void Dispose()
        {
            var tags = new TagList { { "archivolt.provider", provider }, { "archivolt.operation", name }, { "archivolt.succeeded", _succeeded } };
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
            if (!_succeeded)
                activity?.SetStatus(ActivityStatusCode.Error);
            activity?.SetTag("archivolt.provider", provider);
            activity?.Dispose();
        }
    }
}
