using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Testing;

/// <summary>
/// A store that takes its time, by a clock: with a <see cref="TestClock"/> nothing really waits. Without latency and
/// rate it is the store it wraps.
/// </summary>
/// <param name="inner">The store.</param>
/// <param name="clock">The clock to wait by.</param>
/// <param name="latency">How long every call takes before it starts.</param>
/// <param name="bytesPerSecond">How fast content is read and written; null for no limit.</param>
public sealed class SlowStore(IBlobStore inner, TimeProvider clock, TimeSpan latency = default, long? bytesPerSecond = null)
    : StoreLayer(inner), ITouch
{
    /// <inheritdoc/>
    protected override string LayerName => "Slow";

    /// <inheritdoc/>
    public override async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken);
        return await base.StatAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken);
        var content = await base.OpenAsync(key, range, cancellationToken);
        return bytesPerSecond is null ? content : content.Through(Slowed(content.Body));
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken);
        var draft = await base.BeginWriteAsync(options, cancellationToken);
        return new LayerDraft(draft, async (key, cancelled) =>
        {
            await WaitAsync(cancelled);
            return await draft.CommitAsync(key, cancelled);
        }, Slowed(draft.Body));
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken);
        return await base.DeleteAsync(key, proof, cancellationToken);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<BlobStat> ListAsync(
        string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken);
        await foreach (var blob in base.ListAsync(after, cancellationToken))
            yield return blob;
    }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken);
        return await Wrapped<ITouch>().TouchAsync(key, cancellationToken);
    }

    /// <summary>Whatever nobody has to wait for in a test. URLs would let readers by.</summary>
    protected override IReadOnlyList<Type> PassedAbilities { get; } =
        [typeof(IColdStorage), typeof(IListsKeys), typeof(IMirrors), typeof(IQuarantine), typeof(IRetainsContent), typeof(IStoreUpkeep)];

    /// <inheritdoc/>
    protected override IReadOnlyList<Type> WrappedAbilities { get; } = [typeof(ITouch)];

    private Task WaitAsync(CancellationToken cancellationToken) =>
        latency == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(latency, clock, cancellationToken);

    private Stream Slowed(Stream stream) => bytesPerSecond is { } rate ? new SlowStream(stream, clock, rate) : stream;

    private sealed class SlowStream(Stream inner, TimeProvider clock, long bytesPerSecond) : PassingStream(inner)
    {
        protected override async ValueTask<int> ReadThroughAsync(
            Func<Memory<byte>, ValueTask<int>> read, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var count = await read(buffer);
            await PassAsync(count, cancellationToken);
            return count;
        }

        protected override async ValueTask WriteThroughAsync(
            Func<ReadOnlyMemory<byte>, ValueTask> write, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            await PassAsync(buffer.Length, cancellationToken);
            await write(buffer);
        }

        private Task PassAsync(int bytes, CancellationToken cancellationToken) =>
            bytes == 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds((double)bytes / bytesPerSecond), clock, cancellationToken);
    }
}
