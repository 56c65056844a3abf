namespace Archivolt.Integrity;

/// <summary>So many bytes a second, on average: who spent more than the time that passed is worth waits.</summary>
internal sealed class ByteBudget(long? bytesPerSecond, TimeProvider clock)
{
    // Timers are no finer; what is left goes into the next wait.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    private readonly long _began = clock.GetTimestamp();
    private TimeSpan _paidUntil;

    public async ValueTask SpendAsync(long bytes, CancellationToken cancellationToken)
    {
        if (bytesPerSecond is not { } rate)
            return;
        var now = clock.GetElapsedTime(_began);
        // Time in which nothing was read is not saved up.
        _paidUntil = (_paidUntil > now ? _paidUntil : now) + TimeSpan.FromSeconds((double)bytes / rate);
        var wait = _paidUntil - now;
        if (wait >= ShortestWait)
            await Task.Delay(wait, clock, cancellationToken);
    }
}
