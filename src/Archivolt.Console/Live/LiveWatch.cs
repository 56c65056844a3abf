using Microsoft.Extensions.Logging;

namespace Archivolt.WebConsole.Live;

/// <summary>The open pages and what they show, looked at once for all of them and only while there are any.</summary>
internal sealed class LiveWatch(TimeProvider clock, ILogger<LiveWatch> logger) : IDisposable
{
    /// <summary>Most pages at once on one server.</summary>
    public const int MostListeners = 200;

    private readonly Dictionary<string, WatchedRegion> _watched = new(StringComparer.Ordinal);
    private int _count;
    private bool _disposed;

    /// <summary>True where no further page can listen.</summary>
    public bool IsFull => Volatile.Read(ref _count) >= MostListeners;

    /// <summary>How many regions are looked at.</summary>
    internal int Watched
    {
        get
        {
            lock (_watched)
                return _watched.Count;
        }
    }

    /// <summary>Lets a page listen; null where too many do, or the server ends.</summary>
    public LiveListener? TryListen(IReadOnlyList<LiveRegion> regions)
    {
        lock (_watched)
        {
            if (_disposed || _count >= MostListeners)
                return null;
            _count++;
            var listener = new LiveListener();
            foreach (var region in regions)
            {
                if (!_watched.TryGetValue(region.Name, out var watched))
                    _watched.Add(region.Name, watched = new WatchedRegion(region, clock, logger));
                watched.Add(listener);
            }
            return listener;
        }
    }

    /// <summary>Ends what a page heard; what nobody else listens to is looked at no more.</summary>
    public void Leave(LiveListener listener, IReadOnlyList<LiveRegion> regions)
    {
        lock (_watched)
        {
            _count--;
            foreach (var region in regions)
            {
                if (_watched.TryGetValue(region.Name, out var watched) && watched.Remove(listener))
                {
                    _watched.Remove(region.Name);
                    watched.Dispose();
                }
            }
        }
        listener.Dispose();
    }

    public void Dispose()
    {
        lock (_watched)
        {
            _disposed = true;
            foreach (var watched in _watched.Values)
                watched.Dispose();
            _watched.Clear();
        }
    }
}
