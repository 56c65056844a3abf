using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Layers.Mirroring;

/// <summary>Reads all copies of a blob and makes the bad ones good; see <see cref="IMirrors.HealAsync"/>.</summary>
internal sealed class MirrorExamination(
    IReadOnlyList<IBlobStore> copies, string key, Func<IBlobStore, CancellationToken, Task<BlobVerification>> verify, MirrorRepairs repairs)
{
    private readonly List<Examined> _examined = [];
    private readonly List<HealedCopy> _healed = [];
    private readonly List<string> _unchecked = [];
    private BlobException? _failure;

    public async Task<MirrorHealing> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var copy in copies)
            await ExamineAsync(copy, cancellationToken);
        if (Best() is not { } good)
            return _failure is null ? new MirrorHealing(Worst(), [], _unchecked) : throw _failure;
        foreach (var bad in _examined.Where(each => !ReferenceEquals(each, good) && IsBad(each, good)))
            await HealAsync(bad, good, cancellationToken);
        return new MirrorHealing(good.Found, _healed, _unchecked);
    }

    private async Task ExamineAsync(IBlobStore copy, CancellationToken cancellationToken)
    {
        try
        {
            // The age first: what is written again meanwhile is not touched.
            var stat = await copy.StatAsync(key, cancellationToken);
            _examined.Add(new Examined(copy, stat, await verify(copy, cancellationToken)));
        }
        catch (BlobException exception)
        {
            _failure ??= exception;
            _unchecked.Add(exception.Message);
        }
    }

    // Where keys promise nothing, the copy that was written last is the one that counts.
    private Examined? Best() => _examined.Find(each => each.Found.Health == BlobHealth.Sound)
        ?? _examined.Where(each => each.Found.Health == BlobHealth.Readable).MaxBy(each => each.Stat?.Modified);

    private BlobVerification Worst() => (_examined.Find(each => each.Found.Health == BlobHealth.Damaged) ?? _examined[0]).Found;

    private static bool IsBad(Examined copy, Examined good) => copy.Found.Health is BlobHealth.Damaged or BlobHealth.Missing || copy.Found.Digest != good.Found.Digest;

    private async Task HealAsync(Examined bad, Examined good, CancellationToken cancellationToken)
    {
        try
        {
            var isDamaged = bad.Found.Health == BlobHealth.Damaged;
            var repair = await repairs.CopyAsync(key, good.Copy, bad.Copy, bad.Stat, good.Found.Digest, keepDamaged: isDamaged, cancellationToken);
            if (repair is not null)
                _healed.Add(new HealedCopy(bad.Copy.Traits.Name, bad.Found, repair.Place));
        }
        catch (BlobException exception)
        {
            _unchecked.Add($"The copy in {bad.Copy.Traits.Name} is {bad.Found.Health.ToString().ToLowerInvariant()} and could not be made good: {exception.Message}");
        }
    }

    private sealed record Examined(IBlobStore Copy, BlobStat? Stat, BlobVerification Found);
}
