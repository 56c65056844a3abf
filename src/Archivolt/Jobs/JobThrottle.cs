namespace Archivolt.Jobs;

/// <summary>So many bytes a second, on average: who spent more than the time that passed is worth waits.</summary>
public sealed class JobThrottle
{
    // Timers are no finer; what is left goes into the next wait.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    private readonly long? _bytesPerSecond;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private TimeSpan _paidUntil;

    /// <summary>Allows so many bytes a second from now on; null for any number.</summary>
    public JobThrottle(long? bytesPerSecond, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        (_bytesPerSecond, _clock, _began) = (bytesPerSecond, clock, clock.GetTimestamp());
    }

    /// <summary>Spends bytes; waits when they came too fast. For one caller at a time.</summary>
    public async ValueTask SpendAsync(long bytes, CancellationToken cancellationToken)
    {
        if (_bytesPerSecond is not { } rate)
            return;
        var now = _clock.GetElapsedTime(_began);
        // Time in which nothing was read is not saved up.
        _paidUntil = (_paidUntil > now ? _paidUntil : now) + TimeSpan.FromSeconds((double)bytes / rate);
        var wait = _paidUntil - now;
        if (wait >= ShortestWait)
            await Task.Delay(wait, _clock, cancellationToken);
    }
}
