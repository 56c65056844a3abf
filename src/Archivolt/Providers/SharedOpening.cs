namespace Archivolt.Providers;

/// <summary>
/// Opens something once for all who need it: whoever comes meanwhile waits for the same opening and gets the same error. After an error the next
/// use tries again.
/// </summary>
internal sealed class SharedOpening(Func<CancellationToken, Task> open) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposing = new();
    private Task? _opening;

    /// <summary>Ends when it is open.</summary>
    /// <param name="cancellationToken">Ends the waiting only: others may wait for the same opening.</param>
    public Task EnsureAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
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
            _disposing.Cancel();
            opening = _opening;
        }
        if (opening is not null)
            await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
