using System.Net;

namespace Archivolt.AspNetCore.Security;

/// <summary>
/// Slows down guessing: after <see cref="Allowed"/> wrong passwords for one name from one address, further attempts are refused until a
/// minute after the first of them. Bounded: with <see cref="Capacity"/> names and addresses in view the oldest are forgotten.
/// </summary>
internal sealed class LoginThrottle(TimeProvider clock)
{
    public const int Allowed = 10;

    public const int Capacity = 10_000;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<(string, IPAddress?), Attempts> _attempts = [];
    private volatile bool _isEmpty = true;

    /// <summary>How long this name may not try from this address; null when it may.</summary>
    public TimeSpan? Blocked(string name, IPAddress? address)
    {
        if (_isEmpty)
            return null;
        lock (_lock)
        {
            var until = _attempts.TryGetValue((name, address), out var attempts) && attempts.Count >= Allowed
                ? attempts.First + Window
                : DateTimeOffset.MinValue;
            var wait = until - clock.GetUtcNow();
            return wait > TimeSpan.Zero ? wait : null;
        }
    }

    /// <summary>Counts a wrong password.</summary>
    public void Failed(string name, IPAddress? address)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            // Entries stand in the order of their first attempt, so those that ran out are in front.
            while (_attempts.Count > 0 && (_attempts.Count >= Capacity || _attempts.GetAt(0).Value.First + Window <= now))
                _attempts.RemoveAt(0);
            var attempts = _attempts.GetValueOrDefault((name, address), new Attempts(now, 0));
            _attempts[(name, address)] = attempts with { Count = attempts.Count + 1 };
            _isEmpty = false;
        }
    }

    /// <summary>Forgets the wrong passwords after a right one.</summary>
    public void Succeeded(string name, IPAddress? address)
    {
        if (_isEmpty)
            return;
        lock (_lock)
        {
            _attempts.Remove((name, address));
            _isEmpty = _attempts.Count == 0;
        }
    }

    private sealed record Attempts(DateTimeOffset First, int Count);
}
