using Archivolt.WebConsole.Languages;
using Microsoft.Extensions.Logging;

namespace Archivolt.WebConsole.Live;

/// <summary>Looks at a region while somebody listens, once for all of them, and tells them when it changed.</summary>
internal sealed partial class WatchedRegion : IDisposable
{
    private readonly LiveRegion _region;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly List<LiveListener> _listeners = [];
    private string? _last;
    private bool _fails;

    /// <summary>Begins to look.</summary>
    public WatchedRegion(LiveRegion region, TimeProvider clock, ILogger logger)
    {
        (_region, _clock, _logger) = (region, clock, logger);
        var ended = _ended.Token;
        _ = Task.Run(() => WatchAsync(ended), ended);
    }

    /// <summary>Tells somebody what is known, and whatever comes.</summary>
    public void Add(LiveListener listener)
    {
        lock (_listeners)
        {
            _listeners.Add(listener);
            if (_last is { } last)
                listener.Tell(_region.Name, last);
        }
    }

    /// <summary>Tells somebody no more; true when nobody is left.</summary>
    public bool Remove(LiveListener listener)
    {
        lock (_listeners)
        {
            _listeners.Remove(listener);
            return _listeners.Count == 0;
        }
    }

    /// <summary>Looks no more.</summary>
    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        Language.Current = _region.Language;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await LookAsync(cancellationToken);
                await Task.Delay(_region.Every, _clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody listens any more.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var html = (await _region.LookAsync(cancellationToken)).ToString();
            _fails = false;
            lock (_listeners)
            {
                if (html == _last)
                    return;
                _last = html;
                foreach (var listener in _listeners)
                    listener.Tell(_region.Name, html);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The next look may succeed: a page that waits is better than one that gives up.
            if (!_fails)
                LogFailed(exception, _region.Name);
            _fails = true;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What pages show of {Region} could not be looked at; it is tried again.")]
    private partial void LogFailed(Exception exception, string region);
}
