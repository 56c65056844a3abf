namespace Archivolt.Documents.Moves;

/// <summary>Wakes the mover of this node when a move was noticed here, so that it does not wait for its next look.</summary>
public sealed class MoveSignal(TimeProvider clock)
{
    private volatile TaskCompletionSource _noticed = New();

    /// <summary>Reports that there is a move to be made.</summary>
    public void Set() => _noticed.TrySetResult();

    /// <summary>Waits for a move, or for some time.</summary>
    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await _noticed.Task.WaitAsync(atMost, clock, cancellationToken);
            // Set again before the queue is looked at: what comes later is not missed.
            _noticed = New();
        }
        catch (TimeoutException)
        {
            // Time to look for what other nodes noticed.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
