using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Testing;

/// <summary>A store that fails as told, for tests of what is built over it. Without faults it keeps every promise of the store it wraps.</summary>
public sealed class FaultyStore : StoreLayer, ITouch
{
    private readonly ArmedFault[] _faults;

    /// <summary>Wraps a store with faults.</summary>
    public FaultyStore(IBlobStore inner, params IEnumerable<Fault> faults) : base(inner) =>
        _faults = [.. faults.Select(fault => new ArmedFault(fault))];

    /// <summary>Wraps a store with faults in their text form, see <see cref="Fault"/>.</summary>
    public FaultyStore(IBlobStore inner, string faults) : this(inner, Fault.ParseAll(faults)) { }

    /// <inheritdoc/>
    protected override string LayerName => "Faulty";

    /// <summary>Fails when a fault struck less often than it was told to: the test then did not go where it meant to.</summary>
    /// <exception cref="InvalidOperationException">The message lists the faults.</exception>
    public void VerifyAllFaultsHappened()
    {
        var missing = _faults.Where(fault => fault.Struck < (fault.Fault.Times ?? 1)).ToList();
        if (missing.Count > 0)
        {
            var list = string.Join("; ", missing.Select(fault => $"{fault.Fault} (struck {fault.Struck} times)"));
            throw new InvalidOperationException($"These faults did not happen: {list}.");
        }
    }

    /// <inheritdoc/>
    public override ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        Strike(FaultPoint.Stat, key);
        return base.StatAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        Strike(FaultPoint.Open, key);
        var content = await base.OpenAsync(key, range, cancellationToken);
        var faults = _faults.Where(fault => fault.Fault.Point == FaultPoint.Read).ToArray();
        return faults.Length == 0 ? content : content.Through(new FaultyStream(content.Body, faults, fault => Failure(fault, key)));
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        Strike(FaultPoint.Begin, key: null);
        var draft = await base.BeginWriteAsync(options, cancellationToken);
        var faults = _faults.Where(fault => fault.Fault.Point == FaultPoint.Write);
        return new LayerDraft(draft, async (key, cancelled) =>
        {
            Strike(FaultPoint.Commit, key);
            var stat = await draft.CommitAsync(key, cancelled);
            Strike(FaultPoint.Committed, key);
            return stat;
        }, new FaultyStream(draft.Body, faults, fault => Failure(fault, key: null)));
    }

    /// <inheritdoc/>
    public override ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        Strike(FaultPoint.Delete, key);
        return base.DeleteAsync(key, proof, cancellationToken);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<BlobStat> ListAsync(
        string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Strike(FaultPoint.List, key: null);
        await foreach (var blob in base.ListAsync(after, cancellationToken))
            yield return blob;
    }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        Strike(FaultPoint.Refresh, key);
        return await Wrapped<ITouch>().TouchAsync(key, cancellationToken);
    }

    /// <summary>Whatever no fault is meant for. URLs would let readers by.</summary>
    protected override IReadOnlyList<Type> PassedAbilities { get; } =
        [typeof(IColdStorage), typeof(IListsKeys), typeof(IMirrors), typeof(IQuarantine), typeof(IRetainsContent), typeof(IStoreUpkeep)];

    /// <inheritdoc/>
    protected override IReadOnlyList<Type> WrappedAbilities { get; } = [typeof(ITouch)];

    private void Strike(FaultPoint point, string? key)
    {
        foreach (var fault in _faults)
        {
            if (fault.Fault.Point == point && fault.Strikes())
                throw Failure(fault.Fault, key);
        }
    }

    private BlobException Failure(Fault fault, string? key) => new(fault.Error, $"This store was told to {fault}.", Traits.Name, key);
}

/// <summary>A fault and how often it had the occasion and struck.</summary>
internal sealed class ArmedFault(Fault fault)
{
    private int _occasions;
    private int _struck;

    public Fault Fault => fault;

    public int Struck => _struck;

    public bool Strikes()
    {
        var occasion = Interlocked.Increment(ref _occasions);
        if (occasion < fault.First || (fault.Times is { } times && occasion >= fault.First + times))
            return false;
        Interlocked.Increment(ref _struck);
        return true;
    }
}
