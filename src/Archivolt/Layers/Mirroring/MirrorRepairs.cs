using System.Collections.Concurrent;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Archivolt.Layers.Mirroring;

/// <summary>Makes bad copies good from good ones. A reader's repairs run behind his back, one for each key at a time.</summary>
internal sealed partial class MirrorRepairs(KeyLocks locks, ILogger<Mirrored>? logger)
{
    private readonly ConcurrentDictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private readonly ILogger _logger = logger ?? NullLogger<Mirrored>.Instance;

    /// <summary>A write goes on without a copy.</summary>
    public void Missed(IBlobStore copy, BlobException failure) => LogMissed(failure, copy.Traits.Name);

    /// <summary>Begins to repair a copy that missed a blob or had it damaged; any other failure is none of the copy's content.</summary>
    public void Start(string key, IBlobStore good, IBlobStore bad, BlobException failure)
    {
        if (failure.Error is not (BlobError.NotFound or BlobError.Damaged) || !bad.Traits.CanWrite || _underWay.ContainsKey(key))
            return;
        var begun = new TaskCompletionSource();
        if (_underWay.TryAdd(key, begun.Task))
            _ = Task.Run(() => RepairAsync(key, good, bad, failure, begun));
    }

    /// <summary>Waits for the repairs that readers began.</summary>
    public async Task WhenIdleAsync()
    {
        while (!_underWay.IsEmpty)
            await Task.WhenAll(_underWay.Values);
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
        var options = new WriteOptions { Key = key, ExpectedLength = content.Length, Replace = present is not null && sets is null };
        await using var draft = await bad.BeginWriteAsync(options, cancellationToken);
        await BlobCopy.WriteAsync(good, content, draft, expected, cancellationToken: cancellationToken);
        // Whoever deletes or writes the key waits meanwhile, so that nothing deleted comes back and nothing newer is replaced.
        using var turn = await locks.TakeAsync(key, cancellationToken);
        if (!IsStill(content.Stat, await good.StatAsync(key, cancellationToken)) || !IsStill(present, await bad.StatAsync(key, cancellationToken)))
            return null;
        var place = present is not null && sets is not null ? await sets.QuarantineAsync(present.Value, cancellationToken) : null;
        await draft.CommitAsync(key, cancellationToken);
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

    private async Task RepairAsync(string key, IBlobStore good, IBlobStore bad, BlobException failure, TaskCompletionSource begun)
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
            LogNotRepaired(exception, bad.Traits.Name, key);
        }
        finally
        {
            _underWay.TryRemove(key, out _);
            begun.SetResult();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The copy in {Store} could not be written; the content is in another one, and a scrub will bring it here.")]
    private partial void LogMissed(Exception exception, string store);

    [LoggerMessage(2, LogLevel.Warning, "The copy of {Key} in {Store} was {State} and is good again, from {Source}.")]
    private partial void LogRepaired(string store, string key, string state, string source);

    [LoggerMessage(3, LogLevel.Warning, "The copy of {Key} in {Store} could not be repaired.")]
    private partial void LogNotRepaired(Exception exception, string store, string key);
}

/// <summary>A repair that was made.</summary>
/// <param name="Place">Where the damaged bytes are now; null when none were kept.</param>
internal sealed record Repair(string? Place);
