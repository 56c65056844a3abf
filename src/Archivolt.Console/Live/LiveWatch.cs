using Archivolt.WebConsole.Languages;
using Microsoft.Extensions.Logging;

namespace Archivolt.WebConsole.Live;

/// <summary>The open pages and what they show, looked at once for all of them that share a language, and only while there are any.</summary>
internal sealed class LiveWatch(TimeProvider clock, ILogger<LiveWatch> logger) : IDisposable
{
    /// <summary>Most pages at once on one server.</summary>
    public const int MostListeners = 200;

    /// <summary>Most pages of one person at once on one server.</summary>
    public const int MostOfOne = 40;

    private readonly Dictionary<(string Name, Language Language), WatchedRegion> _watched = [];
    private readonly Dictionary<string, int> _ofEach = new(StringComparer.Ordinal);
    private int _count;
    private bool _disposed;

    /// <summary>True where no further page of a person can listen.</summary>
    public bool IsFullFor(string user)
    {
        lock (_watched)
            return _count >= MostListeners || _ofEach.GetValueOrDefault(user) >= MostOfOne;
    }

    /// <summary>How many regions are looked at.</summary>
    internal int Watched
    {
        get
        {
            lock (_watched)
                return _watched.Count;
        }
    }

    /// <summary>Lets a page of a person listen; null where too many do, or the server ends.</summary>
    public LiveListener? TryListen(string user, IReadOnlyList<LiveRegion> regions)
    {
        lock (_watched)
        {
            if (_disposed || IsFullFor(user))
                return null;
            _count++;
            _ofEach[user] = _ofEach.GetValueOrDefault(user) + 1;
            var listener = new LiveListener();
            foreach (var region in regions)
            {
                if (!_watched.TryGetValue((region.Name, region.Language), out var watched))
                    _watched.Add((region.Name, region.Language), watched = new WatchedRegion(region, clock, logger));
                watched.Add(listener);
            }
            return listener;
        }
    }

    /// <summary>Ends what a page heard; what nobody else listens to is looked at no more.</summary>
    public void Leave(string user, LiveListener listener, IReadOnlyList<LiveRegion> regions)
    {
        lock (_watched)
        {
            _count--;
            if (--_ofEach[user] == 0)
                _ofEach.Remove(user);
            foreach (var region in regions)
            {
                if (_watched.TryGetValue((region.Name, region.Language), out var watched) && watched.Remove(listener))
                {
                    _watched.Remove((region.Name, region.Language));
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
