using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Moves;

/// <summary>Makes the moves that are due, several at a time, on one node at a time.</summary>
public sealed partial class MoveRun(
    IBlobMoves moves, BlobMover mover, JobLeases leases, IOptions<MoveOptions> options, TimeProvider clock, ILogger<MoveRun> logger, RulesInUse rules)
{
    /// <summary>Name of the work in the ledger.</summary>
    public const string Work = "moves";

    /// <summary>What is asked of the work to make no moves for now.</summary>
    public const string Pause = JobRequest.Pause;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(2);

    private readonly Backoff _backoff = new(options.Value.RetryAfter, options.Value.RetryAtLeastEvery);

    /// <summary>Asks all nodes to make no moves, or to go on.</summary>
    public ValueTask PauseAsync(bool pause, CancellationToken cancellationToken = default) =>
        leases.Ledger.RequestAsync(Work, pause ? Pause : null, cancellationToken);

    /// <summary>What is to be done, and how far the last run came.</summary>
    public async Task<MoveStatus> StatusAsync(CancellationToken cancellationToken = default)
    {
        var work = await leases.Ledger.FindAsync(Work, cancellationToken);
        return new MoveStatus(await moves.CountAsync(cancellationToken), JobRequest.IsStop(work?.Request), work?.Holder, MoveProgress.Of(work));
    }

    /// <summary>Makes moves until none is due. A failed move is postponed and does not stop the others.</summary>
    /// <param name="progress">Receives what was done so far, every two seconds and at the end.</param>
    /// <param name="cancellationToken">Cancels; what was not finished is done by the next run.</param>
    /// <returns>What was done; null when moves are paused or another node makes them.</returns>
    public async Task<MoveProgress?> RunAsync(IProgress<MoveProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var run = await leases.TryRunAsync(Work, run: null, cancellationToken, cancellationToken);
        return run is null or { IsStopAsked: true } ? null : await RunAsync(run, progress);
    }

    // A pause lets what is being copied be finished.
    internal async Task<MoveProgress> RunAsync(JobRun run, IProgress<MoveProgress>? progress = null)
    {
        var tally = new Tally(clock);
        using var queue = new DueMoves(moves, () => run.IsStopAsked);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(run.StepToken);
        var reports = ReportAsync(run, tally, progress, ended.Token);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Max(1, options.Value.Parallel)).Select(_ => WorkAsync(queue, tally, run.StepToken)));
        }
        finally
        {
            await ended.CancelAsync();
            await reports;
        }
        var done = tally.Read();
        await run.SaveAsync(done, MoveJson.Default.MoveProgress, run.StepToken);
        progress?.Report(done);
        return done;
    }

    private async Task WorkAsync(DueMoves queue, Tally tally, CancellationToken cancellationToken)
    {
        while (await queue.NextAsync(cancellationToken) is { } move)
        {
            try
            {
                await MoveAsync(move, tally, cancellationToken);
            }
            finally
            {
                queue.Done(move);
            }
        }
    }

    private async Task MoveAsync(BlobMove move, Tally tally, CancellationToken cancellationToken)
    {
        try
        {
            // By older rules than those it was noted by, it would be dropped.
            await rules.EnsureNewestAsync(cancellationToken);
            var outcome = await mover.MoveAsync(move, tally.Track(), cancellationToken);
            tally.Count(outcome);
            LogDone(move.Repository, move.DocumentId, move.Path, move.Source, move.Target, outcome);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // One move that fails, for whatever reason, must not keep the others from being made; it is told, and tried again.
            tally.CountFailure();
            var due = clock.GetUtcNow() + _backoff.After(move.Attempts + 1, exception);
            var problem = exception is BlobException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
            LogFailed(exception, move.Repository, move.DocumentId, move.Path, move.Source, move.Target, due);
            await moves.PostponeAsync(move, problem, due, cancellationToken);
        }
    }

    private async Task ReportAsync(JobRun run, Tally tally, IProgress<MoveProgress>? progress, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(ReportEvery, clock, cancellationToken);
                var done = tally.Read();
                progress?.Report(done);
                await run.SaveAsync(done, MoveJson.Default.MoveProgress, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // The run ended.
                return;
            }
            catch (BlobException exception)
            {
                // The work goes on as long as the lease holds; only this report is missing.
                LogNoReport(exception);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Blob {XPath} of document {Repository}/{DocumentId} from {Source} to {Target}: {Outcome}.")]
    private partial void LogDone(
        string repository, string documentId, Documents.PropertyPath xPath, string source, string target, MoveOutcome outcome);

    [LoggerMessage(2, LogLevel.Warning,
        "Blob {XPath} of document {Repository}/{DocumentId} could not be moved from {Source} to {Target}; it is tried again at {Due}.")]
    private partial void LogFailed(
        Exception exception, string repository, string documentId, Documents.PropertyPath xPath, string source, string target, DateTimeOffset due);

    [LoggerMessage(3, LogLevel.Warning, "The progress of moves could not be written down.")]
    private partial void LogNoReport(Exception exception);

    /// <summary>Counts what several workers do.</summary>
    private sealed class Tally(TimeProvider clock)
    {
        private readonly DateTimeOffset _started = clock.GetUtcNow();
        private long _moved, _bytes, _notNeeded, _failed;

        public void Count(MoveOutcome outcome)
        {
            if (outcome == MoveOutcome.Moved)
                Interlocked.Increment(ref _moved);
            else if (outcome == MoveOutcome.NotNeeded)
                Interlocked.Increment(ref _notNeeded);
        }

        public void CountFailure() => Interlocked.Increment(ref _failed);

        public MoveProgress Read() => new(
            _started, clock.GetUtcNow(), Interlocked.Read(ref _moved), Interlocked.Read(ref _bytes), Interlocked.Read(ref _notNeeded),
            Interlocked.Read(ref _failed));

        /// <summary>Counts the bytes of one blob as they come.</summary>
        public IProgress<long> Track() => new Bytes(this);

        private sealed class Bytes(Tally tally) : IProgress<long>
        {
            private long _reported;

            public void Report(long value) => Interlocked.Add(ref tally._bytes, value - Interlocked.Exchange(ref _reported, value));
        }
    }
}

/// <summary>What moves are to be made and how far they are.</summary>
/// <param name="Totals">What is to be done.</param>
/// <param name="Paused">True when no moves are made for now.</param>
/// <param name="Node">The node that makes moves at the moment; null when none does.</param>
/// <param name="Progress">The present run, or the last one; null before the first.</param>
public sealed record MoveStatus(MoveTotals Totals, bool Paused, string? Node, MoveProgress? Progress);
