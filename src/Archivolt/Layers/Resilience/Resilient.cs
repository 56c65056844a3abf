using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Archivolt.Layers.Resilience;

/// <summary>
/// Makes requests again that failed in passing: after a delay that grows and varies, or as long as the store says. A read that breaks goes on at its byte, a listing after its last key.
/// After too many failures nothing is asked of the store for a while, so that callers fail at once. A draft is written and committed once: whoever has the content writes it again.
/// </summary>
/// <remarks>A deletion that is made again may say that nothing was there, though the first request deleted it.</remarks>
public sealed class Resilient : StoreLayer, ITouch
{
    private readonly ResiliencePipeline _pipeline;
    private readonly TimeSpan _idleTimeout;
    private readonly int _retries;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="options">How often, and how long to wait; null for the usual.</param>
    /// <param name="clock">Waits; null for the system's clock.</param>
    public Resilient(IBlobStore inner, ResilienceOptions? options = null, TimeProvider? clock = null) : base(inner)
    {
        options ??= new ResilienceOptions();
        (_idleTimeout, _retries) = (options.IdleTimeout, options.Retries);
        Clock = clock ?? TimeProvider.System;
        var builder = new ResiliencePipelineBuilder { TimeProvider = Clock };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome.Exception)),
                MaxRetryAttempts = options.Retries,
                Delay = options.Delay,
                MaxDelay = options.LongestDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as BlobException)?.RetryAfter is { } wait && wait < options.LongestDelay ? wait : (TimeSpan?)null),
                OnRetry = _ =>
                {
                    ResilienceTelemetry.Retried();
                    return ValueTask.CompletedTask;
                },
            });
        }
        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome.Exception)),
            FailureRatio = options.FailureRatio,
            MinimumThroughput = options.FewestRequests,
            SamplingDuration = options.SamplingTime,
            BreakDuration = options.BreakTime,
        });
        if (options.Timeout != Timeout.InfiniteTimeSpan)
            builder.AddTimeout(options.Timeout);
        _pipeline = builder.Build();
    }

    internal TimeProvider Clock { get; }

    /// <inheritdoc/>
    public override ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        RunAsync(key, token => Inner.StatAsync(key, token), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        var content = await RunAsync(key, token => Inner.OpenAsync(key, range, token), cancellationToken);
        // A local file is read by others, and a disk's errors do not pass.
        return content.LocalFile is not null ? content : content.Through(new ResilientStream(this, content, _retries, _idleTimeout));
    }

    /// <inheritdoc/>
    public override ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(options?.Key, token => Inner.BeginWriteAsync(options, token), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default) =>
        RunAsync(key, token => Inner.DeleteAsync(key, proof, token), cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<BlobStat> ListAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (last, listing) = (after, Inner.ListAsync(after, cancellationToken).GetAsyncEnumerator(cancellationToken));
        try
        {
            while (true)
            {
                var isAgain = false;
                var isMore = await RunAsync(null, async _ =>
                {
                    // Where one broke off another goes on, unless the store could not tell what was listed already.
                    if (isAgain)
                    {
                        await listing.DisposeAsync();
                        listing = Inner.ListAsync(last, cancellationToken).GetAsyncEnumerator(cancellationToken);
                    }
                    isAgain = Traits.Listing == Listing.Ordered || last is null;
                    return await listing.MoveNextAsync();
                }, cancellationToken);
                if (!isMore)
                    yield break;
                last = listing.Current.Key;
                yield return listing.Current;
            }
        }
        finally
        {
            await listing.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default) =>
        RunAsync(key, token => Wrapped<ITouch>().TouchAsync(key, token), cancellationToken);

    /// <summary>Everything else the store can do, as it does it.</summary>
    protected override IReadOnlyList<Type> PassedAbilities { get; } =
    [
        typeof(IColdStorage), typeof(IListsKeys), typeof(IMirrors), typeof(IQuarantine), typeof(IResumableWrites), typeof(IRetainsContent), typeof(ISignsUrls), typeof(IStoreUpkeep),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<Type> WrappedAbilities { get; } = [typeof(ITouch)];

    /// <summary>The rest of a content from the store, if it still is the same.</summary>
    internal async ValueTask<BlobContent> ReopenAsync(BlobStat seen, long offset, long count, CancellationToken cancellationToken)
    {
        BlobException? shorter = null;
        try
        {
            var content = await RunAsync(seen.Key, token => Inner.OpenAsync(seen.Key, ByteRange.From(offset, count), token), cancellationToken);
            if (content.Stat.IsSameVersionAs(seen))
                return content;
            await content.DisposeAsync();
        }
        catch (BlobException exception) when (exception.Error == BlobError.RangeNotSatisfiable)
        {
            shorter = exception;
        }
        throw new BlobException(BlobError.Unavailable, "The connection broke, and the blob was replaced before the read could go on.", Traits.Name, seen.Key, shorter);
    }

    internal static bool IsTransient(Exception? exception) => exception is BlobException { IsTransient: true } or TimeoutRejectedException;

    private async ValueTask<T> RunAsync<T>(string? key, Func<CancellationToken, ValueTask<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(static (request, token) => request(token), request, cancellationToken);
        }
        catch (TimeoutRejectedException exception)
        {
            throw new BlobException(BlobError.Timeout, $"The store did not answer within {exception.Timeout}.", Traits.Name, key, exception);
        }
        catch (BrokenCircuitException exception)
        {
            throw new BlobException(BlobError.Unavailable, "The store failed too often, so nothing is asked of it for a while.", Traits.Name, key, exception) { RetryAfter = exception.RetryAfter };
        }
    }
}
