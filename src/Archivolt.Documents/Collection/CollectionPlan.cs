using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Collection;

/// <summary>
/// What a collection would condemn now: the ordered listing of a provider merged with the ordered references to it, in constant memory. It is
/// computed while it is enumerated, once; the tally then tells the rest.
/// </summary>
public sealed class CollectionPlan : IAsyncEnumerable<CollectionCandidate>
{
    private const int KeysBetween = 4096;

    private readonly BlobProvider _provider;
    private readonly IBlobReferences _references;
    private readonly DateTimeOffset _youngest;
    private readonly bool _measure;

    internal CollectionPlan(
        BlobProvider provider, IBlobReferences references, DateTimeOffset youngest, bool measure, string? after = null, CollectionTally? tally = null)
    {
        _provider = provider;
        _references = references;
        _youngest = youngest;
        _measure = measure;
        Position = after;
        Tally = tally ?? new CollectionTally();
        if (measure)
            Tally.ReferencedBytes ??= 0;
    }

    /// <summary>Id of the provider.</summary>
    public string Provider => _provider.Id;

    /// <summary>What was found so far.</summary>
    public CollectionTally Tally { get; }

    /// <summary>The last key that was looked at.</summary>
    public string? Position { get; private set; }

    /// <summary>Called from time to time between two keys.</summary>
    internal Func<Task>? Between { get; init; }

    /// <inheritdoc/>
    public async IAsyncEnumerator<CollectionCandidate> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var seen = 0L;
        var (listed, referenced) = (ListAsync(cancellationToken), _references.ListKeysAsync(_provider.Id, Position, cancellationToken));
        await foreach (var blob in KeyMerge.JoinAsync(listed, static listed => listed.Key, referenced, static key => key, cancellationToken))
        {
            if (!blob.HasLeft)
                continue;
            if (++seen % KeysBetween == 0 && Between is not null)
                await Between();
            Position = blob.Key;
            if (ReservedKeys.Contains(blob.Key))
                continue;
            if (!blob.HasRight && !_provider.Options.KeyStrategy.HasCertainlyMade(blob.Key))
            {
                Tally.Stray++;
                continue;
            }
            if (blob.HasRight)
            {
                Tally.Referenced++;
                Tally.ReferencedBytes += blob.Left.Known?.Length;
            }
            else if ((blob.Left.Known ?? await _provider.StatAsync(blob.Key, cancellationToken)) is { } stat && IsCandidate(stat))
            {
                yield return new CollectionCandidate(blob.Key, stat.Length, stat.Modified);
            }
        }
    }

    /// <summary>How far a walk in key order is, from 0 to 1, as the position tells it where keys are digests; null where it does not.</summary>
    internal static double? PartOf(string? position) =>
        position is { Length: >= 8 } && uint.TryParse(position.AsSpan(0, 8), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var head)
            ? head / (double)uint.MaxValue
            : null;

    private bool IsCandidate(BlobStat stat)
    {
        if (stat.Modified <= DateTimeOffset.UnixEpoch)
        {
            Tally.Ageless++;
            return false;
        }
        if (stat.Modified > _youngest)
        {
            Tally.Young++;
            Tally.YoungBytes += stat.Length;
            return false;
        }
        Tally.Unreferenced++;
        Tally.UnreferencedBytes += stat.Length;
        return true;
    }

    // Names alone are several times cheaper than names with lengths and ages, which only the few without reference need.
    private async IAsyncEnumerable<(string Key, BlobStat? Known)> ListAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_measure && _provider.Ability<IListsKeys>() is { } store)
        {
            await foreach (var key in store.ListKeysAsync(Position, cancellationToken))
                yield return (key, null);
            yield break;
        }
        await foreach (var stat in _provider.ListAsync(Position, cancellationToken))
            yield return (stat.Key, stat);
    }
}
