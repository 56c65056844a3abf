namespace Archivolt.Providers;

/// <summary>
/// Opens something once for everyone who needs it. Callers that come while it opens wait for that opening and get its error; after an error, the
/// next call opens again.
/// </summary>
internal sealed class SharedOpening(Func<CancellationToken, Task> open) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposing = new();
    private Task? _opening;
    private bool _isDisposed;

    /// <summary>Ends when it is open.</summary>
    /// <param name="cancellationToken">Ends the waiting only: others may wait for the same opening.</param>
    public Task EnsureAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
                _opening = Task.Run(() => open(_disposing.Token), CancellationToken.None);
            return _opening.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stops an opening, and waits until it has closed what it had opened.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? opening;
        lock (_lock)
        {
            _isDisposed = true;
            opening = _opening;
        }
        // Not under the lock: what an opening does at its cancellation may wait for others who come here.
        await _disposing.CancelAsync();
        if (opening is not null)
            await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
