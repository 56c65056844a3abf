namespace Archivolt.Cli;

/// <summary>One bar for work on many blobs side by side: it moves by bytes, however large a single blob is.</summary>
internal sealed class SharedProgress(IProgress<long>? bar)
{
    private readonly Lock _lock = new();
    private long _done;

    /// <summary>The share of one blob; it reports the bytes of that blob done so far.</summary>
    public Share Begin() => new(this);

    private void Add(long bytes)
    {
        // The bar is told in order, so that it never steps back.
        lock (_lock)
            bar?.Report(_done += bytes);
    }

    public sealed class Share(SharedProgress progress) : IProgress<long>
    {
        private long _reported;

        public void Report(long value)
        {
            progress.Add(value - _reported);
            _reported = value;
        }
    }
}
