using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Samples.Layer;

/// <summary>Writes a line for everything that is opened, stored or deleted. A layer overrides what it changes; the rest goes to the store below.</summary>
public sealed class Logged(IBlobStore inner, TextWriter log, string prefix) : StoreLayer(inner)
{
    /// <summary>What the store below can do and stays true through this layer; every other ability is denied.</summary>
    protected override IReadOnlyList<Type> PassedAbilities => [typeof(ITouch), typeof(IQuarantine), typeof(IMirrors)];

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        var content = await Inner.OpenAsync(key, range, cancellationToken);
        await log.WriteLineAsync($"{prefix}opened {content.Length} bytes");
        return content;
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        new Draft(await Inner.BeginWriteAsync(options, cancellationToken), log, prefix);

    /// <inheritdoc/>
    public override async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        var wasThere = await Inner.DeleteAsync(key, proof, cancellationToken);
        await log.WriteLineAsync($"{prefix}deleted {key}: {proof}");
        return wasThere;
    }

    private sealed class Draft(BlobDraft inner, TextWriter log, string prefix) : BlobDraft
    {
        public override Stream Body => inner.Body;

        public override async ValueTask<BlobStat> CommitAsync(string key, CancellationToken cancellationToken = default)
        {
            var stat = await inner.CommitAsync(key, cancellationToken);
            await log.WriteLineAsync($"{prefix}stored {stat.Length} bytes");
            return stat;
        }

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
