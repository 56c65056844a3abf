namespace Archivolt.Jobs;

/// <summary>Wakes a job on this node, so that it does not wait for the next look of its schedule.</summary>
public class JobSignal(TimeProvider clock)
{
    private volatile TaskCompletionSource _set = New();

    /// <summary>Reports that there is something to do.</summary>
    public void Set() => _set.TrySetResult();

    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await _set.Task.WaitAsync(atMost, clock, cancellationToken);
            // Set again before the job looks: what comes later is not missed.
            _set = New();
        }
        catch (TimeoutException)
        {
            // Time to look for what other nodes noticed.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
