using Archivolt.Blobs;

namespace Archivolt.Jobs;

/// <summary>
/// The right to do a work, renewed in the background. The holder stops when <see cref="Lost"/> is cancelled: that comes before another node
/// can take the work, unless this process stood still, which is why what must not happen twice is also fenced where it is written.
/// </summary>
public sealed class JobLease : IAsyncDisposable
{
    // Lost to this node a little earlier than to the ledger.
    private const double TrustedPart = 0.9;
    private const int RenewalsPerTerm = 3;

    private readonly IJobLedger _ledger;
    private readonly Lease _term;
    private readonly TimeSpan _length;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _asked = new();
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly ITimer _timer;
    private string? _request;
    private int _disposed;

    internal JobLease(IJobLedger ledger, Lease term, TimeSpan length, TimeProvider clock, long asked)
    {
        _ledger = ledger;
        _term = term;
        _length = length;
        _clock = clock;
        _request = term.Request;
        _lost = new CancellationTokenSource(Trusted(asked), clock);
        (Lost, StopAsked) = (_lost.Token, _asked.Token);
        _timer = clock.CreateTimer(_ => _ = RenewInBackgroundAsync(), null, length / RenewalsPerTerm, length / RenewalsPerTerm);
    }

    /// <summary>Name of the work.</summary>
    public string Work => _term.Work;

    /// <summary>Number of this term, larger than that of every earlier one.</summary>
    public long Fence => _term.Fence;

    /// <summary>Where the term before left off, JSON; null at the first.</summary>
    public string? Checkpoint => _term.Checkpoint;

    /// <summary>What was asked of the work as far as this node knows, such as <c>pause</c>; null for nothing.</summary>
    public string? Request => Volatile.Read(ref _request);

    /// <summary>Cancelled when the lease ran out or was taken over.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Cancelled when somebody asks to stop while the lease is held.</summary>
    public CancellationToken StopAsked { get; }

    /// <summary>Takes back what was asked of the work.</summary>
    internal async Task ClearRequestAsync(CancellationToken cancellationToken)
    {
        await _ledger.RequestAsync(Work, null, cancellationToken);
        Volatile.Write(ref _request, null);
    }

    /// <summary>Keeps a checkpoint for whoever does the work next, and renews the lease.</summary>
    /// <param name="checkpoint">JSON.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Conflict"/>: somebody else took the work over.</exception>
    public Task SaveAsync(string checkpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return RenewAsync(checkpoint, cancellationToken);
    }

    /// <summary>Gives the work back. The checkpoint stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _timer.DisposeAsync();
        // A renewal under way ends first: it must not revive what is given back.
        await _renewing.WaitAsync(CancellationToken.None);
        try
        {
            await _ledger.ReleaseAsync(_term, CancellationToken.None);
        }
        catch (BlobException exception) when (exception.IsTransient)
        {
            // It runs out by itself.
        }
        finally
        {
            _lost.Dispose();
            _asked.Dispose();
            // Whoever waits to save is refused, and waits no longer.
            _renewing.Release();
        }
    }

    private async Task RenewInBackgroundAsync()
    {
        try
        {
            if (Volatile.Read(ref _disposed) == 0)
                await RenewAsync(null, Lost);
        }
        catch (Exception exception) when (exception is BlobException or OperationCanceledException or ObjectDisposedException)
        {
            // Taken over: RenewAsync said so. Out of reach: the next attempt, or the lease runs out.
        }
    }

    private async Task RenewAsync(string? checkpoint, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            var asked = _clock.GetTimestamp();
            Volatile.Write(ref _request, await _ledger.RenewAsync(_term, checkpoint, _length, cancellationToken));
            _lost.CancelAfter(Trusted(asked));
            if (JobRequest.IsStop(Request))
                await _asked.CancelAsync();
        }
        catch (BlobException exception) when (exception.Error == BlobError.Conflict)
        {
            await _lost.CancelAsync();
            throw;
        }
        finally
        {
            _renewing.Release();
        }
    }

    private TimeSpan Trusted(long asked)
    {
        var left = _length * TrustedPart - _clock.GetElapsedTime(asked);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
