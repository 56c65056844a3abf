namespace Archivolt.Documents.Renditions;

/// <summary>Runs the same work once for all who want it at the same time. It is cancelled when the last of them gives up.</summary>
internal sealed class SharedRuns<TKey, TResult> where TKey : notnull
{
    private readonly Dictionary<TKey, Shared> _running = [];

    /// <summary>Waits for the work of this key, which begins unless it runs.</summary>
    public async Task<TResult> RunAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        Shared shared;
        lock (_running)
        {
            if (!_running.TryGetValue(key, out shared!))
            {
                var stop = new CancellationTokenSource();
                _running.Add(key, shared = new Shared(stop));
                shared.Result = Task.Run(() => RunAsync(key, shared, work), CancellationToken.None);
            }
            shared.Waiting++;
        }
        try
        {
            return await shared.Result.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(key, shared);
        }
    }

    private async Task<TResult> RunAsync(TKey key, Shared shared, Func<CancellationToken, Task<TResult>> work)
    {
        try
        {
            return await work(shared.Stop.Token);
        }
        finally
        {
            lock (_running)
                Remove(key, shared);
        }
    }

    private void Remove(TKey key, Shared shared)
    {
        if (_running.GetValueOrDefault(key) == shared)
            _running.Remove(key);
    }

    // Whoever comes afterwards begins anew.
    private void Leave(TKey key, Shared shared)
    {
        lock (_running)
        {
            if (--shared.Waiting > 0 || shared.Result.IsCompleted)
                return;
            Remove(key, shared);
        }
        shared.Stop.Cancel();
    }

    private sealed class Shared(CancellationTokenSource stop)
    {
        public CancellationTokenSource Stop => stop;

        public Task<TResult> Result { get; set; } = null!;

        public int Waiting { get; set; }
    }
}
