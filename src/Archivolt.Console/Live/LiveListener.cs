namespace Archivolt.WebConsole.Live;

/// <summary>One open page. Whoever reads slowly gets the latest of each region, and never a queue of old ones.</summary>
internal sealed class LiveListener : IDisposable
{
    private readonly Dictionary<string, string> _news = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _told = new(0, 1);

    /// <summary>Takes what a region shows now.</summary>
    public void Tell(string region, string html)
    {
        lock (_news)
        {
            _news[region] = html;
            if (_told.CurrentCount == 0)
                _told.Release();
        }
    }

    /// <summary>What is new; nothing when a time passed without any.</summary>
    /// <param name="patience">The time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> NextAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await _told.WaitAsync(patience, cancellationToken);
        lock (_news)
        {
            KeyValuePair<string, string>[] news = [.. _news];
            _news.Clear();
            return news;
        }
    }

    public void Dispose() => _told.Dispose();
}
