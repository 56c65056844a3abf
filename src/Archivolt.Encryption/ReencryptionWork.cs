using System.Collections.Concurrent;
using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.Extensions.Logging;

namespace Archivolt.Encryption;

/// <summary>
/// Re-encrypts providers in the background of a server, each by one node at a time: started, watched and stopped from any node. What was
/// stopped, or ended with its node, goes on where it was when it is started again.
/// </summary>
public sealed partial class ReencryptionWork(JobLeases leases, BlobManager blobs, TimeProvider clock, ILogger<ReencryptionWork> logger) : IAsyncDisposable
{
    private const string Stop = "stop";

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private int _disposed;

    /// <summary>Begins, or goes on with what was stopped.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="cancellationToken">Cancels the beginning only.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Conflict"/>: it runs already; <see cref="BlobError.Configuration"/>: nothing is to be re-encrypted there;
    /// <see cref="BlobError.NotFound"/>: no such provider.
    /// </exception>
    public async Task<ReencryptionStatus> StartAsync(string provider, CancellationToken cancellationToken = default)
    {
        var reencryption = new Reencryption(blobs[provider]);
        var lease = await leases.TryTakeAsync(NameOf(provider), cancellationToken)
            ?? throw new BlobException(BlobError.Conflict, $"Provider '{provider}' is being re-encrypted already.");
        await leases.Ledger.RequestAsync(lease.Work, request: null, cancellationToken);
        var status = ReencryptionStatus.Parse(lease.Checkpoint) is { IsFinished: false } before
            ? before with { LastProblem = null }
            : new ReencryptionStatus { Provider = provider, Started = clock.GetUtcNow() };
        _running[provider] = Task.Run(() => HoldAsync(reencryption, lease, status), CancellationToken.None);
        return status with { IsRunning = true };
    }

    /// <summary>How far it came; null when it was never started.</summary>
    public async ValueTask<ReencryptionStatus?> FindAsync(string provider, CancellationToken cancellationToken = default)
    {
        var known = blobs[provider];
        return await leases.Ledger.FindAsync(NameOf(known.Id), cancellationToken) is not { } work ? null
            : (ReencryptionStatus.Parse(work.Checkpoint) ?? new ReencryptionStatus { Provider = known.Id, Started = work.Changed }) with { IsRunning = work.Holder is not null };
    }

    /// <summary>Asks the node that works on it to stop, which it does before its next blob, or when it renews its lease.</summary>
    public async Task StopAsync(string provider, CancellationToken cancellationToken = default) =>
        await leases.Ledger.RequestAsync(NameOf(blobs[provider].Id), Stop, cancellationToken);

    /// <summary>Ends when nothing runs here any more.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_running.Values);

    /// <summary>Stops what runs here; it can be gone on with.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _ending.CancelAsync();
        await WhenIdleAsync();
        _ending.Dispose();
    }

    private static string NameOf(string provider) => $"reencrypt/{provider}";

    private async Task HoldAsync(Reencryption reencryption, JobLease lease, ReencryptionStatus status)
    {
        await using var held = lease;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, lease.Lost);
        try
        {
            status = await RunAsync(reencryption, lease, status, ending.Token);
            await lease.SaveAsync(status.ToJson(), CancellationToken.None);
            LogEnded(logger, status.Provider, status.IsFinished ? "finished" : "stopped", status.Blobs, status.Rewritten, status.Failed);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The last checkpoint stands.
        }
        catch (Exception exception)
        {
            LogBroken(logger, status.Provider, exception);
        }
    }

    private async Task<ReencryptionStatus> RunAsync(
        Reencryption reencryption, JobLease lease, ReencryptionStatus status, CancellationToken cancellationToken)
    {
        await lease.SaveAsync(status.ToJson(), cancellationToken);
        var saved = clock.GetTimestamp();
        await foreach (var blob in reencryption.RunAsync(status.After, progress: null, cancellationToken))
        {
            status = status.With(blob);
            if (blob.Problem is { } problem)
                LogFailed(logger, status.Provider, blob.Key, problem);
            if (clock.GetElapsedTime(saved) >= SaveEvery)
            {
                await lease.SaveAsync(status.ToJson(), cancellationToken);
                saved = clock.GetTimestamp();
            }
            if (lease.Request == Stop)
                return status;
        }
        return status with { IsFinished = true };
    }

    [LoggerMessage(1, LogLevel.Information, "The re-encryption of provider {Provider} {Ended}: {Blobs} blobs, {Rewritten} written again, {Failed} failed.")]
    private static partial void LogEnded(ILogger logger, string provider, string ended, long blobs, long rewritten, long failed);

    [LoggerMessage(2, LogLevel.Warning, "The blob '{Key}' of provider {Provider} was not re-encrypted: {Problem}")]
    private static partial void LogFailed(ILogger logger, string provider, string key, string problem);

    [LoggerMessage(3, LogLevel.Error, "The re-encryption of provider {Provider} ended; start it again to go on.")]
    private static partial void LogBroken(ILogger logger, string provider, Exception exception);
}
