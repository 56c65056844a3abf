using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Archivolt.Layers.Mirroring;

/// <summary>
/// Makes bad copies good from good ones. A reader's repairs run behind his back, one for each key and a few at a time: an empty copy must not cost the
/// readers of the other one their files, memory and bandwidth. What is too much is left to later readers and the scrub.
/// </summary>
/// <param name="locks">Keeps out whoever else writes or deletes a key.</param>
/// <param name="logger">Hears of repairs.</param>
/// <param name="mostAtOnce">How many repairs of readers may run.</param>
/// <param name="mostBytes">How many bytes of content they may copy together; a larger content is copied alone.</param>
internal sealed partial class MirrorRepairs(KeyLocks locks, ILogger<Mirrored>? logger, int mostAtOnce = 4, long mostBytes = 256 * 1024 * 1024)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private readonly ILogger _logger = logger ?? NullLogger<Mirrored>.Instance;
    private long _bytes;
    private long _dropped;

    /// <summary>A write goes on without a copy.</summary>
    public void Missed(IBlobStore copy, BlobException failure) => LogMissed(failure, copy.Traits.Name);

    /// <summary>Begins to repair a copy that missed a blob or had it damaged; any other failure is none of the copy's content.</summary>
    public void Start(string key, long length, IBlobStore good, IBlobStore bad, BlobException failure)
    {
        if (failure.Error is not (BlobError.NotFound or BlobError.Damaged) || !bad.Traits.CanWrite)
            return;
        lock (_lock)
        {
            if (_underWay.ContainsKey(key))
                return;
            if (_underWay.Count >= mostAtOnce || (_underWay.Count > 0 && _bytes + length > mostBytes))
            {
                MirrorTelemetry.Dropped();
                if (_dropped++ == 0)
                    LogDropped(bad.Traits.Name);
                return;
            }
            _bytes += length;
            _underWay.Add(key, Task.Run(() => RepairAsync(key, length, good, bad, failure)));
        }
    }

    /// <summary>Waits for the repairs that readers began.</summary>
    public async Task WhenIdleAsync()
    {
        while (UnderWay() is { Count: > 0 } running)
            await Task.WhenAll(running);
    }

    /// <summary>
    /// Replaces a copy, or adds it where it is missing. Null when the good copy is gone or the bad one is another by now.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="good">Where the content comes from.</param>
    /// <param name="bad">Where it goes.</param>
    /// <param name="present">The bad copy as it was looked at; null when it was missing.</param>
    /// <param name="expected">What the content hashes to, where that is known.</param>
    /// <param name="keepDamaged">True to set the bad copy aside where its store can do that, false to replace it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Repair?> CopyAsync(
        string key, IBlobStore good, IBlobStore bad, BlobStat? present, Digest? expected, bool keepDamaged, CancellationToken cancellationToken)
    {
        await using var content = await FindAsync(good, key, cancellationToken);
        if (content is null)
            return null;
        var sets = keepDamaged ? bad.Ability<IQuarantine>() : null;
        var replaced = sets is null ? present : null;
        var options = new WriteOptions { Key = key, ExpectedLength = content.Length, Replace = replaced is not null, IfUnchanged = replaced };
        await using var draft = await bad.BeginWriteAsync(options, cancellationToken);
        await BlobCopy.WriteAsync(good, content, draft, expected, cancellationToken: cancellationToken);
        // Whoever deletes or writes the key waits meanwhile, so that nothing deleted comes back and nothing newer is replaced.
        using var turn = await locks.TakeAsync(key, cancellationToken);
        if (!IsStill(content.Stat, await good.StatAsync(key, cancellationToken)) || !IsStill(present, await bad.StatAsync(key, cancellationToken)))
            return null;
        string? place = null;
        // Other processes are kept out by the store alone: both steps take the very copy that was seen.
        if (present is not null && sets is not null && (place = await sets.QuarantineAsync(present.Value, cancellationToken)) is null)
            return null;
        try
        {
            await draft.CommitAsync(key, cancellationToken);
        }
        catch (BlobException exception) when (replaced is not null && exception.Error == BlobError.Conflict)
        {
            return null;
        }
        MirrorTelemetry.Repaired();
        LogRepaired(bad.Traits.Name, key, present is null ? "missing" : "damaged or outdated", good.Traits.Name);
        return new Repair(place);
    }

    private static async ValueTask<BlobContent?> FindAsync(IBlobStore store, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.OpenAsync(key, ByteRange.All, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            return null;
        }
    }

    private static bool IsStill(BlobStat? seen, BlobStat? now) => now is { } found ? seen is { } before && found.IsSameVersionAs(before) : seen is null;

    private List<Task> UnderWay()
    {
        lock (_lock)
            return [.. _underWay.Values];
    }

    private async Task RepairAsync(string key, long length, IBlobStore good, IBlobStore bad, BlobException failure)
    {
        try
        {
            var present = await bad.StatAsync(key);
            if (present is null || failure.Error == BlobError.Damaged)
                await CopyAsync(key, good, bad, present, expected: null, keepDamaged: true, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The reader has what he wanted; the next one, or the scrub, tries again.
            MirrorTelemetry.Failed();
            LogNotRepaired(exception, bad.Traits.Name, key);
        }
        finally
        {
            End(key, length);
        }
    }

    private void End(string key, long length)
    {
        lock (_lock)
        {
            _bytes -= length;
            _underWay.Remove(key);
            if (_underWay.Count > 0 || _dropped == 0)
                return;
            LogDroppedInAll(_dropped);
            _dropped = 0;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The copy in {Store} could not be written; the content is in another one, and a scrub will bring it here.")]
    private partial void LogMissed(Exception exception, string store);

    [LoggerMessage(2, LogLevel.Warning, "The copy of {Key} in {Store} was {State} and is good again, from {Source}.")]
    private partial void LogRepaired(string store, string key, string state, string source);

    [LoggerMessage(3, LogLevel.Warning, "The copy of {Key} in {Store} could not be repaired.")]
    private partial void LogNotRepaired(Exception exception, string store, string key);

    [LoggerMessage(4, LogLevel.Warning,
        "The copy in {Store} misses so many blobs that readers' repairs cannot keep up; some are left to later reads and the scrub.")]
    private partial void LogDropped(string store);

    [LoggerMessage(5, LogLevel.Information, "{Count} repairs were left to later reads and the scrub.")]
    private partial void LogDroppedInAll(long count);
}

/// <summary>A repair that was made.</summary>
/// <param name="Place">Where the damaged bytes are now; null when none were kept.</param>
internal sealed record Repair(string? Place);
