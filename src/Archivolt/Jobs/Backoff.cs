using Archivolt.Blobs;

namespace Archivolt.Jobs;

/// <summary>How long to wait after a failure: twice as long after each further one, and never shorter than the store asks for.</summary>
/// <param name="First">Wait after the first failure.</param>
/// <param name="Longest">Longest wait, unless a store asks for a longer one.</param>
internal sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The wait after so many failures, from 1.</summary>
    public TimeSpan After(int failures, Exception exception)
    {
        var wait = First * Math.Pow(2, Math.Min(failures - 1, 30));
        if (wait > Longest)
            wait = Longest;
        return exception is BlobException { RetryAfter: { } asked } && asked > wait ? asked : wait;
    }
}
